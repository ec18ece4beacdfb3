import type { Clock } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import type { ReadModels } from '../ports/read-models.js';
import { backoffMs, describe } from './keep-running.js';

const KEY = 'scrub';
const DONE = 'done';

/** Until when a scrub that could not be done is tried again, and who is told of it. */
interface TryingAgain {
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * One scrub for all erasures that came together, in whatever projections. That one is due is stored before a
 * checkpoint passes the erasure, so that a crash in between does not leave erased data in the files.
 */
export class Scrubs {
  /** Until the store was asked, one may be due from before a crash. */
  #isDue = true;
  #running: Promise<void> | undefined;
  #requests = 0;
  /** Requests that the store has, or may have: one that it has not is due when it has it, whatever a scrub found before. */
  #stored = 0;
  #removals = 0;
  #tryingAgain: Promise<void> | undefined;

  constructor(
    private readonly models: ReadModels,
    private readonly clock: Clock,
    private readonly again?: TryingAgain,
  ) {}

  /** Call it when erased data has been overwritten, and before the checkpoint says so. */
  async request(): Promise<void> {
    this.#requests += 1;
    // Unlike any other, so that a scrub that is under way does not count for this request.
    const due = `due since ${this.clock.now()} (${String(this.#requests)})`;
    while (!(await this.models.setValue(KEY, due, await this.models.getValue(KEY))));
    this.lookAgain();
  }

  /**
   * For a removal that nothing would repeat: one is due from before it begins, and none that is performed meanwhile
   * counts for it.
   * @param isNeeded whether there is something in what is removed that nothing else requests a scrub for
   */
  async after(
    removal: () => Promise<void>,
    isNeeded: () => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<void> {
    this.#removals += 1;
    try {
      if (await isNeeded()) await this.request();
      await removal();
    } finally {
      this.#removals -= 1;
      this.#isDue = true;
    }
  }

  /** One is requested, or may be, by somebody else: a scrub that has looked before may have found none. */
  lookAgain(): void {
    this.#stored += 1;
    this.#isDue = true;
  }

  /** Scrubs if it is due; calls at the same time share one scrub, unless it began before them. */
  async perform(): Promise<void> {
    await this.#running;
    if (!this.#isDue) return;
    this.#running ??= this.scrub().finally(() => (this.#running = undefined));
    await this.#running;
  }

  /**
   * The same, for who has other things to do: what keeps it from being done, as somebody who reads the files for long, holds up nobody
   * else. It is tried again beside them, where somebody said until when.
   */
  async performBeside(): Promise<void> {
    const { again } = this;
    if (again === undefined) return this.perform();
    if (this.#tryingAgain !== undefined) return;
    try {
      await this.perform();
    } catch (error) {
      this.#tryingAgain ??= this.tryAgain(error, again).finally(() => (this.#tryingAgain = undefined));
    }
  }

  /** Nothing is tried again any more, once the signal said so. */
  async settled(): Promise<void> {
    await this.#tryingAgain;
  }

  private async tryAgain(first: unknown, { log, signal }: TryingAgain): Promise<void> {
    let error: unknown = first;
    for (let failures = 0; !signal.aborted; failures += 1) {
      log.warn('not scrubbed yet', { trouble: describe(error) });
      await this.clock.sleep(backoffMs(failures), signal);
      try {
        if (!signal.aborted) await this.perform();
        return;
      } catch (anew) {
        error = anew;
      }
    }
  }

  private async scrub(): Promise<void> {
    // Of a removal that is under way, it may find what has not been removed yet.
    if (this.#removals > 0) return;
    const seen = this.#stored;
    const due = await this.models.getValue(KEY);
    if (due !== undefined && due !== DONE) {
      await this.models.scrub();
      if (this.#stored !== seen || !(await this.models.setValue(KEY, DONE, due))) return;
    }
    this.#isDue = this.#stored !== seen;
  }
}
