import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from '../../src/application/ports/event-store.js';
import { instant } from '../../src/domain/time.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import {
  openEventLogForWriting,
  prepareEventLog,
} from '../../src/infrastructure/embedded/event-store/event-log-file.js';

const IN_FLIGHT = 64;
const STREAMS = 2_000;

const clock = {
  now: () => instant(Date.now()),
  sleep: (ms: number) => sleep(ms),
};

interface AppendRate {
  readonly eventsPerSecond: number;
}

/** An event as the product has them: 478 bytes of JSON. */
function sampleEvent(n: number): NewEvent {
  const data = {
    orderId: `ord_${randomUUID()}`,
    fanId: `fan_${randomUUID()}`,
    creatorId: `cre_${randomUUID()}`,
    price: { amountMinor: String(10_000 + (n % 5_000)), currency: 'TRY' },
    acceptBy: '2026-11-26T09:30:00.000Z',
    brief: createHash('sha256').update(String(n)).digest('base64'),
    padding: 'x'.repeat(163),
  };
  return { id: randomUUID(), type: 'OrderPlaced', data, metadata: { commandId: randomUUID() } };
}

const streamOf = (n: number): string => `order-${String((n * 7) % STREAMS)}`;

/**
 * How fast the disk and SQLite are by themselves: the same rows into the same table, in one thread, in transactions
 * of 64, each on disk before the next begins; nothing is checked and nothing is answered.
 */
export function rawGroupedAppends(events: number): Promise<AppendRate> {
  return inTemporaryFolder((dataDir) => {
    const database = openEventLogForWriting(prepareEventLog(dataDir));
    const insert = database.prepare<unknown[]>(
      'INSERT INTO events (stream, revision, id, type, data, metadata, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    const samples = Array.from({ length: events }, (_, n) => sampleEvent(n));
    const startedAtMs = performance.now();
    for (let start = 0; start < events; start += IN_FLIGHT) {
      database.exec('BEGIN IMMEDIATE');
      for (const [offset, { id, type, data, metadata }] of samples
        .slice(start, start + IN_FLIGHT)
        .entries()) {
        const n = start + offset;
        const texts = [JSON.stringify(data), JSON.stringify(metadata), clock.now()];
        insert.run([streamOf(n), Math.floor(n / STREAMS), id, type, ...texts]);
      }
      database.exec('COMMIT');
    }
    const rate = rateOf(events, startedAtMs);
    database.close();
    return Promise.resolve(rate);
  });
}

/** The same through the port: one event per append, 64 appends in flight, expected revisions checked. */
export function embeddedAppends(events: number): Promise<AppendRate> {
  return inTemporaryFolder(async (dataDir) => {
    const store = await EmbeddedEventStore.open({ dataDir, clock });
    const samples = Array.from({ length: events }, (_, n) => sampleEvent(n));
    let next = 0;
    const appendUntilDone = async () => {
      for (let n = next++; n < events; n = next++) {
        const revision = Math.floor(n / STREAMS);
        const event = samples[n] ?? sampleEvent(n);
        await store.append(streamOf(n), revision === 0 ? 'no_stream' : BigInt(revision - 1), [event]);
      }
    };
    const startedAtMs = performance.now();
    await Promise.all(Array.from({ length: IN_FLIGHT }, appendUntilDone));
    const rate = rateOf(events, startedAtMs);
    await store.close();
    return rate;
  });
}

function rateOf(events: number, startedAtMs: number): AppendRate {
  return { eventsPerSecond: Math.round((events * 1_000) / (performance.now() - startedAtMs)) };
}

async function inTemporaryFolder<Result>(work: (dataDir: string) => Promise<Result>): Promise<Result> {
  const dataDir = await mkdtemp(join(tmpdir(), 'append-bench-'));
  try {
    return await work(dataDir);
  } finally {
    await rm(dataDir, { recursive: true });
  }
}
