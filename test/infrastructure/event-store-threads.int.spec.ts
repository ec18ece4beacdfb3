import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AppendOutcomeUnknownError,
  EventStoreUnavailableError,
  type RecordedEvent,
} from '../../src/application/ports/event-store.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { openSqlite } from '../../src/infrastructure/embedded/sqlite.js';
import { startWorker } from '../../src/infrastructure/embedded/start-worker.js';
import { realClock } from '../support/real-clock.js';

const events = () => [{ id: randomUUID(), type: 'T', data: {}, metadata: {} }];

describe('the threads of the embedded event log', () => {
  let dataDir: string;
  let store: EmbeddedEventStore;
  let threads: Worker[];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'event-log-threads-'));
    threads = [];
    const startThread = (entry: URL, workerData: unknown) => {
      const thread = startWorker(entry, workerData);
      threads.push(thread);
      return thread;
    };
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock, startThread });
  });
  afterEach(async () => {
    await store.close();
    await rm(dataDir, { recursive: true });
  });

  const kill = async (thread: Worker | undefined) => {
    await thread?.terminate();
  };

  it('answers "unknown" to appends that the writer died with, and takes them again', async () => {
    const appends = Array.from({ length: 200 }, (_, n) => ({ stream: `s-${String(n)}`, events: events() }));
    const outcomes = Promise.allSettled(
      appends.map((append) => store.append(append.stream, 'no_stream', append.events)),
    );
    // The appends leave with the next turn of the event loop.
    await setImmediate();
    await kill(threads[0]);
    for (const outcome of await outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(AppendOutcomeUnknownError);
    }
    expect((await outcomes).some(({ status }) => status === 'rejected')).toBe(true);
    for (const append of appends) {
      expect(await store.append(append.stream, 'no_stream', append.events)).toMatchObject({ revision: 0n });
      expect(await store.readStream(append.stream)).toHaveLength(1);
    }
  });

  it('keeps subscriptions going when the reader and the writer die', async () => {
    const stop = new AbortController();
    const seen: RecordedEvent[] = [];
    for await (const batch of store.subscribe({ signal: stop.signal })) {
      seen.push(...batch.events);
      if (seen.length >= 10) break;
      await kill(threads.at(seen.length % 2 === 0 ? -1 : 0));
      await store.append('s', 'any', events()).catch(() => store.append('s', 'any', events()));
    }
    expect(seen.map(({ revision }) => revision)).toEqual(Array.from({ length: 10 }, (_, n) => BigInt(n)));
    stop.abort();
  });

  it('hands over what a writer had committed when it died without a word', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const batch of store.subscribe({ signal: stop.signal })) {
      seen.push(...batch.events.map(({ stream }) => stream));
      if (seen.length > 0) break;
      const unannounced = openSqlite(join(dataDir, 'events.sqlite'), 'full');
      unannounced.exec(
        `INSERT INTO events (stream, revision, id, type, data, metadata, recorded_at)
         VALUES ('s', 0, '${randomUUID()}', 'T', '{}', '{}', '')`,
      );
      unannounced.close();
      void kill(threads[0]);
    }
    expect(seen).toEqual(['s']);
    stop.abort();
  });

  it('keeps subscribers of every pace up to date while appends go on', async () => {
    const stop = new AbortController();
    const follow = async (turnsPerBatch: number) => {
      let count = 0;
      for await (const batch of store.subscribe({ signal: stop.signal })) {
        count += batch.events.length;
        if (count === 300) return;
        for (let turn = 0; turn < turnsPerBatch; turn += 1) await setImmediate();
      }
    };
    const following = Array.from({ length: 20 }, (_, n) => follow(n % 7));
    for (let n = 0; n < 300; n += 1) await store.append('s', 'any', events());
    await Promise.all(following);
    stop.abort();
  });

  it('finishes the appends it has when it is closed, and refuses later ones', async () => {
    const appends = Array.from({ length: 100 }, () => store.append('s', 'any', events()));
    await store.close();
    expect(await Promise.all(appends)).toHaveLength(100);
    await expect(store.append('s', 'any', events())).rejects.toBeInstanceOf(EventStoreUnavailableError);
    await expect(store.readStream('s')).rejects.toBeInstanceOf(EventStoreUnavailableError);
    await expect(store.readAll()).rejects.toBeInstanceOf(EventStoreUnavailableError);
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    expect(await store.readStream('s')).toHaveLength(100);
  });

  it('ends subscriptions when it is closed', async () => {
    const reading = (async () => {
      for await (const _ of store.subscribe({ signal: new AbortController().signal })) void store.close();
    })();
    await reading;
  });

  it('refuses appends beyond the number that may wait', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10_100 }, (_, n) => store.append(`s-${String(n)}`, 'no_stream', events())),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(100);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(EventStoreUnavailableError);
    expect(await store.lastPosition()).toBe(10_000n);
  });
});
