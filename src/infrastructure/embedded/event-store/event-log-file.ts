import { join } from 'node:path';
import { checkDatabase, type DatabaseKind, isDatabaseMade, prepareDatabase } from '../data-file.js';
import { openSqlite, type Sqlite } from '../sqlite.js';

/**
 * Pages of write-ahead log before a commit moves them into the file (16 MiB): index pages are dirtied again and
 * again, so moving them less often writes less. A crash leaves at most about this much to read at the next start.
 */
const CHECKPOINT_PAGES = 4_000;

/** A tenth of a second to look at. Whoever has more asks `shoutouts money check`, which reads all of it. */
const WHOLE_UP_TO_BYTES = 64 * 1024 * 1024;

/**
 * `position` is the order of the log. The index finds a stream's events, and carries their ids so that
 * repeated appends are recognised without touching the rows; an index over ids alone would cost a third of the
 * throughput, because ids are random and each one dirties another page.
 */
const EVENT_LOG: DatabaseKind = {
  what: 'an event log',
  applicationId: 0x53484f55, // SHOU
  formatVersion: 1,
  durability: 'full',
  schema: `
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
  `,
  // Both ends of the table and of the index, not what is between.
  checks: ['position', 'position DESC', 'stream, revision', 'stream DESC, revision DESC'].map(
    (order) => `SELECT * FROM events ORDER BY ${order} LIMIT 1`,
  ),
  wholeUpToBytes: WHOLE_UP_TO_BYTES,
  remedy: 'restore it from a backup',
};

export const eventLogPath = (dataDir: string): string => join(dataDir, 'events.sqlite');

/** For whoever only reads: {@link prepareEventLog} would make one. */
export const hasEventLog = (dataDir: string): boolean => isDatabaseMade(eventLogPath(dataDir));

/**
 * Makes sure that the data folder has an event log that this program can use, and answers its path.
 *
 * @throws DataFileError
 */
export function prepareEventLog(dataDir: string): string {
  const path = eventLogPath(dataDir);
  prepareDatabase(path, EVENT_LOG);
  return path;
}

/** That there is one, for whoever only reads; answers its path. @throws DataFileError */
export function checkEventLog(dataDir: string): string {
  const path = eventLogPath(dataDir);
  checkDatabase(path, EVENT_LOG);
  return path;
}

/** The one writing connection. @throws SqliteError */
export function openEventLogForWriting(path: string): Sqlite {
  const database = openSqlite(path, EVENT_LOG.durability);
  database.exec(`PRAGMA wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}`);
  return database;
}
