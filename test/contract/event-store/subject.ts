import { randomUUID } from 'node:crypto';
import type {
  EventBatch,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Position,
  RecordedEvent,
} from '../../../src/application/ports/event-store.js';

export interface OpenedEventStore {
  readonly store: EventStore;
  /** Closes the store and opens what it had stored again. */
  reopen(): Promise<EventStore>;
  close(): Promise<void>;
}

export const someEvent = (n = 0): NewEvent => ({
  id: randomUUID(),
  type: 'Happened',
  data: { n },
  metadata: { correlationId: 'c', m: n },
});
export const someEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, n) => someEvent(n));
export const ids = (events: readonly NewEvent[]): string[] => events.map(({ id }) => id);
export const revisions = (events: readonly RecordedEvent[]): bigint[] =>
  events.map(({ revision }) => revision);

/** The store under test, and a stream name that no other test uses. */
export class EventStoreSubject {
  stream = '';
  #opened: OpenedEventStore | undefined;
  #store: EventStore | undefined;

  constructor(private readonly openStore: () => Promise<OpenedEventStore>) {}

  get store(): EventStore {
    if (this.#store === undefined) throw new Error('the store under test is not open');
    return this.#store;
  }

  async open(): Promise<void> {
    this.#opened = await this.openStore();
    this.#store = this.#opened.store;
  }

  nextTest(): void {
    this.stream = `contract-${randomUUID()}`;
  }

  async reopen(): Promise<EventStore> {
    this.#store = await this.#opened?.reopen();
    return this.store;
  }

  async close(): Promise<void> {
    await this.#opened?.close();
  }

  /** What is appended after this is found after this position. */
  async endOfLog(): Promise<Position> {
    return (await this.store.append(`${this.stream}-marker`, 'any', [someEvent()])).position;
  }

  /** The error of an append to the test's stream. */
  refusal(expected: ExpectedRevision, events: readonly NewEvent[]): Promise<unknown> {
    return this.store.append(this.stream, expected, events).catch((error: unknown) => error);
  }

  /** Subscribes until `count` events of the test's stream have come. */
  async subscribed(after: Position | undefined, count: number, batchSize = 500) {
    const stop = new AbortController();
    const batches: EventBatch[] = [];
    const events: RecordedEvent[] = [];
    for await (const batch of this.store.subscribe({ after, batchSize, signal: stop.signal })) {
      batches.push(batch);
      events.push(...batch.events.filter((event) => event.stream === this.stream));
      if (events.length >= count) break;
    }
    stop.abort();
    return { events, batches };
  }
}
