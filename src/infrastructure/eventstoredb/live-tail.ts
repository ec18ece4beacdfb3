import type { EventBatch, Position, RecordedEvent } from '../../application/ports/event-store.js';
import { CommitSignal } from '../events/commit-signal.js';
import type { EventPage } from '../events/following.js';

/** Whoever is further behind reads pages of the log. */
const EVENTS_KEPT = 5_000;

/**
 * The newest end of the log, by one subscription for all that follow it: each event comes over the wire once, and is made into
 * one of ours once.
 */
export class LiveTail {
  /** Raised whenever something came. */
  readonly news = new CommitSignal();
  #events: RecordedEvent[] = [];
  /** Everything after this is in `#events`; `undefined` until somebody is at the end of the log. */
  #floor: Position | undefined;
  #head: Position = 0n;
  /** Why nothing comes now. */
  #trouble: Error | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    /** What comes after a position, until the log is closed; tells when nothing can come, until the next batch. */
    private readonly follow: (after: Position, troubled: (error: Error) => void) => AsyncIterable<EventBatch>,
    private readonly eventsKept = EVENTS_KEPT,
  ) {}

  /** Begins there, unless it has begun. */
  begin(after: Position): void {
    if (this.#floor !== undefined) return;
    this.#floor = after;
    this.#head = after;
    this.#running = this.run(after);
  }

  /**
   * What came after a position; `undefined` when that lies before what is kept.
   *
   * @throws why nothing can come now, to whoever has all that came
   */
  pageAfter(after: Position, limit: number): EventPage | undefined {
    if (this.#floor === undefined || after < this.#floor) return undefined;
    const begin = this.indexAfter(after);
    const events = this.#events.slice(begin, begin + limit);
    const isAll = begin + events.length === this.#events.length;
    const upTo = isAll && this.#head > after ? this.#head : undefined;
    if (this.#trouble === undefined) return { events, ended: isAll, upTo };
    if (events.length === 0 && upTo === undefined) throw this.#trouble;
    return { events, ended: false, upTo };
  }

  /** Once what it follows has ended. */
  async ended(): Promise<void> {
    await this.#running;
  }

  private async run(after: Position): Promise<void> {
    for await (const { events, position } of this.follow(after, (error) => this.break(error))) {
      this.#trouble = undefined;
      this.#events.push(...events);
      this.#head = position;
      if (this.#events.length > 2 * this.eventsKept) {
        const dropped = this.#events.splice(0, this.#events.length - this.eventsKept);
        this.#floor = dropped.at(-1)?.position;
      }
      this.news.raise();
    }
  }

  private break(error: Error): void {
    this.#trouble = error;
    this.news.raise();
  }

  /** Of the first event after a position: most who ask are near the end. */
  private indexAfter(after: Position): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.position ?? 0n) > after) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
