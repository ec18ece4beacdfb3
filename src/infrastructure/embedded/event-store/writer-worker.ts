import { workerData } from 'node:worker_threads';
import { serveRequests } from '../serve-requests.js';
import { closeSqlite } from '../sqlite.js';
import { openEventLogForWriting } from './event-log-file.js';
import { LogWriter } from './log-writer.js';

const database = openEventLogForWriting(workerData as string);
const writer = new LogWriter(database);

serveRequests({
  answer: (requests: Parameters<LogWriter['appendAll']>[0]) => writer.appendAll(requests),
  close: () => closeSqlite(database),
});
