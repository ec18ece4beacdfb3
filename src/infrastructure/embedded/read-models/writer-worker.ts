import { workerData } from 'node:worker_threads';
import { serveRequests } from '../serve-requests.js';
import { openSqlite } from '../sqlite.js';
import type { WriterReply, WriterRequest } from './writer-protocol.js';
import { Writer } from './writer.js';

const database = openSqlite(workerData as string, 'normal');
const writer = new Writer(database);

serveRequests({
  answer: (requests: readonly WriterRequest[]) => requests.map(answer),
  close: () => database.close(),
});

function answer({ method, args }: WriterRequest): WriterReply {
  try {
    return { result: (writer[method] as (...args: readonly unknown[]) => unknown).apply(writer, [...args]) };
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: string };
    return { message, code };
  }
}
