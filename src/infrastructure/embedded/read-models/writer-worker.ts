import { workerData } from 'node:worker_threads';
import { serveRequests } from '../serve-requests.js';
import { closeSqlite, openSqlite } from '../sqlite.js';
import { READ_MODELS } from './file.js';
import type { WriterReply, WriterRequest } from './writer-protocol.js';
import { Writer } from './writer.js';

const database = openSqlite(workerData as string, READ_MODELS.durability);
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
