import { workerData } from 'node:worker_threads';
import { serveRequests } from '../serve-requests.js';
import { closeSqlite, openSqlite } from '../sqlite.js';
import { READ_MODELS } from './file.js';
import type { WriterReply, WriterRequest } from './writer-protocol.js';
import { Writer } from './writer.js';

/**
 * Pages of write-ahead log before a commit moves them into the file (64 MiB): the same documents are written again and
 * again, so moving them less often writes less; at SQLite's own 1,000 pages this thread takes a quarter more time.
 */
const CHECKPOINT_PAGES = 16_000;

const database = openSqlite(workerData as string, READ_MODELS.durability);
database.exec(`PRAGMA wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}`);
const writer = new Writer(database);

serveRequests({
  answer: (requests: readonly WriterRequest[]) => requests.map(answer),
  close: () => closeSqlite(database),
});

function answer({ method, args }: WriterRequest): WriterReply {
  try {
    return { result: (writer[method] as (...args: readonly unknown[]) => unknown).apply(writer, [...args]) };
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: string };
    return { message, code };
  }
}
