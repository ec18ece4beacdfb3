interface Waiting {
  readonly atMs: number;
  readonly number: number;
  /** `undefined` once it has run, or was taken back. */
  run: (() => void) | undefined;
}

type Due = Waiting & { readonly run: () => void };

/** When a world begins: the same for all, so that a trace reads the same. */
export const BEGINS_MS = Date.parse('2026-01-01T00:00:00.000Z');

/** After so long without anything new, the program is taken to have done all that it can, and to wait for the world. */
const QUIET_MS = 20_000;

/** So often, rejections that nobody handles are heard of. */
const STEPS_PER_TURN = 8;

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
  #steps = 0;
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
    await this.quiet();
    const told = this.#story.next();
    const storyMs = Math.min(told?.atMs ?? untilStoryMs, untilStoryMs);
    // Where pauses are left out, what the program waits for lies before or after the next moment of the story by its own time.
    const own = earlier(this.#work.next(), this.isQuiet() ? undefined : this.#pauses.next());
    if (own !== undefined && own.atMs + this.#leaptMs <= storyMs) {
      this.#elapsedMs = Math.max(this.#elapsedMs, own.atMs);
      begin(own);
      return true;
    }
    const restMs = Math.max(0, storyMs - this.storyMs);
    if (this.isQuiet()) this.#leaptMs += restMs;
    else this.#elapsedMs += restMs;
    if (told === undefined || told.atMs > untilStoryMs) return false;
    begin(told);
    return true;
  }

  /**
   * Nothing in a world waits for anything but promises and its time: when these are done, all is quiet. Only a turn of the event loop tells
   * of rejections that nobody handles, and takes as long as all else between two moments.
   */
  private quiet(): Promise<void> {
    this.#steps += 1;
    if (this.#steps % STEPS_PER_TURN > 0) return new Promise((resolve) => process.nextTick(resolve));
    return new Promise((resolve) => setImmediate(resolve));
  }

  private isQuiet(): boolean {
    return this.skipsPauses && this.#elapsedMs - this.#newsMs > QUIET_MS;
  }
}

/** It is over before anything comes of it. */
function begin(due: Waiting): void {
  const { run } = due;
  due.run = undefined;
  run?.();
}

const earlier = (one: Due | undefined, other: Due | undefined): Due | undefined =>
  one === undefined || (other !== undefined && other.atMs < one.atMs) ? other : one;

/** What comes first lies on top: a heap, where each lies before the two below it. What is taken back stays, until it is on top. */
class Waitings {
  readonly #heap: Waiting[] = [];
  #count = 0;

  /** @returns what takes it back */
  add(atMs: number, run: () => void): () => void {
    const waiting: Waiting = { atMs, number: (this.#count += 1), run };
    this.rise(waiting);
    return () => (waiting.run = undefined);
  }

  next(): Due | undefined {
    for (let [top] = this.#heap; top !== undefined; [top] = this.#heap) {
      if (isWaiting(top)) return top;
      this.removeTop();
    }
    return undefined;
  }

  private rise(waiting: Waiting): void {
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = heap[above];
      if (other === undefined || isBefore(other, waiting)) break;
      heap[place] = other;
      place = above;
    }
    heap[place] = waiting;
  }

  private removeTop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const below = this.firstBelow(place);
      const other = heap[below];
      if (other === undefined || isBefore(last, other)) break;
      heap[place] = other;
      place = below;
    }
    heap[place] = last;
  }

  private firstBelow(place: number): number {
    const left = 2 * place + 1;
    const [one, other] = [this.#heap[left], this.#heap[left + 1]];
    return one !== undefined && other !== undefined && isBefore(other, one) ? left + 1 : left;
  }
}

const isWaiting = (waiting: Waiting): waiting is Due => waiting.run !== undefined;

/** Of the same moment, in the order in which they came. */
const isBefore = (one: Waiting, other: Waiting): boolean =>
  one.atMs < other.atMs || (one.atMs === other.atMs && one.number < other.number);
