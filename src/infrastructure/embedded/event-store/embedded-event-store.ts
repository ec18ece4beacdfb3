import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../application/ports/clock.js';
import {
  AppendOutcomeUnknownError,
  EventStoreDamagedError,
  EventStoreUnavailableError,
  WrongExpectedRevisionError,
  type Appended,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
} from '../../../application/ports/event-store.js';
import { type Asked, AskedHere } from '../asked-here.js';
import { RequestThread } from '../request-thread.js';
import { isDamage, openSqliteForReading, type Sqlite } from '../sqlite.js';
import { startWorker } from '../start-worker.js';
import type { AppendReply, AppendRequest } from './append-messages.js';
import { CommitSignal } from '../../events/commit-signal.js';
import { encodeAppend } from './encode-append.js';
import { checkEventLog, prepareEventLog } from './event-log-file.js';
import { LogReader, type RowPage } from './log-reader.js';
import { openReader, type ReadReply, type ReadRequest } from './reader-requests.js';
import { toRecordedEvent } from './recorded-event.js';
import { type EventPage, following } from '../../events/following.js';

interface EmbeddedEventStoreOptions {
  /** The folder of `events.sqlite`, made if need be. The caller holds its lock (`lockDataDir`). */
  readonly dataDir: string;
  readonly clock: Clock;
  /** For tests that end a thread. */
  readonly startThread?: typeof startWorker;
}

type Writer = RequestThread<AppendRequest, AppendReply>;
type Reader = Asked<ReadRequest, ReadReply>;

/**
 * Up to here a stream is read on the calling thread. Measured on streams of 3 to 10 events: 30 to 130 µs here, 60 to
 * 210 µs through the reader thread, whose messages keep the event loop busy for about as long.
 */
const SHORT_READ_EVENTS = 50;
/** One request to the reader thread: short enough that nobody waits long behind it. */
const PAGE_EVENTS = 500;
/** Of those who read side by side, none is much further than the others. */
const FULL_PAGES_KEPT = 4;
const DEFAULT_BATCH_EVENTS = 500;
/** Whether another process has committed: so late somebody who follows its log hears of it. */
const LOOK_EVERY_MS = 200;

const DEFAULT_START = { forwards: 0, backwards: Number.MAX_SAFE_INTEGER };
const STEP = { forwards: 1, backwards: -1 };

/**
 * The log in one SQLite file. One thread writes it, committing in groups; another one does the long reads. Other processes may read it
 * meanwhile.
 */
export class EmbeddedEventStore implements EventStore {
  readonly #closing = new AbortController();
  readonly #pagesBeingRead = new Map<string, Promise<EventPage>>();
  /** They stay as they are: of several who catch up side by side, the first one reads. Only in stores that are soon closed. */
  #fullPages: LRUCache<string, EventPage> | undefined;
  readonly #shortReader: LogReader;

  private constructor(
    private readonly clock: Clock,
    /** None where it was opened for reading. */
    private readonly writer: Writer | undefined,
    private readonly reader: Reader,
    private readonly commits: CommitSignal,
    private readonly database: Sqlite,
  ) {
    this.#shortReader = new LogReader(database);
  }

  /** @throws DataFileError */
  static async open({
    dataDir,
    clock,
    startThread = startWorker,
  }: EmbeddedEventStoreOptions): Promise<EmbeddedEventStore> {
    const path = prepareEventLog(dataDir);
    const commits = new CommitSignal();
    const writer: Writer = await RequestThread.start({
      start: () => startThread(new URL('./writer-worker.js', import.meta.url), path),
      clock,
      unavailable,
      interrupted: () =>
        new AppendOutcomeUnknownError('the writer of the event log died; its last commit is unknown'),
      answered: (replies: readonly AppendReply[]) => {
        if (replies.some(([outcome]) => outcome === 'appended')) commits.raise();
      },
      // The one that died may have committed without a word.
      restarted: () => commits.raise(),
    });
    const reader = await readerOf(path, clock, startThread).catch(async (error: unknown) => {
      await writer.close();
      throw error;
    });
    return new EmbeddedEventStore(clock, writer, reader, commits, openSqliteForReading(path));
  }

  /**
   * Beside whoever writes there, if anybody does: takes no lock, makes nothing, and appends nothing.
   * @param readsHere on the calling thread, which has nothing else to do
   * @throws DataFileError
   */
  static async openForReading({
    dataDir,
    clock,
    readsHere = false,
  }: Omit<EmbeddedEventStoreOptions, 'startThread'> & {
    readonly readsHere?: boolean;
  }): Promise<EmbeddedEventStore> {
    const path = checkEventLog(dataDir);
    const reader = readsHere ? new AskedHere(openReader(path)) : await readerOf(path, clock, startWorker);
    const database = openSqliteForReading(path);
    const store = new EmbeddedEventStore(clock, undefined, reader, new CommitSignal(), database);
    if (readsHere) store.#fullPages = new LRUCache({ max: FULL_PAGES_KEPT });
    return store;
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    if (this.writer === undefined) throw new Error('the event log was opened for reading');
    const reply = await this.writer.ask(encodeAppend(stream, expected, events, this.clock.now()));
    switch (reply[0]) {
      case 'appended':
        return { revision: BigInt(reply[1]), position: BigInt(reply[2]) };
      case 'refused':
        throw new WrongExpectedRevisionError(stream, expected, reply[1] < 0 ? 'no_stream' : BigInt(reply[1]));
      case 'failed':
        throw new EventStoreUnavailableError(`the event log refused the write: ${reply[1]}`);
    }
  }

