import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { openSqlite, type Sqlite } from '../sqlite.js';

/** `SHOU` in ASCII: how SQLite files say whose they are. */
const APPLICATION_ID = 0x53484f55;
const FORMAT_VERSION = 1;

/**
 * Pages of write-ahead log before a commit moves them into the file (16 MiB): index pages are dirtied again and
 * again, so moving them less often writes less. A crash leaves at most about this much to read at the next start.
 */
const CHECKPOINT_PAGES = 4_000;

/**
 * `position` is the order of the log. The index finds a stream's events, and carries their ids so that
 * repeated appends are recognised without touching the rows; an index over ids alone would cost a third of the
 * throughput, because ids are random and each one dirties another page.
 */
const SCHEMA = `
  CREATE TABLE events (
    position    INTEGER PRIMARY KEY,
    stream      TEXT    NOT NULL,
    revision    INTEGER NOT NULL,
    id          TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    data        TEXT    NOT NULL,
    metadata    TEXT    NOT NULL,
    recorded_at TEXT    NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision, id);
`;

/** The file is not an event log: a foreign database, or no database at all. Left as it is. */
export class NotAnEventLogError extends Error {
  override readonly name = 'NotAnEventLogError';
  constructor(path: string) {
    super(`${path} is not an event log of this program; it was left untouched: move it away or set DATA_DIR`);
  }
}

/** The file was an event log and is damaged. Left as it is. */
export class CorruptEventLogError extends Error {
  override readonly name = 'CorruptEventLogError';
  constructor(path: string, cause: unknown) {
    super(`${path} is damaged; it was left untouched: restore it from a backup`, { cause });
  }
}

/** A newer program wrote the file. */
export class EventLogTooNewError extends Error {
  override readonly name = 'EventLogTooNewError';
  constructor(path: string, version: number) {
    super(`${path} has format ${String(version)}, this program knows ${String(FORMAT_VERSION)}: update it`);
  }
}

/**
 * Makes sure that the data folder has an event log that this program can use, and answers its path. Costs
 * milliseconds however long the log is: it reads the header and both ends, not what is between.
 *
 * @throws NotAnEventLogError, CorruptEventLogError, EventLogTooNewError
 */
export function prepareEventLog(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'events.sqlite');
  // Without our settings, which would already change a foreign file.
  const database = new Database(path, { timeout: 5_000 });
  try {
    if (isEmpty(database)) createEventLog(path);
    else checkEventLog(database, path);
  } catch (error) {
    throw explain(error, path);
  } finally {
    database.close();
  }
  return path;
}

/** The one writing connection. @throws SqliteError */
export function openEventLogForWriting(path: string): Sqlite {
  const database = openSqlite(path, 'full');
  database.exec(`PRAGMA wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}`);
  return database;
}

function isEmpty(database: Sqlite): boolean {
  return number(database, 'SELECT count(*) FROM sqlite_schema') === 0 && applicationId(database) === 0;
}

function createEventLog(path: string): void {
  const database = openSqlite(path, 'full');
  try {
    database.exec(`
      BEGIN IMMEDIATE;
      ${SCHEMA}
      PRAGMA application_id = ${String(APPLICATION_ID)};
      PRAGMA user_version = ${String(FORMAT_VERSION)};
      COMMIT;
    `);
  } finally {
    database.close();
  }
}

function checkEventLog(database: Sqlite, path: string): void {
  if (applicationId(database) !== APPLICATION_ID) throw new NotAnEventLogError(path);
  const version = number(database, 'PRAGMA user_version');
  if (version > FORMAT_VERSION) throw new EventLogTooNewError(path, version);
  for (const order of ['position', 'position DESC', 'stream, revision', 'stream DESC, revision DESC']) {
    database.prepare(`SELECT * FROM events ORDER BY ${order} LIMIT 1`).raw().all();
  }
}

const applicationId = (database: Sqlite): number => number(database, 'PRAGMA application_id');

function number(database: Sqlite, query: string): number {
  return (database.prepare(query).raw().get() as [number])[0];
}

function explain(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'SQLITE_NOTADB') return new NotAnEventLogError(path);
  // Our application id with our tables missing is damage, too.
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_ERROR') return new CorruptEventLogError(path, error);
  return error;
}
