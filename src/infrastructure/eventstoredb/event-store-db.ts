import type {
  Appended,
  EventBatch,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
  SubscribeOptions,
} from '../../application/ports/event-store.js';
import { type EventPage, following } from '../events/following.js';
import { append } from './appending.js';
import { BatchAppends } from './batch-appends.js';
import { Connection, type ConnectionOptions } from './connection.js';
import { asksForTls } from './address.js';
import { EventStoreDbUnusableError, isPlaintextAnswer, isRefusedAccess, messageOf } from './errors.js';
import { ownEvents, positionOf, probe, readLogAfter, readLogBackwards, readStream } from './reading.js';
import { LiveTail } from './live-tail.js';
import { follow } from './subscription.js';
import { SharedPages } from './shared-pages.js';

const START_PATIENCE_MS = 5_000;
const PAGE_EVENTS = 500;
const BATCH_EVENTS = 500;
/** Looking for the newest event of ours, past EventStoreDB's own. */
const LOOK_BACK_EVENTS = 50;

/**
 * The log in EventStoreDB. What was measured on a real node, and what is done about it, is in
 * docs/decisions/0019-eventstoredb-and-its-traps.md.
 */
export class EventStoreDb implements EventStore {
  private readonly pages: SharedPages;
  private readonly tail: LiveTail;

  private constructor(
    private readonly connection: Connection,
    /** On a connection of their own: a subscription that breaks takes no append with it. */
    private readonly appends: BatchAppends,
  ) {
    this.pages = new SharedPages(connection);
    const { closing: signal } = connection;
    this.tail = new LiveTail((after, troubled) =>
      follow(connection, { after, batchSize: BATCH_EVENTS, signal, troubled }),
    );
  }

  /** @throws EventStoreDbUnusableError when nobody answers there, or not to us */
  static async open(options: ConnectionOptions): Promise<EventStoreDb> {
    const connection = new Connection(options);
    try {
      await connection.read(probe, START_PATIENCE_MS);
      return new EventStoreDb(connection, new BatchAppends(options.url));
    } catch (error) {
      await connection.close();
      throw new EventStoreDbUnusableError(`EVENTSTORE_URL: ${whyUnusable(error, options.url)}`, {
        cause: error,
      });
    }
  }

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    return append(this.connection, this.appends, { stream, expected, events });
  }

  readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    return readStream(this.connection, stream, options);
  }

  async readAll({ after = 0n, limit = PAGE_EVENTS }: ReadAllOptions = {}): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (let from: Position | undefined = after; from !== undefined && events.length < limit;) {
      const page = await readLogAfter(this.connection, from, limit - events.length);
      events.push(...page.events);
      from = page.upTo;
    }
    return events;
  }

  async lastPosition(): Promise<Position | undefined> {
    for (let before: Position | undefined; ;) {
      const records = await readLogBackwards(this.connection, before, LOOK_BACK_EVENTS);
      const [newest] = ownEvents(records);
      if (newest !== undefined) return newest.position;
      before = positionOf(records.at(-1));
      if (before === undefined) return undefined;
    }
  }

  async endPosition(): Promise<Position> {
    const [newest] = await readLogBackwards(this.connection, undefined, 1);
    return positionOf(newest) ?? 0n;
  }

  subscribe(options: SubscribeOptions): AsyncIterable<EventBatch> {
    const { after = 0n, batchSize = BATCH_EVENTS, signal, troubled } = options;
    const { closing, clock } = this.connection;
    return following({
      ...{ after, batchSize, clock, troubled },
      signal: AbortSignal.any([signal, closing]),
      readPage: (position, limit) => this.pageAfter(position, limit),
      commits: this.tail.news,
    });
  }

  /** From the tail that all share; before it begins, from the log. */
  private async pageAfter(after: Position, limit: number): Promise<EventPage> {
    const newest = this.tail.pageAfter(after, limit);
    if (newest !== undefined) return newest;
    const { events, upTo } = await this.pages.read(after, limit);
    const isEnd = upTo === undefined;
    if (isEnd) this.tail.begin(events.at(-1)?.position ?? after);
    return { events, upTo, ended: isEnd };
  }

  async close(): Promise<void> {
    await Promise.all([this.connection.close(), this.appends.close()]);
    await this.tail.ended();
  }
}

/** And what can be done about it. */
function whyUnusable(error: unknown, url: string): string {
  if (isRefusedAccess(error))
    return `the server refuses access (${messageOf(error)}): its user must be allowed to read $all and to write streams`;
  if (isPlaintextAnswer(error))
    return 'what answers there does not speak TLS: add tls=false to the address, as in esdb://HOST:PORT?tls=false';
  const how = asksForTls(url) ? 'asks for TLS, since it has no tls=false' : 'asks for no TLS (tls=false)';
  return `no EventStoreDB can be used there (${messageOf(error)}): start it, or correct the address, which ${how}`;
}
