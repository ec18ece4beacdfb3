import {
  type Appended,
  AppendOutcomeUnknownError,
  type EventBatch,
  EventStore,
  EventStoreUnavailableError,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  WrongExpectedRevisionError,
} from '../../src/application/ports/event-store.js';
import type { Clock } from '../../src/application/ports/clock.js';
import { checkAppend } from '../../src/infrastructure/events/append-rules.js';
import { CommitSignal } from '../../src/infrastructure/events/commit-signal.js';
import { type EventPage, following } from '../../src/infrastructure/events/following.js';
import type { Failures, InstanceCalls } from '../world/instance-calls.js';
import type { WorldTime } from '../world/world-time.js';
import { jsonCopy } from './json-copy.js';

/** The log of a world: what is in it outlives every instance. */
export class SimulatedLog {
  readonly events: RecordedEvent[] = [];
  readonly #streams = new Map<string, RecordedEvent[]>();
  readonly #listeners: (() => void)[] = [];

  constructor(
    private readonly nowMs: () => number,
    private readonly appended: (events: readonly RecordedEvent[]) => void,
  ) {}

  get end(): Position {
    return BigInt(this.events.length);
  }

  stream(name: string): readonly RecordedEvent[] {
    return this.#streams.get(name) ?? [];
  }

  /** @throws WrongExpectedRevisionError, InvalidEventError, AppendTooLargeError */
  append(name: string, expected: ExpectedRevision, events: readonly NewEvent[]): Appended {
    const datas = checkAppend(name, expected, events);
    const stream = this.#streams.get(name) ?? [];
    const again = repetition(stream, expected, events);
    if (again !== undefined) return again;
    const actual = stream.at(-1)?.revision ?? 'no_stream';
    requireNew(name, expected, stream, events[0]?.id);
    requireRevision(name, expected, actual);
    const recorded = events.map(({ id, type, metadata }, index): RecordedEvent => ({
      ...{ id, type, stream: name },
      data: JSON.parse(datas[index] ?? '') as NewEvent['data'],
      metadata: jsonCopy(metadata),
      revision: BigInt(stream.length + index),
      position: BigInt(this.events.length + index + 1),
      recordedAt: new Date(this.nowMs()).toISOString(),
    }));
    stream.push(...recorded);
    this.#streams.set(name, stream);
    this.events.push(...recorded);
    if (recorded.length > 0) this.appended(recorded);
    for (const listener of this.#listeners) listener();
    return { revision: BigInt(stream.length - 1), position: stream.at(-1)?.position ?? 0n };
  }

  /** From now on events are read anew, as from a disk: nobody is handed one again that was opened before. */
  renew(): void {
    for (const [index, event] of this.events.entries()) this.events[index] = { ...event };
  }

  /** Calls the listener after each append. */
  onAppend(listener: () => void): void {
    this.#listeners.push(listener);
  }
}

/** A repetition with something new behind it is none, and no new append either. @throws WrongExpectedRevisionError */
function requireNew(
  name: string,
  expected: ExpectedRevision,
  stream: readonly RecordedEvent[],
  firstId: string | undefined,
): void {
  if (typeof expected !== 'bigint' && stream.some(({ id }) => id === firstId))
    throw new WrongExpectedRevisionError(name, expected, stream.at(-1)?.revision ?? 'no_stream');
}

/** @throws WrongExpectedRevisionError */
function requireRevision(name: string, expected: ExpectedRevision, actual: bigint | 'no_stream'): void {
  if (expected === 'any' || expected === actual) return;
  if (expected === 'stream_exists' && actual !== 'no_stream') return;
  throw new WrongExpectedRevisionError(name, expected, actual);
}

/** As a real node: ids that stand where they would have been written are the same append, or the beginning of it. */
function repetition(
  stream: readonly RecordedEvent[],
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): Appended | undefined {
  const first = events[0];
  if (first === undefined) return undefined;
  const from =
    typeof expected === 'bigint'
      ? Number(expected) + 1
      : expected === 'no_stream'
        ? 0
        : stream.findIndex(({ id }) => id === first.id);
  if (from < 0) return undefined;
  const there = stream.slice(from, from + events.length);
  if (there.length < events.length || !there.every(({ id }, index) => id === events[index]?.id))
    return undefined;
  const last = there.at(-1);
  return last && { revision: last.revision, position: last.position };
}

const FAILURES: Failures = {
  unavailable: () => new EventStoreUnavailableError('simulated: the log is away'),
  replyLost: () => new AppendOutcomeUnknownError('simulated: the reply was lost'),
};
const READING: Failures = {
  unavailable: FAILURES.unavailable,
  replyLost: FAILURES.unavailable,
};
const PAGE_EVENTS = 500;
/** How much later a follower hears of an append. */
const TOLD_MS = 250;

/** The log as one instance reaches it. */
export class SimulatedEventStore implements EventStore {
  readonly #commits = new CommitSignal();
  readonly #pagesBeingRead = new Map<string, Promise<EventPage>>();
  #isHearing = false;

