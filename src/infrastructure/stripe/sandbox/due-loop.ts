import { isPassing } from '../../embedded/sqlite.js';

/** When work is tried again that could not be done, as with a full disk. */
const AFTER_FAILURE_MS = 500;
/** The longest nap, in case that the clock is moved. */
const MAX_NAP_MS = 60_000;

/**
 * Runs `work` now, again whenever it is woken, and when the instant comes that `work` named (ms since 1970).
 * One run at a time.
 */
export class DueLoop {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(private readonly work: () => Promise<number | undefined> | number | undefined) {}

  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#running ??= this.#run();
  }

  /** Resolves when a run under way has ended; none begins after. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    // Leaves the caller's stack first: work that fails must not fail who woke it.
    await Promise.resolve();
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        clearTimeout(this.#timer);
        this.#napUntil(await this.#workOrLater());
      }
    } finally {
      // In the same turn as the last look at `#again`: a call of `wake` cannot fall between the two.
      this.#running = undefined;
    }
  }

  async #workOrLater(): Promise<number | undefined> {
    try {
      return await this.work();
    } catch (error) {
      if (!isPassing(error)) throw error;
      return Date.now() + AFTER_FAILURE_MS;
    }
  }

  #napUntil(instantMs: number | undefined): void {
    if (instantMs === undefined || this.#stopped) return;
    const napMs = Math.min(Math.max(instantMs - Date.now(), 1), MAX_NAP_MS);
    this.#timer = setTimeout(() => {
      this.wake();
    }, napMs);
    this.#timer.unref();
  }
}
