import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StoppedError } from '../../application/log-copy/compare-logs.js';

/**
 * The file is there when it is whole, and then it is on disk.
 * @throws StoppedError when the signal aborts, and what the file system says
 */
export async function writeWhole(bytes: Readable, path: string, signal: AbortSignal): Promise<void> {
  const unfinished = `${path}.part`;
  try {
    await pipeline(bytes, createWriteStream(unfinished, { flush: true }), { signal });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw signal.aborted ? new StoppedError('stopped') : error;
  }
}
