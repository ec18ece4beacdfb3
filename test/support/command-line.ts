import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { spawnChild } from './child.js';
import type { Environment } from './server.js';

export interface Ended {
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** `shoutouts`, as a process of its own. */
export class CommandLine {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #said = { stdout: '', stderr: '' };

  /** @param isRead whether anybody reads what it says on its standard output */
  constructor(args: readonly string[], environment: Environment, { isRead = true } = {}) {
    const { PATH, HOME, COMPILED_SOURCES } = process.env;
    const env = { PATH, HOME, COMPILED_SOURCES, ...environment };
    const child = spawnChild('src/interfaces/cli/shoutouts.ts', args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    if (!isRead) child.stdout?.destroy();
    const said = this.#said;
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.setEncoding('utf8').on('data', (text: string) => (said[name] += text));
    this.ended = once(child, 'close').then(([code, signal]) => ({
      code: (code ?? signal) as number | NodeJS.Signals,
      ...said,
    }));
  }

  /** On its standard output, so far. */
  get said(): string {
    return this.#said.stdout;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

export const runCommandLine = (args: readonly string[], environment: Environment): Promise<Ended> =>
  new CommandLine(args, environment).ended;
