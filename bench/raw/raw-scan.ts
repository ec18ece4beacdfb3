import { eventLogPath } from '../../src/infrastructure/embedded/event-store/event-log-file.js';
import { openSqliteForReading } from '../../src/infrastructure/embedded/sqlite.js';
import { perSecond } from './sample-events.js';

/** Every row of the log's file, with its JSON read, and nothing else: what no rebuild from it can be faster than. */
export function rawScan(dataDir: string, events: number): Promise<number> {
  const file = openSqliteForReading(eventLogPath(dataDir));
  return perSecond(events, () => {
    let read = 0;
    for (const row of file.prepare('SELECT data, metadata FROM events ORDER BY position').iterate()) {
      const { data, metadata } = row as { data: string; metadata: string };
      read +=
        Object.keys(JSON.parse(data) as object).length + Object.keys(JSON.parse(metadata) as object).length;
    }
    file.close();
    return Promise.resolve(read);
  });
}
