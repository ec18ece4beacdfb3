import Database from 'libsql';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite, type Sqlite } from '../sqlite.js';
import {
  CorruptReadModelsFileError,
  ForeignReadModelsFileError,
  NewerReadModelsFileError,
} from './errors.js';

/** `SHRM` in ASCII: how SQLite files say whose they are. */
const APPLICATION_ID = 0x5348524d;
const FORMAT_VERSION = 1;

const SCHEMA = `
  CREATE TABLE collections (name TEXT PRIMARY KEY NOT NULL, indexes TEXT NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE array_fields (
    collection TEXT NOT NULL,
    field      TEXT NOT NULL,
    PRIMARY KEY (collection, field)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE checkpoints (name TEXT PRIMARY KEY NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE named_values (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
`;

/**
 * Makes sure that the data folder has a file of read models that this program can use, and answers its path.
 * @throws ForeignReadModelsFileError, CorruptReadModelsFileError, NewerReadModelsFileError
 */
export function prepareReadModelsFile(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'read-models.sqlite');
  // Made before SQLite does, since it holds names and briefs; the -wal and -shm files take over its mode.
  closeSync(openSync(path, 'a', 0o600));
  // Without our settings, which would already change a foreign file.
  const database = new Database(path, { timeout: 5_000 });
  try {
    if (isEmpty(database)) createTables(path);
    else assertOurs(database, path);
  } catch (error) {
    throw explain(error, path);
  } finally {
    database.close();
  }
  return path;
}

const isEmpty = (database: Sqlite): boolean =>
  number(database, 'SELECT count(*) FROM sqlite_schema') === 0 && applicationId(database) === 0;

function createTables(path: string): void {
  const database = openSqlite(path, 'normal');
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

function assertOurs(database: Sqlite, path: string): void {
  if (applicationId(database) !== APPLICATION_ID) throw new ForeignReadModelsFileError(path);
  const format = number(database, 'PRAGMA user_version');
  if (format > FORMAT_VERSION) throw new NewerReadModelsFileError(path, format, FORMAT_VERSION);
  for (const table of ['collections', 'array_fields', 'checkpoints', 'named_values']) {
    number(database, `SELECT count(*) FROM ${table}`);
  }
}

const applicationId = (database: Sqlite): number => number(database, 'PRAGMA application_id');

const number = (database: Sqlite, sql: string): number => (database.prepare(sql).raw().get() as [number])[0];

function explain(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'SQLITE_NOTADB') return new ForeignReadModelsFileError(path);
  // Our application id with our tables missing is damage, too.
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_ERROR')
    return new CorruptReadModelsFileError(path, error);
  return error;
}
