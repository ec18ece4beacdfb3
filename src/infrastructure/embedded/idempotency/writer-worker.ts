import { workerData } from 'node:worker_threads';
import { serveRequests } from '../serve-requests.js';
import { closeSqlite } from '../sqlite.js';
import type { KeyChange, WriterSettings } from './changes.js';
import { openForWriting } from './idempotency-file.js';
import { Writer } from './writer.js';

const { path, keptMs } = workerData as WriterSettings;
const database = openForWriting(path);
const writer = new Writer(database, keptMs);

/** What a change was answered: nothing, or why it was not written. */
function write(changes: readonly KeyChange[]): readonly (string | null)[] {
  try {
    writer.write(changes);
    return changes.map(() => null);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return changes.map(() => reason);
  }
}

serveRequests({ answer: write, close: () => closeSqlite(database) });