  async readStream(stream: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    const { direction = 'forwards', from, limit = Infinity } = options;
    const query = {
      stream,
      direction,
      from: from === undefined ? DEFAULT_START[direction] : Number(from),
      limit: Math.min(limit, SHORT_READ_EVENTS),
    };
    let page = await this.#here((reader) => reader.stream(query));
    const events = page.rows.map(toRecordedEvent);
    while (!page.ended && events.length < limit) {
      const from = Number(events.at(-1)?.revision ?? 0n) + STEP[direction];
      page = await this.#read({ ...query, from, limit: Math.min(limit - events.length, PAGE_EVENTS) });
      events.push(...page.rows.map(toRecordedEvent));
    }
    return events;
  }

  async readAll(options: ReadAllOptions = {}): Promise<readonly RecordedEvent[]> {
    const { after = 0n, limit = PAGE_EVENTS } = options;
    const events: RecordedEvent[] = [];
    while (events.length < limit) {
      const last = events.at(-1)?.position ?? after;
      const page = await this.#readLog(last, Math.min(limit - events.length, PAGE_EVENTS));
      events.push(...page.events);
      if (page.ended) break;
    }
    return events;
  }

  async lastPosition(): Promise<Position | undefined> {
    const last = await this.#here((reader) => reader.lastPosition());
    return last === undefined ? undefined : BigInt(last);
  }

  async endPosition(): Promise<Position> {
    return (await this.lastPosition()) ?? 0n;
  }

  subscribe({
    after = 0n,
    batchSize = DEFAULT_BATCH_EVENTS,
    signal,
    troubled,
  }: SubscribeOptions): AsyncIterable<EventBatch> {
    const ends = AbortSignal.any([signal, this.#closing.signal]);
    if (this.writer === undefined) void this.#lookForCommits(ends);
    return following({
      ...{ after, batchSize, troubled },
      signal: ends,
      readPage: (position, limit) => this.#sharedPage(position, limit),
      commits: this.commits,
      clock: this.clock,
    });
  }

  /** Appends that were made are finished; subscriptions end. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.writer?.close(), this.reader.close()]);
    this.database.close();
  }

  /** Those of another process, which tells nobody. */
  async #lookForCommits(ends: AbortSignal): Promise<void> {
    for (let seen: Position | undefined; !ends.aborted; await this.clock.sleep(LOOK_EVERY_MS, ends)) {
      const last = await this.lastPosition().catch(() => undefined);
      if (last !== seen) this.commits.raise();
      seen = last;
    }
  }

  /**
   * Subscriptions that stand at the end of the log wake together and want the same page: it is read and parsed
   * once. The number of commits is part of the key, so that no page is older than what woke its reader.
   */
  #sharedPage(after: Position, limit: number): Promise<EventPage> {
    const place = `${String(after)}:${String(limit)}`;
    const full = this.#fullPages?.get(place);
    if (full !== undefined) return Promise.resolve(full);
    const key = `${String(this.commits.commits)}:${place}`;
    const beingRead = this.#pagesBeingRead.get(key);
    if (beingRead !== undefined) return beingRead;
    const page = this.#readLog(after, limit).finally(() => this.#pagesBeingRead.delete(key));
    this.#pagesBeingRead.set(key, page);
    return page.then((read) => {
      if (read.events.length === limit) this.#fullPages?.set(place, read);
      return read;
    });
  }

  async #readLog(after: Position, limit: number): Promise<EventPage> {
    const { rows, ended } = await this.#read({ after: Number(after), limit });
    return { events: rows.map(toRecordedEvent), ended };
  }

  async #read(request: ReadRequest): Promise<RowPage> {
    const reply = await this.reader.ask(request);
    if ('failure' in reply) throw cannotBeRead(reply.failure, reply.isDamaged);
    return reply;
  }

  /** On the calling thread. */
  #here<Result>(read: (reader: LogReader) => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#closing.signal.aborted) return reject(unavailable('closed'));
      try {
        resolve(read(this.#shortReader));
      } catch (error) {
        reject(cannotBeRead(error instanceof Error ? error.message : String(error), isDamage(error)));
      }
    });
  }
}

const readerOf = (path: string, clock: Clock, startThread: typeof startWorker): Promise<Reader> =>
  RequestThread.start<ReadRequest, ReadReply>({
    start: () => startThread(new URL('./reader-worker.js', import.meta.url), path),
    clock,
    unavailable,
    interrupted: () => unavailable('the reader died'),
  });

const unavailable = (reason: string) => new EventStoreUnavailableError(`the event log: ${reason}`);

const cannotBeRead = (reason: string, isDamaged: boolean) =>
  isDamaged
    ? new EventStoreDamagedError(`the event log is damaged (${reason}): restore events.sqlite from a backup`)
    : new EventStoreUnavailableError(`the event log cannot be read: ${reason}`);
