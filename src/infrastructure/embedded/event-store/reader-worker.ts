import { workerData } from 'node:worker_threads';
import { serveRequests } from '../serve-requests.js';
import { isDamage, openSqliteForReading } from '../sqlite.js';
import { LogReader, type LogQuery, type RowPage, type StreamQuery } from './log-reader.js';

export type ReadRequest = StreamQuery | LogQuery;
export type ReadReply = RowPage | { readonly failure: string; readonly isDamaged: boolean };

const database = openSqliteForReading(workerData as string);
const reader = new LogReader(database);

serveRequests({
  answer: (requests: readonly ReadRequest[]) => requests.map(read),
  close: () => database.close(),
});

function read(request: ReadRequest): ReadReply {
  try {
    return 'stream' in request ? reader.stream(request) : reader.log(request);
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error), isDamaged: isDamage(error) };
  }
}
