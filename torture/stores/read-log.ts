import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../src/application/ports/clock.js';
import type { EventStore, RecordedEvent } from '../../src/application/ports/event-store.js';
import { instant } from '../../src/domain/time.js';
import { eventLogPath } from '../../src/infrastructure/embedded/event-store/event-log-file.js';
import { LogReader } from '../../src/infrastructure/embedded/event-store/log-reader.js';
import { toRecordedEvent } from '../../src/infrastructure/embedded/event-store/recorded-event.js';
import { openSqliteForReading } from '../../src/infrastructure/embedded/sqlite.js';
import { EventStoreDb } from '../../src/infrastructure/eventstoredb/event-store-db.js';

const PAGE_EVENTS = 500;

const clock: Clock = {
  now: () => instant(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal: signal ?? new AbortController().signal }),
};

export type ReadLog = () => Promise<readonly RecordedEvent[]>;

/** All that is in the file, read beside the program, which holds the lock of its folder. */
export const readLogFile =
  (dataDir: string): ReadLog =>
  () => {
    const database = openSqliteForReading(eventLogPath(dataDir));
    try {
      const reader = new LogReader(database);
      const events: RecordedEvent[] = [];
      for (;;) {
        const after = Number(events.at(-1)?.position ?? 0n);
        const { rows, ended } = reader.log({ after, limit: PAGE_EVENTS });
        events.push(...rows.map(toRecordedEvent));
        if (ended) return Promise.resolve(events);
      }
    } finally {
      database.close();
    }
  };

/** All that is on the server, without what is between it and the program. */
export const readLogServer =
  (url: string): ReadLog =>
  async () => {
    const store: EventStore = await EventStoreDb.open({
      ...{ url, clock },
      warn: (message) => void process.stderr.write(`${message}\n`),
    });
    try {
      const events: RecordedEvent[] = [];
      for (;;) {
        const after = events.at(-1)?.position;
        const page = await store.readAll({
          limit: PAGE_EVENTS,
          ...(after === undefined ? {} : { after }),
        });
        events.push(...page);
        if (page.length < PAGE_EVENTS) return events;
      }
    } finally {
      await store.close();
    }
  };
