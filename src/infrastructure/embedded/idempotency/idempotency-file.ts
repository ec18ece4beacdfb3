import { openSqlite, openSqliteForReading, type Sqlite } from '../sqlite.js';

/**
 * `id` grows with time, so that the oldest rows are found without another index. `key` is a digest of whose key it is
 * and what it is: what clients choose for keys may be anything. `status` is NULL while the request has only begun.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS requests (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    status INTEGER,
    headers TEXT,
    body TEXT
  );
`;

/** A power cut may take back the newest answers; their commands are in the log all the same. */
export function openForWriting(path: string): Sqlite {
  const database = openSqlite(path, 'normal');
  database.exec(SCHEMA);
  return database;
}

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
