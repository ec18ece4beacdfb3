import { closeSqlite, openSqlite } from '../sqlite.js';
import { READ_MODELS } from './file.js';
import type { WriterReply, WriterRequest } from './writer-protocol.js';
import { Writer } from './writer.js';

/**
 * Pages of write-ahead log before a commit moves them into the file (64 MiB): the same documents are written again and
 * again, so moving them less often writes less; at SQLite's own 1,000 pages this thread takes a quarter more time.
 */
const CHECKPOINT_PAGES = 16_000;

/**
 * A writing connection, and what it can be asked.
 * @param isBeside another one goes on: what is in the write-ahead log stays there when this one is closed
 * @throws SqliteError
 */
export function openWriter(
  path: string,
  isBeside = false,
): {
  readonly answer: (requests: readonly WriterRequest[]) => readonly WriterReply[];
  readonly close: () => void;
} {
  const database = openSqlite(path, READ_MODELS.durability);
  database.exec(`PRAGMA wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}`);
  const writer = new Writer(database);
  return {
    answer: (requests) =>
      requests.length > 1 && requests.every(isWrite)
        ? writeTogether(writer, requests)
        : requests.map((request) => answer(writer, request)),
    close: () => (isBeside ? database.close() : closeSqlite(database)),
  };
}

const isWrite = (request: WriterRequest): request is WriterRequest<'write'> => request.method === 'write';

/**
 * One transaction for all that came together, as the projections that follow the log do: a page that several of them
 * change is written once. When it fails, each for itself, so that only those fail that have to.
 */
function writeTogether(writer: Writer, requests: readonly WriterRequest<'write'>[]): readonly WriterReply[] {
  try {
    writer.writeAll(requests.map(({ args: [batch] }) => batch));
    return requests.map(() => ({ result: undefined }));
  } catch {
    return requests.map((request) => answer(writer, request));
  }
}

function answer(writer: Writer, { method, args }: WriterRequest): WriterReply {
  try {
    return { result: (writer[method] as (...args: readonly unknown[]) => unknown).apply(writer, [...args]) };
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: string };
    return { message, code };
  }
}
