import type { Clock } from '../../application/ports/clock.js';
import type {
  EventBatch,
  Position,
  RecordedEvent,
  SubscribeOptions,
} from '../../application/ports/event-store.js';
import type { CommitSignal } from './commit-signal.js';

export interface EventPage {
  readonly events: readonly RecordedEvent[];
  /** How far was read, where that is beyond the last event. */
  readonly upTo?: Position | undefined;
  /** Nothing more was in the log when it was read. */
  readonly ended: boolean;
}

interface Following {
  readonly after: Position;
  readonly batchSize: number;
  /** Ends it, at the latest when the batch being read has come. */
  readonly signal: AbortSignal;
  readonly troubled: SubscribeOptions['troubled'];
  readonly readPage: (after: Position, limit: number) => Promise<EventPage>;
  readonly commits: CommitSignal;
  readonly clock: Clock;
}

const FIRST_RETRY_DELAY_MS = 50;
const MAX_RETRY_DELAY_MS = 5_000;
/** So many events within two windows mean that much is being written. */
const MUCH_EVENTS = 16;
/** Then pages are read at the end of a common window: fewer and larger ones, which all who follow the log share. */
const WINDOW_MS = 50;

/** Catches up, then waits for commits; nothing is read that was not asked for, and no error ends it. */
export async function* following(options: Following): AsyncGenerator<EventBatch, void, undefined> {
  const { signal, commits } = options;
  let position = options.after;
  let toldCaughtUp = false;
  const recent = new RecentEvents(options.clock);
  const troubled = (error: unknown): void => {
    toldCaughtUp = false;
    options.troubled?.(error);
  };
  while (!signal.aborted) {
    const seen = commits.commits;
    const page = await readUntilItWorks({ ...options, troubled }, position);
    if (page === undefined || signal.aborted) return;
    const before = position;
    position = page.upTo ?? page.events.at(-1)?.position ?? position;
    if (position > before || !toldCaughtUp) {
      toldCaughtUp = page.ended;
      yield { events: page.events, position, caughtUp: page.ended };
    }
    recent.add(page.events.length);
    if (page.ended) await untilThereIsMore(options, recent.count >= MUCH_EVENTS, seen);
  }
}

async function untilThereIsMore(
  { signal, commits, clock }: Following,
  isMuchWritten: boolean,
  seen: number,
): Promise<void> {
  if (isMuchWritten) await clock.sleep(WINDOW_MS - (clock.monotonicMs() % WINDOW_MS), signal);
  await commits.commitAfter(seen, signal);
}

/** Counts the events of this window and the one before. */
class RecentEvents {
  #window = 0;
  #inLast = 0;
  #inThis = 0;

  constructor(private readonly clock: Pick<Clock, 'monotonicMs'>) {}

  get count(): number {
    return this.#inLast + this.#inThis;
  }

  add(events: number): void {
    const window = Math.floor(this.clock.monotonicMs() / WINDOW_MS);
    if (window !== this.#window) {
      this.#inLast = window === this.#window + 1 ? this.#inThis : 0;
      this.#inThis = 0;
      this.#window = window;
    }
    this.#inThis += events;
  }
}

async function readUntilItWorks(
  { signal, clock, readPage, batchSize, troubled }: Following,
  after: Position,
): Promise<EventPage | undefined> {
  let isTroubled = false;
  for (let delayMs = FIRST_RETRY_DELAY_MS; !signal.aborted; delayMs *= 2) {
    try {
      const page = await readPage(after, batchSize);
      if (isTroubled) troubled?.(undefined);
      return page;
    } catch (error) {
      if (!isTroubled && !signal.aborted) troubled?.(error);
      isTroubled = true;
      await clock.sleep(Math.min(delayMs, MAX_RETRY_DELAY_MS), signal);
    }
  }
  return undefined;
}
