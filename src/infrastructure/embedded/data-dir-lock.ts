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

/** Held here and not only by the caller: a lock that is garbage-collected is released. */
const held = new Set<Database.Database>();

/**
 * Takes the data folder (made if need be) for this process. Two writers would each believe their own idea of
 * where a stream is; so the application takes this once, before it opens anything in the folder.
 *
 * It is SQLite's lock on a file without content: the operating system lets go of it however the process ends.
 *
 * @throws DataDirInUseError at once
 */
export function lockDataDir(dataDir: string): DataDirLock {
  mkdirSync(dataDir, { recursive: true });
  const database = new Database(join(dataDir, 'writer.lock'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY'
      ? new DataDirInUseError(dataDir)
      : error;
  }
  held.add(database);
  return {
    release() {
      held.delete(database);
      database.close();
    },
  };
}
