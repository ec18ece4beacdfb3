import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Kind } from './requests.js';

/** What the load generator is to do. */
export interface Load {
  readonly url: string;
  readonly kind: Kind;
  /** Subject → token. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Delivered orders that are there to be read. */
  readonly existing: number;
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** The number of the first request, and the one after the last that there can be. */
  readonly from: number;
  readonly to: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly answered: number;
  /** Status → how many; also those of the warm-up. */
  readonly refused: Readonly<Record<string, number>>;
  /** The number of the request after the last one sent. */
  readonly next: number;
}

/** Runs the load from a process of its own. @throws Error when any request was refused */
export async function generateLoad(load: Load): Promise<LoadResult> {
  const child = fork(new URL('./load-generator.js', import.meta.url));
  try {
    child.send(load);
    const answer = once(child, 'message') as Promise<[LoadResult]>;
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('the load generator ended')));
    const [result] = await Promise.race([answer, ended]);
    if (Object.keys(result.refused).length > 0)
      throw new Error(`${load.kind}: requests were refused: ${JSON.stringify(result.refused)}`);
    return result;
  } finally {
    child.kill();
  }
}
