import { EXIT } from './exit-codes.js';

/** Ctrl-C and SIGTERM let the command finish what it is at; a second one ends it at once. */
export class StopSignals {
  readonly #stop = new AbortController();
  /** What the command exits with when it was stopped. */
  exitCode: number = EXIT.interrupted;

  constructor() {
    for (const [name, exitCode] of [
      ['SIGINT', EXIT.interrupted],
      ['SIGTERM', EXIT.terminated],
    ] as const)
      process.on(name, () => {
        if (this.signal.aborted) process.exit(exitCode);
        this.exitCode = exitCode;
        this.#stop.abort();
      });
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }
}