  constructor(
    private readonly log: SimulatedLog,
    private readonly calls: InstanceCalls,
    private readonly time: Pick<WorldTime, 'work'>,
    private readonly delayMs: (longest: number) => number,
    private readonly clock: Clock,
  ) {
    log.onAppend(() => void this.hear());
  }

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    const [category = ''] = stream.split('-');
    return this.calls.call(`append ${category}`, FAILURES, () => this.log.append(stream, expected, events));
  }

  readStream(
    name: string,
    { direction, from, limit }: ReadStreamOptions = {},
  ): Promise<readonly RecordedEvent[]> {
    return this.calls.call('read stream', READING, () => {
      const stream = this.log.stream(name);
      const wanted =
        direction === 'backwards'
          ? stream.filter(({ revision }) => from === undefined || revision <= from).toReversed()
          : stream.filter(({ revision }) => from === undefined || revision >= from);
      return limit === undefined ? wanted : wanted.slice(0, limit);
    });
  }

  readAll({ after = 0n, limit = PAGE_EVENTS }: ReadAllOptions = {}): Promise<readonly RecordedEvent[]> {
    return this.calls.call('read log', READING, () =>
      this.log.events.slice(Number(after), Number(after) + limit),
    );
  }

  lastPosition(): Promise<Position | undefined> {
    return this.calls.call('read end of log', READING, () =>
      this.log.end === 0n ? undefined : this.log.end,
    );
  }

  endPosition(): Promise<Position> {
    return this.calls.call('read end of log', READING, () => this.log.end);
  }

  subscribe({
    after = 0n,
    batchSize = PAGE_EVENTS,
    signal,
    troubled,
  }: SubscribeOptions): AsyncIterable<EventBatch> {
    return following({
      ...{ after, batchSize, signal, troubled, commits: this.#commits, clock: this.clock },
      readPage: (position, limit) => this.sharedPage(position, limit),
    });
  }

  /** As the embedded engine does: followers that stand at the same place are answered together, well or badly. */
  private sharedPage(after: Position, limit: number): Promise<EventPage> {
    const key = `${String(this.#commits.commits)}:${String(after)}:${String(limit)}`;
    const beingRead = this.#pagesBeingRead.get(key);
    if (beingRead !== undefined) return beingRead;
    const page = this.readAll({ after, limit })
      .then((events) => ({ events, ended: (events.at(-1)?.position ?? after) >= this.log.end }))
      .finally(() => this.#pagesBeingRead.delete(key));
    this.#pagesBeingRead.set(key, page);
    return page;
  }

  /** An instance hears of appends for all its followers at once, a while later. */
  private async hear(): Promise<void> {
    if (this.#isHearing) return;
    this.#isHearing = true;
    await this.time.work(this.delayMs(TOLD_MS));
    await this.calls.alive();
    this.#isHearing = false;
    this.#commits.raise();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
