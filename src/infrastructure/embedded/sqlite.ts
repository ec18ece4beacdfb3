import Database from 'libsql';

export type Sqlite = Database.Database;

/**
 * `full`: what was committed survives a power cut. `normal`: a power cut may take back the newest commits, in
 * order, while a killed process loses nothing; right for what can be rebuilt.
 */
export type Durability = 'full' | 'normal';

/** A reader waits this long for a checkpoint or a recovery to let go of the file. */
export const BUSY_TIMEOUT_MS = 5_000;
/** After a long reader let it grow, the write-ahead log is cut back to this at the next checkpoint. */
const WAL_KEPT_BYTES = 64 * 1024 * 1024;

/**
 * Opens (and creates, if need be) a database for its one writing connection, in write-ahead mode.
 *
 * Traps of the binding that its callers must know:
 * - `get()` and `all()` add a `_metadata` property to row objects: use `.raw()` and take rows as arrays.
 * - integers beyond 2^53 are rounded unless the statement says `.safeIntegers()`.
 * - text is cut at a NUL character and lone surrogates become U+FFFD when read back: JSON text has neither.
 * - `close()` lets go of the file only when the statements prepared on it were collected; asking a closed
 *   database for `inTransaction` aborts the process.
 *
 * @throws SqliteError with its SQLite code (`SQLITE_NOTADB`, `SQLITE_CORRUPT`, …)
 */
export function openSqlite(path: string, durability: Durability): Sqlite {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${durability};
      PRAGMA journal_size_limit = ${String(WAL_KEPT_BYTES)};
      PRAGMA temp_store = MEMORY;
    `);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Leaves one whole file, which may be copied or looked at: the write-ahead log is moved into it. */
export function closeSqlite(database: Sqlite): void {
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** A further connection to a database that {@link openSqlite} made: sees committed data, refuses to write. */
export function openSqliteForReading(path: string): Sqlite {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  database.exec('PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;');
  return database;
}

/**
 * All of it or, when `work` throws, nothing. The binding's own `transaction()` rolls back what SQLite has rolled back already (as when
 * the disk is full), and then tells of that instead of what happened.
 */
export function inTransaction<T>(database: Sqlite, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Nothing but a backup brings back what was in it. */
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;

/** Whether a failure says that the file is not what it was. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && DAMAGED.test(String(error.code));

/** What may pass by itself, or once somebody has made room. */
const PASSING = /^SQLITE_(BUSY|FULL|IOERR|CANTOPEN|LOCKED|NOMEM|PROTOCOL)/;

/** Whether a failure says that the file cannot be used now. `code` is SQLite's own. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && PASSING.test(String(error.code));
