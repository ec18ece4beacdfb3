import { join } from 'node:path';
import { type DatabaseKind, prepareDatabase } from '../data-file.js';
import { openSqlite, openSqliteForReading, type Sqlite } from '../sqlite.js';

/**
 * `id` grows with time, so that the oldest rows are found without another index. `key` is a digest of whose key it is
 * and what it is: what clients choose for keys may be anything. `status` is NULL while the request has only begun.
 */
const IDEMPOTENCY_KEYS: DatabaseKind = {
  what: 'a file of idempotency keys',
  applicationId: 0x53484944, // SHID
  formatVersion: 1,
  // A power cut may take back the newest answers; their commands are in the log all the same.
  durability: 'normal',
  schema: `
    CREATE TABLE requests (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      fingerprint TEXT NOT NULL,
      begun_at INTEGER NOT NULL,
      status INTEGER,
      headers TEXT,
      body TEXT
    );
  `,
  checks: ['SELECT * FROM requests ORDER BY id LIMIT 1', 'SELECT * FROM requests ORDER BY id DESC LIMIT 1'],
  remedy:
    'restore it from a backup, or delete it together with its -wal and -shm files: then requests of the last ' +
    '30 days are no longer answered from it when they are repeated',
};

export const idempotencyPath = (dataDir: string): string => join(dataDir, 'idempotency.sqlite');

/** Makes sure that the data folder has such a file, and answers its path. @throws DataFileError */
export function prepareIdempotencyFile(dataDir: string): string {
  const path = idempotencyPath(dataDir);
  prepareDatabase(path, IDEMPOTENCY_KEYS);
  return path;
}

export const openForWriting = (path: string): Sqlite => openSqlite(path, IDEMPOTENCY_KEYS.durability);

export type Row = [
  fingerprint: string,
  begunAt: number,
  status: number | null,
  headers: string | null,
  body: string | null,
];

export function openForReading(path: string): { find: (key: string) => Row | undefined; close: () => void } {
  const database = openSqliteForReading(path);
  const find = database
    .prepare<[string]>('SELECT fingerprint, begun_at, status, headers, body FROM requests WHERE key = ?')
    .raw();
  return { find: (key) => find.get(key) as Row | undefined, close: () => void database.close() };
}
