import { LRUCache } from 'lru-cache';
import type { Sqlite } from '../sqlite.js';
import {
  EXPECT_ANY,
  EXPECT_STREAM_EXISTS,
  NO_STREAM,
  STRINGS_PER_EVENT,
  type AppendReply,
  type AppendRequest,
} from './append-messages.js';

const HEADS_KEPT = 50_000;
/** SQLite's own word that a commit did not happen; any other failure of a commit leaves the outcome open. */
const SURELY_NOT_COMMITTED: ReadonlySet<unknown> = new Set(['SQLITE_FULL', 'SQLITE_BUSY']);

/** Decides and writes appends, many in one transaction. Revisions and positions are far below 2^53 here. */
export class LogWriter {
  /** The newest revision of recently used streams; the table is the truth. */
  readonly #heads = new LRUCache<string, number>({ max: HEADS_KEPT });
  readonly #insert;
  readonly #headOf;
  readonly #idAt;
  readonly #firstRevisionOf;
  readonly #positionOf;
  readonly #lastPosition;
  readonly #foreignCommits;
  #foreignCommitsSeen: unknown;

  constructor(private readonly database: Sqlite) {
    this.#insert = database.prepare<unknown[]>(
      `INSERT INTO events (stream, revision, id, type, data, metadata, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#headOf = database
      .prepare<[string]>('SELECT revision FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1')
      .raw();
    this.#idAt = database
      .prepare<[string, number]>('SELECT id FROM events WHERE stream = ? AND revision = ?')
      .raw();
    this.#firstRevisionOf = database
      .prepare<[string, string]>(
        'SELECT revision FROM events WHERE stream = ? AND id = ? ORDER BY revision LIMIT 1',
      )
      .raw();
    this.#positionOf = database
      .prepare<[string, number]>('SELECT position FROM events WHERE stream = ? AND revision = ?')
      .raw();
    this.#lastPosition = database.prepare<[]>('SELECT coalesce(max(position), 0) FROM events').raw();
    this.#foreignCommits = database.prepare<[]>('PRAGMA data_version').raw();
  }

  /**
   * One transaction for all of them; one that is refused writes nothing and does not disturb the others. Returns
   * once the disk has them. When it cannot be known whether the commit happened, it throws: nobody may go on with
   * this connection.
   */
  appendAll(requests: readonly AppendRequest[]): AppendReply[] {
    let replies: AppendReply[];
    try {
      this.database.exec('BEGIN IMMEDIATE');
      this.#forgetHeadsIfOthersWrote();
      replies = requests.map((request) => this.#append(request));
    } catch (error) {
      return this.#allFailed(requests, error);
    }
    try {
      this.database.exec('COMMIT');
    } catch (error) {
      if (!SURELY_NOT_COMMITTED.has((error as { code?: unknown }).code)) throw error;
      return this.#allFailed(requests, error);
    }
    return replies;
  }

  /** The lock of the data folder keeps others out; should one get past it, revisions are still given once. */
  #forgetHeadsIfOthersWrote(): void {
    const [commits] = this.#foreignCommits.get() as [number];
    if (commits !== this.#foreignCommitsSeen) this.#heads.clear();
    this.#foreignCommitsSeen = commits;
  }

  /** The whole group: some were judged by what others of it had written, and that is gone. */
  #allFailed(requests: readonly AppendRequest[], error: unknown): AppendReply[] {
    this.#heads.clear();
    if (this.database.inTransaction) this.database.exec('ROLLBACK');
    const reason = error instanceof Error ? error.message : String(error);
    return requests.map(() => ['failed', reason]);
  }

  #append(request: AppendRequest): AppendReply {
    const { stream, expected, events } = request;
    const head = this.#head(stream);
    if (events.length === 0) return this.#appendNothing(head, expected);
    if (expected === EXPECT_ANY || expected === EXPECT_STREAM_EXISTS) {
      if (head === NO_STREAM) return expected === EXPECT_ANY ? this.#write(request, head) : ['refused', head];
      return this.#appendAnywhere(request, head);
    }
    if (expected === head) return this.#write(request, head);
    return this.#repeatedAfter(request, expected) ?? ['refused', head];
  }

  /** EventStoreDB takes an empty append, and the stream does not come into being. */
  #appendNothing(head: number, expected: number): AppendReply {
    const met =
      expected === EXPECT_ANY || (expected === EXPECT_STREAM_EXISTS ? head !== NO_STREAM : expected === head);
    if (!met) return ['refused', head];
    const [position] = this.#lastPosition.get() as [number];
    return ['appended', Math.max(head, 0), position];
  }

  /** A known first id makes it a repetition, and then all must be known. */
  #appendAnywhere(request: AppendRequest, head: number): AppendReply {
    let last: number | undefined;
    for (const id of idsOf(request)) {
      const row = this.#firstRevisionOf.get(request.stream, id) as [number] | undefined;
      if (row === undefined) return last === undefined ? this.#write(request, head) : ['refused', head];
      last = row[0];
    }
    return last === undefined ? ['refused', head] : this.#repeated(request.stream, last);
  }

  /** A repetition has the same ids in the same places, right after the revision that was expected. */
  #repeatedAfter(request: AppendRequest, expected: number): AppendReply | undefined {
    let revision = expected;
    for (const id of idsOf(request)) {
      revision += 1;
      const row = this.#idAt.get(request.stream, revision) as [string] | undefined;
      if (row?.[0] !== id) return undefined;
    }
    return this.#repeated(request.stream, revision);
  }

  #repeated(stream: string, revision: number): AppendReply {
    const [position] = this.#positionOf.get(stream, revision) as [number];
    return ['appended', revision, position];
  }

  #write({ stream, events, recordedAt }: AppendRequest, head: number): AppendReply {
    let revision = head;
    let position = 0;
    for (let at = 0; at < events.length; at += STRINGS_PER_EVENT) {
      revision += 1;
      const written = this.#insert.run([
        stream,
        revision,
        events[at],
        events[at + 1],
        events[at + 2],
        events[at + 3],
        recordedAt,
      ]);
      position = Number(written.lastInsertRowid);
    }
    this.#heads.set(stream, revision);
    return ['appended', revision, position];
  }

  #head(stream: string): number {
    const known = this.#heads.get(stream);
    if (known !== undefined) return known;
    const row = this.#headOf.get(stream) as [number] | undefined;
    const head = row?.[0] ?? NO_STREAM;
    if (head !== NO_STREAM) this.#heads.set(stream, head);
    return head;
  }
}

function idsOf({ events }: AppendRequest): readonly string[] {
  return events.filter((_, at) => at % STRINGS_PER_EVENT === 0);
}
