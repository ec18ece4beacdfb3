interface Waiting {
  readonly atMs: number;
  readonly number: number;
  readonly run: () => void;
}

/** When a world begins: the same for all, so that a trace reads the same. */
export const BEGINS_MS = Date.parse('2026-01-01T00:00:00.000Z');

/** After so long without anything new, the program is taken to have done all that it can, and to wait for the world. */
const QUIET_MS = 20_000;

/**
 * The time of a world. It stands still while anything can go on, and then leaps to the next moment at which something was to happen.
 *
 * There are three kinds of moments: the story (`after`), which is what people, banks and clocks do; work (`work`), which takes the
 * program some time; and its pauses (`sleep`): beats of leases, waiting before it tries again. Where pauses may be skipped,
 * the story goes on without them while nothing new happens, as on a machine whose clock is moved ahead: or the fortnight of
 * several instances would be all beats of leases.
 */
export class WorldTime {
  readonly #work = new Waitings();
  readonly #pauses = new Waitings();
  readonly #story = new Waitings();
  #elapsedMs = 0;
  #leaptMs = 0;
  #setMs = 0;
  #newsMs = 0;
  /** Whether they ever were set. */
  wereClocksSet = false;

  constructor(private readonly skipsPauses: boolean) {}

  /** Milliseconds of the program's time since the world began; never set back. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Milliseconds of the story since the world began; never set back. */
  get storyMs(): number {
    return this.#elapsedMs + this.#leaptMs;
  }

  /** What clocks show, in milliseconds since 1970. */
  get nowMs(): number {
    return BEGINS_MS + this.storyMs + this.#setMs;
  }

  /** Sets the clocks forward or back, as an operator or NTP does; what waits is not moved by it. */
  setClocks(byMs: number): void {
    this.wereClocksSet = true;
    this.#setMs += byMs;
  }

  /** Something new has happened, and the program may have something to do about it: now, or for so long. */
  news(forMs = 0): void {
    this.#newsMs = Math.max(this.#newsMs, this.#elapsedMs + forMs);
  }

  /** When the story has gone on for so long. */
  after(ms: number, run: () => void): void {
    this.#story.add(this.storyMs + Math.max(0, ms), run);
  }

  /** Until the story has gone on for so long. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Until the program's own time has gone on for so long. */
  work(ms: number): Promise<void> {
    return new Promise((resolve) => this.#work.add(this.#elapsedMs + Math.max(0, ms), resolve));
  }

  /** The same, for a pause: see above. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        takeBack();
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const takeBack = this.#pauses.add(this.#elapsedMs + Math.max(0, ms), wake);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Lets everything go on that can, then lets the next thing happen that was to. False when the story has reached its end. */
  async step(untilStoryMs: number): Promise<boolean> {
    await quiet();
    const told = this.#story.next();
    const storyMs = Math.min(told?.atMs ?? untilStoryMs, untilStoryMs);
    // Where pauses are left out, what the program waits for lies before or after the next moment of the story by its own time.
    const own = earlier(this.#work.next(), this.isQuiet() ? undefined : this.#pauses.next());
    if (own !== undefined && own.atMs + this.#leaptMs <= storyMs) {
      this.#elapsedMs = Math.max(this.#elapsedMs, own.atMs);
      this.#work.remove(own);
      this.#pauses.remove(own);
      own.run();
      return true;
    }
    const restMs = Math.max(0, storyMs - this.storyMs);
    if (this.isQuiet()) this.#leaptMs += restMs;
    else this.#elapsedMs += restMs;
    if (told === undefined || told.atMs > untilStoryMs) return false;
    this.#story.remove(told);
    told.run();
    return true;
  }

  private isQuiet(): boolean {
    return this.skipsPauses && this.#elapsedMs - this.#newsMs > QUIET_MS;
  }
}

const earlier = (one: Waiting | undefined, other: Waiting | undefined): Waiting | undefined =>
  one === undefined || (other !== undefined && other.atMs < one.atMs) ? other : one;

class Waitings {
  readonly #all = new Set<Waiting>();
  #count = 0;

  /** @returns what takes it back */
  add(atMs: number, run: () => void): () => void {
    const waiting = { atMs, number: (this.#count += 1), run };
    this.#all.add(waiting);
    return () => this.#all.delete(waiting);
  }

  remove(waiting: Waiting): void {
    this.#all.delete(waiting);
  }

  next(): Waiting | undefined {
    let next: Waiting | undefined;
    for (const waiting of this.#all)
      if (
        next === undefined ||
        waiting.atMs < next.atMs ||
        (waiting.atMs === next.atMs && waiting.number < next.number)
      )
        next = waiting;
    return next;
  }
}

/** Nothing in a world waits for anything but promises and its time: when these are done, all is quiet. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
