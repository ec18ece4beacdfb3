import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import {
  openEventLogForWriting,
  prepareEventLog,
} from '../../src/infrastructure/embedded/event-store/event-log-file.js';
import { inDataFolder } from '../data-folder.js';
import { clock } from '../engines/engine.js';
import { appendRate, IN_FLIGHT, perSecond, revisionOf, sampleEvent, streamOf } from './sample-events.js';

/**
 * How fast the disk and SQLite are by themselves: the same rows into the same table, in one thread, in transactions
 * of 64, each on disk before the next begins; nothing is checked and nothing is answered.
 */
export function rawGroupedAppends(events: number): Promise<number> {
  return inDataFolder(async (dataDir) => {
    const database = openEventLogForWriting(prepareEventLog(dataDir));
    const insert = database.prepare<unknown[]>(
      'INSERT INTO events (stream, revision, id, type, data, metadata, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    const samples = Array.from({ length: events }, (_, n) => sampleEvent(n));
    const write = () => {
      for (let start = 0; start < events; start += IN_FLIGHT) {
        database.exec('BEGIN IMMEDIATE');
        for (const [offset, { id, type, data, metadata }] of samples
          .slice(start, start + IN_FLIGHT)
          .entries()) {
          const n = start + offset;
          const texts = [JSON.stringify(data), JSON.stringify(metadata), clock.now()];
          insert.run([streamOf(n), revisionOf(n), id, type, ...texts]);
        }
        database.exec('COMMIT');
      }
      return Promise.resolve();
    };
    const rate = await perSecond(events, write);
    database.close();
    return rate;
  });
}

/** The same through the port: one event per append, 64 appends in flight, expected revisions checked. */
export function embeddedAppends(events: number): Promise<number> {
  return inDataFolder(async (dataDir) => {
    const store = await EmbeddedEventStore.open({ dataDir, clock });
    const rate = await appendRate(events, (stream, revision, event) =>
      store.append(stream, revision === 0 ? 'no_stream' : BigInt(revision - 1), [event]),
    );
    await store.close();
    return rate;
  });
}
