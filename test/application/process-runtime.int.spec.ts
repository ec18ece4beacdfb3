import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnknownEventError } from '../../src/application/events/errors.js';
import { type EventStore, EventStoreUnavailableError } from '../../src/application/ports/event-store.js';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import { NO_TELEMETRY } from '../../src/application/ports/telemetry.js';
import { Leases } from '../../src/application/runtime/leases.js';
import { LIMITS } from '../../src/application/runtime/limits.js';
import { checkpointOf } from '../../src/application/runtime/process-checkpoint.js';
import { ProcessRuntime } from '../../src/application/runtime/process-runtime.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { occasion } from '../support/occasion.js';
import { realClock } from '../support/real-clock.js';
import { until } from '../support/until.js';
import { withOverride } from '../support/with-override.js';
import { placed, plainCodec, quietLog, rated } from './projection-fixtures.js';

/** What a process does with an event of this stream. */
type Handle = (stream: string) => Promise<void>;

describe('a process', () => {
  let dataDir: string;
  let store: EventStore;
  let models: ReadModels;
  let leases: Leases;
  let runtime: ProcessRuntime;
  /** Of each event that was handed over, its stream, in order. */
  let handed: string[];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'processes-'));
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
    leases = new Leases({
      ...{ models, clock: realClock, log: quietLog, owner: 'this', leaseMs: 10_000 },
    });
    handed = [];
  });
  afterEach(async () => {
    await runtime.stop();
    await leases.stop();
    await Promise.all([store.close(), models.close()]);
    await rm(dataDir, { recursive: true });
  });

  function run(handle: Handle, among?: Leases, codec = plainCodec): ProcessRuntime {
    runtime = new ProcessRuntime({
      ...{ store, models, codec, clock: realClock, log: quietLog, telemetry: NO_TELEMETRY },
      processes: [
        {
          name: 'payment',
          takes: ['OrderPlaced', 'OrderRated'],
          handle: ({ stream }) => {
            handed.push(stream);
            return handle(stream);
          },
        },
      ],
      abandon: () => Promise.reject(new Error('nothing is to be given up')),
      leases: among,
    });
    runtime.start();
    return runtime;
  }

  /** So many orders, of one event each. */
  async function given(orders: number): Promise<readonly string[]> {
    const streams = Array.from({ length: orders }, (_, n) => `order-${String(n)}`);
    for (const stream of streams) await store.append(stream, 'no_stream', [placed(stream, 'fan_1')]);
    return streams;
  }

  const caughtUp = () =>
    until(
      () => Promise.resolve(runtime.status()[0]),
      (status) => status?.caughtUp === true,
    );

  it('wait before an event that cannot be read, and have handled what comes before it', async () => {
    await given(3);
    const unreadable: typeof plainCodec = {
      decode: (events) =>
        events.some(({ stream }) => stream === 'order-1')
          ? Promise.reject(new Error('OrderPlaced has version 2'))
          : plainCodec.decode(events),
    };
    run(() => Promise.resolve(), undefined, unreadable);
    const failed = await until(
      () => Promise.resolve(runtime.status()[0]),
      (status) => status?.state === 'failed',
    );
    expect(failed?.trouble).toContain('OrderPlaced has version 2');
    expect(failed?.position).toBe((await store.readStream('order-0'))[0]?.position);
    expect(handed).toEqual(['order-0']);
  });

  // It made money cases of orders with which nothing was wrong, and went past the events.
  it('waits, and gives nothing up, where what it looks up for an event was written by a newer release', async () => {
    const [stream = ''] = await given(1);
    const [event] = await store.readAll({ limit: 1 });
    if (event === undefined) throw new Error('nothing was placed');
    let isOlder = true;
    run(() => (isOlder ? Promise.reject(new UnknownEventError(event, 'it is newer')) : Promise.resolve()));
    const failed = await until(
      () => Promise.resolve(runtime.status()[0]),
      (status) => status?.state === 'failed',
    );
    expect(failed?.trouble).toContain('it is newer');
    expect(failed?.position).toBeUndefined();
    isOlder = false;
    await caughtUp();
    expect(handed.at(-1)).toBe(stream);
  });

  it('goes on from the checkpoint that is there when the store has lost what it had acknowledged', async () => {
    const streams = await given(2);
    let lose = (): void => undefined;
    const onLoss: ReadModels['onLoss'] = (listener) => {
      lose = listener;
      return () => undefined;
    };
    models = withOverride<ReadModels>(models, { onLoss });
    run(() => Promise.resolve());
    await caughtUp();
    await models.forgetCheckpoint(checkpointOf('payment'));
    lose();
    // No event comes that would show it the loss.
    const isStored = () => models.checkpoint(checkpointOf('payment'));
    expect(await until(isStored, (position) => position !== undefined)).toBe(runtime.status()[0]?.position);
    expect(handed).toEqual([...streams, ...streams]);
  });

  describe('that an outage interrupts', () => {
    it('begins nothing more, and hands out again only what it had begun', async () => {
      const streams = await given(20);
      const allBusy = occasion();
      const outage = occasion();
      let isOutage = true;
      run(async (stream) => {
        if (handed.length === LIMITS.processConcurrency) allBusy.now();
        await allBusy.come;
        if (stream !== 'order-0') return outage.come;
        if (!isOutage) return;
        isOutage = false;
        outage.now();
        throw new EventStoreUnavailableError('it is away');
      });
      await caughtUp();
      const timesHanded = streams.map((stream) => handed.filter((each) => each === stream).length);
      const begun = LIMITS.processConcurrency;
      expect(timesHanded).toEqual(streams.map((_, n) => (n < begun ? 2 : 1)));
    });

    it('has not caught up, though it had before', async () => {
      let isOutage = true;
      run(() =>
        isOutage ? Promise.reject(new EventStoreUnavailableError('it is away')) : Promise.resolve(),
      );
      await caughtUp();
      await given(1);
      const failed = await until(
        () => Promise.resolve(runtime.status()[0]),
        (status) => status?.state === 'failed',
      );
      expect(failed?.caughtUp).toBe(false);
      isOutage = false;
      await caughtUp();
    });

    it.each(['alone', 'under a lease'])('stops only when nothing is under way any more, %s', async (how) => {
      await given(2);
      const bothBusy = occasion();
      const goOn = occasion();
      const ended: string[] = [];
      run(
        async (stream) => {
          if (handed.length === 2) bothBusy.now();
          await bothBusy.come;
          if (stream === 'order-0') throw new EventStoreUnavailableError('it is away');
          await goOn.come;
          // Long enough for whoever does not wait for it to be first.
          for (let looks = 0; looks < 20; looks += 1) await store.readStream(stream);
          ended.push('handling');
        },
        how === 'alone' ? undefined : leases,
      );
      await bothBusy.come;
      const stopped = runtime.stop().then(() => ended.push('process'));
      const givenBack = how === 'alone' ? undefined : leases.stop().then(() => ended.push('lease'));
      goOn.now();
      await Promise.all([stopped, givenBack]);
      expect(ended[0]).toBe('handling');
    });
  });

  it('finishes the event at hand when it is told to stop, and goes on after it the next time', async () => {
    await store.append('order-1', 'no_stream', [placed('order-1', 'fan_1'), rated('order-1')]);
    await given(1);
    const first = occasion();
    const goOn = occasion();
    const stopping = run((stream) => {
      if (stream === 'order-0') return Promise.resolve();
      first.now();
      return goOn.come;
    });
    await first.come;
    const stopped = stopping.stop();
    goOn.now();
    await stopped;
    expect(handed).toEqual(['order-1', 'order-0']);
    handed = [];
    run(() => Promise.resolve());
    await caughtUp();
    expect(handed).toEqual(['order-1', 'order-0']);
  });
});
