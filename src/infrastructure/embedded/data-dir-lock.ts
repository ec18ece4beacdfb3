import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';

export interface DataDirLock {
  release(): void;
}

/** Another process (or another part of this one) works in the folder. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError';
  constructor(readonly dataDir: string) {
    super(`${dataDir} is in use by another process: stop that one first, or set DATA_DIR to another folder`);
  }
}

/** The folder is not there and cannot be made, or is no folder. */
export class DataDirUnusableError extends Error {
  override readonly name = 'DataDirUnusableError';
  constructor(dataDir: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${dataDir} cannot be used as the data folder (${reason}): set DATA_DIR to another one`, { cause });
  }
}

/** Held here and not only by the caller: a lock that is garbage-collected is released. */
const held = new Set<Database.Database>();

/**
 * Takes the data folder (made if need be) for this process. Two writers would each believe their own idea of
 * where a stream is; so the application takes this once, before it opens anything in the folder.
 *
 * It is SQLite's lock on a file without content: the operating system lets go of it however the process ends.
 *
 * @throws DataDirInUseError at once, DataDirUnusableError
 */
export function lockDataDir(dataDir: string): DataDirLock {
  const database = openLock(dataDir);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY'
      ? new DataDirInUseError(dataDir)
      : new DataDirUnusableError(dataDir, error);
  }
  held.add(database);
  return {
    release() {
      held.delete(database);
      database.close();
    },
  };
}

function openLock(dataDir: string): Database.Database {
  try {
    mkdirSync(dataDir, { recursive: true });
    return new Database(join(dataDir, 'writer.lock'), { timeout: 0 });
  } catch (error) {
    throw new DataDirUnusableError(dataDir, error);
  }
}
