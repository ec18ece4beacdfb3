import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { DataDirUnusableError } from './data-dir-lock.js';
import { isMissing } from './file-errors.js';
import { type Durability, openSqlite, openSqliteForReading, type Sqlite } from './sqlite.js';

/** `foreign`: this program never wrote it. `damaged`: it did. `newer`, `older`: a later or an earlier release did. */
export type DataFileFault = 'foreign' | 'damaged' | 'newer' | 'older';

/** A file of the data folder that cannot be used. It was left as it is; the message says what to do. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
  constructor(
    readonly path: string,
    readonly fault: DataFileFault,
    explanation: string,
    cause?: unknown,
  ) {
    super(`${path} ${explanation}`, { cause });
  }
}

/** One kind of database in the data folder: what is in it, and how it is known again. */
export interface DatabaseKind {
  /** `an event log`. */
  readonly what: string;
  /** Four letters in ASCII: how SQLite files say whose they are. */
  readonly applicationId: number;
  readonly formatVersion: number;
  readonly schema: string;
  readonly durability: Durability;
  /** Fail when it is damaged where it would be needed first; cost no more when it is larger. */
  readonly checks: readonly string[];
  /** Up to this size all of it is looked at, not only what `checks` asks for. */
  readonly wholeUpToBytes?: number;
  /** What to do when it is damaged, or of an earlier format. */
  readonly remedy: string;
}

/**
 * Makes sure that there is a database of this kind at `path`, made if need be (mode 600), and that this release can use it.
 * Costs a tenth of a second at most, however large it is.
 *
 * @throws DataFileError
 */
export function prepareDatabase(path: string, kind: DatabaseKind): void {
  mkdirSync(dirname(path), { recursive: true });
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) throw foreign(path, kind);
  // Made before SQLite does, since it holds what is nobody else's business; the -wal and -shm files take over its mode.
  // Never opened here when it is there: closing it would drop the locks that SQLite holds on it in this process (POSIX),
  // and another process would then take the write-ahead log for its own (an acknowledged round of a crash test was gone).
  if (found === undefined) closeSync(openSync(path, 'a', 0o600));
  // Without our settings, which would already change a foreign file.
  const database = new Database(path, { timeout: 5_000 });
  try {
    if (isEmpty(database)) create(path, kind);
    else check(database, path, kind);
  } catch (error) {
    throw explained(error, path, kind);
  } finally {
    database.close();
  }
}

/** That there is a database of this kind, for whoever only reads, beside whoever writes. Makes nothing. @throws DataFileError */
export function checkDatabase(path: string, kind: DatabaseKind): void {
  const database = openSqliteForReading(path);
  try {
    check(database, path, kind);
  } catch (error) {
    throw explained(error, path, kind);
  } finally {
    database.close();
  }
}

/** Whether a database was made at `path`; makes nothing. A file without content is as good as none. @throws DataDirUnusableError */
export function isDatabaseMade(path: string): boolean {
  try {
    return statSync(path).size > 0;
  } catch (error) {
    // Told by the error and not by `throwIfNoEntry`, for which a file on the way there is the same on newer releases of Node.
    if (isMissing(error)) return false;
    // What is on the way there is a file, or may not be looked into.
    throw new DataDirUnusableError(dirname(path), error);
  }
}

/** What a small file holds, as `parse` reads it; whatever it throws means damage. @throws DataFileError */
export function readDataFile<T>(path: string, remedy: string, parse: (content: Buffer) => T): T {
  try {
    return parse(readFileSync(path));
  } catch (cause) {
    throw damaged(path, { remedy }, cause);
  }
}

export const damaged = (
  path: string,
  { remedy }: Pick<DatabaseKind, 'remedy'>,
  cause: unknown,
): DataFileError => new DataFileError(path, 'damaged', `is damaged; it was left as it is: ${remedy}`, cause);

const foreign = (path: string, { what }: DatabaseKind): DataFileError =>
  new DataFileError(
    path,
    'foreign',
    `is not ${what} of this program; it was left as it is: move it away, or set DATA_DIR to another folder`,
  );

function create(path: string, { schema, durability, applicationId, formatVersion }: DatabaseKind): void {
  const database = openSqlite(path, durability);
  try {
    database.exec(`
      BEGIN IMMEDIATE;
      ${schema}
      PRAGMA application_id = ${String(applicationId)};
      PRAGMA user_version = ${String(formatVersion)};
      COMMIT;
    `);
  } finally {
    database.close();
  }
}

function check(database: Sqlite, path: string, kind: DatabaseKind): void {
  if (applicationId(database) !== kind.applicationId) throw foreign(path, kind);
  const format = number(database, 'PRAGMA user_version');
  if (format > kind.formatVersion)
    throw new DataFileError(
      path,
      'newer',
      `has format ${String(format)}, this release knows ${String(kind.formatVersion)}: start the later release`,
    );
  if (format < kind.formatVersion)
    throw new DataFileError(
      path,
      'older',
      `has format ${String(format)}, this release knows ${String(kind.formatVersion)}: ${kind.remedy}`,
    );
  for (const query of kind.checks) database.prepare(query).raw().all();
  if (statSync(path).size <= (kind.wholeUpToBytes ?? 0)) checkWhole(database, path, kind);
}

/** The first damage that is found is told in a row, or thrown where it is too bad for that. */
function checkWhole(database: Sqlite, path: string, kind: DatabaseKind): void {
  const [found] = database.prepare('PRAGMA quick_check(1)').raw().get() as [string];
  if (found !== 'ok') throw damaged(path, kind, new Error(found));
}

function explained(error: unknown, path: string, kind: DatabaseKind): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'SQLITE_NOTADB') return foreign(path, kind);
  // Our mark with our tables missing is damage, too.
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_ERROR') return damaged(path, kind, error);
  return error;
}

const isEmpty = (database: Sqlite): boolean =>
  number(database, 'SELECT count(*) FROM sqlite_schema') === 0 && applicationId(database) === 0;

const applicationId = (database: Sqlite): number => number(database, 'PRAGMA application_id');

const number = (database: Sqlite, query: string): number =>
  (database.prepare(query).raw().get() as [number])[0];
