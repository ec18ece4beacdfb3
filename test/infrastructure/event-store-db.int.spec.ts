import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Appended,
  AppendOutcomeUnknownError,
  type EventBatch,
  EventStoreUnavailableError,
  InvalidEventError,
  type RecordedEvent,
  WrongExpectedRevisionError,
} from '../../src/application/ports/event-store.js';
import { EventStoreDb } from '../../src/infrastructure/eventstoredb/event-store-db.js';
import { ids, revisions, someEvent, someEvents } from '../contract/event-store/subject.js';
import { EventStoreDbDouble } from '../support/eventstoredb/event-store-db-double.js';
import { noFaults } from '../support/eventstoredb/faults.js';
import { freePort } from '../support/free-port.js';
import { realClock } from '../support/real-clock.js';
import { until } from '../support/until.js';

/** The traps of EventStoreDB and of its client, each as it was measured on a real node, and what we do about it. */
describe('EventStoreDB', () => {
  let dataDir: string;
  let double: EventStoreDbDouble;
  let store: EventStoreDb;
  let stream: string;
  const warnings: string[] = [];
  const open = (url: string) =>
    EventStoreDb.open({ url, clock: realClock, warn: (message) => void warnings.push(message) });

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'eventstoredb-'));
    double = await EventStoreDbDouble.start({ dataDir });
    store = await open(double.url);
  });
  afterAll(async () => {
    await store.close();
    await double.kill();
    await rm(dataDir, { recursive: true });
  });
  beforeEach(() => {
    stream = `trap-${crypto.randomUUID()}`;
  });
  afterEach(() => double.ask({ set: noFaults() }));

  describe('appending', () => {
    it('repeats the same ids at the same revision when the reply was lost, and writes once', async () => {
      await store.append(stream, 'no_stream', someEvents(2));
      const events = someEvents(2);
      await double.ask({ set: { repliesLost: 2 } });
      expect(await store.append(stream, 1n, events)).toMatchObject({ revision: 3n });
      expect(ids(await store.readStream(stream, { from: 2n }))).toEqual(ids(events));
    });

    it('repeats an append that the server says has timed out, and writes once', async () => {
      await double.ask({ set: { timeouts: 1 } });
      expect(await store.append(stream, 'no_stream', someEvents(2))).toMatchObject({ revision: 1n });
      expect(await store.readStream(stream)).toHaveLength(2);
    });

    it('finds its own events where a repetition is refused', async () => {
      const events = someEvents(3);
      await double.ask({ set: { repliesLost: 1, refused: 1 } });
      const appended = await store.append(stream, 'no_stream', events);
      expect((await store.readStream(stream)).at(-1)).toMatchObject(appended);
    });

    it('takes the events of somebody else at that place for a conflict', async () => {
      await store.append(stream, 'no_stream', [someEvent()]);
      await expect(store.append(stream, 'no_stream', [someEvent()])).rejects.toBeInstanceOf(
        WrongExpectedRevisionError,
      );
      await double.ask({ set: { timeouts: 1, refused: 0 } });
      await expect(store.append(stream, 7n, [someEvent()])).rejects.toBeInstanceOf(
        WrongExpectedRevisionError,
      );
    });

    it('waits through "Server Is Not Ready"', async () => {
      await double.ask({ set: { notReady: 3 } });
      expect(await store.append(stream, 'no_stream', [someEvent()])).toMatchObject({ revision: 0n });
    });

    it('never shows the client an event that would end the process', async () => {
      for (const broken of [{ type: '' }, { id: 'no-uuid' }])
        await expect(store.append(stream, 'any', [{ ...someEvent(), ...broken }])).rejects.toBeInstanceOf(
          InvalidEventError,
        );
      expect(await store.append(stream, 'no_stream', [someEvent()])).toMatchObject({ revision: 0n });
    });

    it('goes on after an append that was far too large', async () => {
      const huge = { ...someEvent(), data: { x: 'x'.repeat(20 * 1024 * 1024) } };
      await expect(store.append(stream, 'any', [huge])).rejects.toMatchObject({ maxBytes: 1_048_576 });
      expect(await store.append(stream, 'no_stream', [someEvent()])).toMatchObject({ revision: 0n });
    });
  });

  describe('reading', () => {
    it('asks the leader, where it has come to a node that lags', async () => {
      const after = await store.endPosition();
      const { position } = await store.append(stream, 'no_stream', [someEvent()]);
      await double.ask({ set: { lagging: 1 } });
      expect(await store.readStream(stream)).toHaveLength(1);
      await double.ask({ set: { lagging: 1 } });
      expect(await store.lastPosition()).toBe(position);
      await double.ask({ set: { lagging: 1 } });
      expect(await store.readAll({ after })).toHaveLength(1);
    });
  });

  describe('subscribing', () => {
    it('goes on after a subscription broke, without a gap and without a repetition', async () => {
      const { position: after } = await store.append(`${stream}-before`, 'any', [someEvent()]);
      const stop = new AbortController();
      const seen: bigint[] = [];
      const reading = (async () => {
        for await (const batch of store.subscribe({ after, batchSize: 10, signal: stop.signal })) {
          seen.push(...revisions(batch.events.filter((event) => event.stream === stream)));
          if (seen.length >= 300) return;
        }
      })();
      for (let n = 0; n < 300; n += 1) {
        await store.append(stream, 'any', [someEvent(n)]);
        if (n % 60 === 30) await double.ask({ cutSubscriptions: true });
      }
      await reading;
      stop.abort();
      expect(seen).toEqual(Array.from({ length: 300 }, (_, n) => BigInt(n)));
      expect(warnings.join('\n')).toMatch(/the subscription to EventStoreDB broke/);
    });

    it('hands over one batch at a time', async () => {
      const { position: after } = await store.append(stream, 'no_stream', someEvents(50));
      const stop = new AbortController();
      let underWay = 0;
      let most = 0;
      await store.append(stream, 'any', someEvents(200));
      let seen = 0;
      for await (const { events } of store.subscribe({ after, batchSize: 20, signal: stop.signal })) {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise(setImmediate);
        underWay -= 1;
        seen += events.length;
        if (seen >= 200) break;
      }
      stop.abort();
      expect(most).toBe(1);
    });

    it('moves on past events that are not ours, so that a start does not read them again', async () => {
      const { position } = await store.append(stream, 'no_stream', [someEvent()]);
      const stop = new AbortController();
      let last: EventBatch | undefined;
      let isAsked = false;
      for await (const batch of store.subscribe({ after: position, signal: stop.signal })) {
        last = batch;
        if (batch.position > position) break;
        if (batch.caughtUp && !isAsked) {
          isAsked = true;
          await double.ask({ writeSystemEvents: 200 });
        }
      }
      expect(last).toMatchObject({ events: [], caughtUp: true });
      const later = await store.append(stream, 0n, [someEvent()]);
      for await (const batch of store.subscribe({ after: last?.position, signal: stop.signal })) {
        if (batch.events.length === 0) continue;
        expect(batch.events).toEqual([expect.objectContaining(later)]);
        break;
      }
      stop.abort();
    });

    it('makes the events of old pages once for all that follow the log, and leaves none out between pages', async () => {
      await store.append(stream, 'no_stream', someEvents(20));
      await double.ask({ writeSystemEvents: 15 });
      await store.append(stream, 19n, someEvents(15));
      const all = ids(await store.readAll({ limit: 10_000 }));
      const stop = new AbortController();
      const followed = async () => {
        const seen: RecordedEvent[] = [];
        for await (const batch of store.subscribe({ batchSize: 10, signal: stop.signal })) {
          seen.push(...batch.events);
          if (batch.caughtUp) break;
        }
        return seen;
      };
      const [one, other] = await Promise.all([followed(), followed()]);
      stop.abort();
      expect(ids(one)).toEqual(all);
      expect(ids(other)).toEqual(all);
      expect(one.slice(0, 20).every((event, n) => event === other[n])).toBe(true);
    });

    it('leaves system events out wherever it reads the log', async () => {
      const { position: after } = await store.append(stream, 'no_stream', someEvents(3));
      await double.ask({ writeSystemEvents: 120 });
      expect(await store.lastPosition()).toBe(after);
      expect(await store.readAll({ after })).toEqual([]);
      await store.append(stream, 2n, someEvents(3));
      const read = await store.readAll({ limit: 10_000 });
      expect(read.filter((event) => event.stream === stream)).toHaveLength(6);
      expect(read.every((event) => !event.stream.startsWith('$'))).toBe(true);
    });
  });

  describe('a server that dies', () => {
    it('says so plainly while it is down, and goes on when it is back', async () => {
      await double.kill();
      // The first one may be on its way while that happens: what becomes of it is not known then.
      await expect(store.append(`${stream}-first`, 'no_stream', [someEvent()])).rejects.toThrow();
      await expect(store.append(stream, 'no_stream', [someEvent()])).rejects.toBeInstanceOf(
        EventStoreUnavailableError,
      );
      await expect(store.readStream(stream)).rejects.toBeInstanceOf(EventStoreUnavailableError);
      await double.start();
      expect(await store.append(stream, 'no_stream', [someEvent()])).toMatchObject({ revision: 0n });
      expect(await store.readStream(stream)).toHaveLength(1);
    });

    it('is told to those who follow the log, once, and once more when it is back', async () => {
      const following = await open(double.url);
      const stop = new AbortController();
      const told: unknown[] = [];
      const batches: EventBatch[] = [];
      const troubled = (error: unknown) => void told.push(error);
      const after = await following.endPosition();
      const followed = (async () => {
        for await (const batch of following.subscribe({ after, signal: stop.signal, troubled }))
          batches.push(batch);
      })();
      const seen = () => Promise.resolve(ids(batches.flatMap(({ events }) => events)));
      await following.append(stream, 'no_stream', [someEvent()]);
      await until(seen, ({ length }) => length === 1);
      await double.kill();
      await until(seen, () => told.length > 0);
      const before = batches.length;
      await double.start();
      await until(seen, () => batches.length > before);
      expect(batches[before]).toMatchObject({ events: [], caughtUp: true });
      await insist(() => following.append(stream, 0n, [someEvent()]));
      await until(seen, ({ length }) => length === 2);
      expect(told).toStrictEqual([expect.any(EventStoreUnavailableError), undefined]);
      stop.abort();
      await followed;
      await following.close();
    });

    it('loses no acknowledged append and doubles none, killed under load', async () => {
      const stop = new AbortController();
      const acknowledged = new Map<string, string[]>();
      const writers = Array.from({ length: 32 }, async (_, writer) => {
        const own = `${stream}-${String(writer)}`;
        acknowledged.set(own, []);
        let revision = -1n;
        while (!stop.signal.aborted) {
          const event = someEvent();
          revision = await insist(() => store.append(own, revision < 0n ? 'no_stream' : revision, [event]));
          acknowledged.get(own)?.push(event.id);
        }
      });
      const after = await store.lastPosition();
      const followed = follow(store, after, stop.signal);
      for (let round = 0; round < 2; round += 1) {
        await acknowledgements(acknowledged, 300);
        await double.kill();
        await double.start();
      }
      await acknowledgements(acknowledged, 300);
      stop.abort();
      await Promise.all(writers);
      for (const [own, written] of acknowledged) expect(ids(await store.readStream(own))).toEqual(written);
      const seen = await followed;
      expect(new Set(seen).size).toBe(seen.length);
    });

    it('does not wait for a frozen one longer than its own deadlines', async () => {
      const beganAtMs = performance.now();
      double.freeze();
      try {
        await expect(store.append(stream, 'no_stream', [someEvent()])).rejects.toBeInstanceOf(
          AppendOutcomeUnknownError,
        );
        await expect(store.readStream(stream)).rejects.toBeInstanceOf(EventStoreUnavailableError);
        expect(performance.now() - beganAtMs).toBeLessThan(12_000);
      } finally {
        double.thaw();
      }
      expect(await store.append(`${stream}-2`, 'no_stream', [someEvent()])).toMatchObject({ revision: 0n });
    });
  });

  describe('connecting', () => {
    it('finds the leader of a cluster, also when there was none at the first append', async () => {
      const discover = `esdb+discover://127.0.0.1:${String(double.port)}?tls=false&maxDiscoverAttempts=1&discoveryInterval=10`;
      const cluster = await open(discover);
      try {
        await double.kill();
        await expect(cluster.readStream(stream)).rejects.toBeInstanceOf(EventStoreUnavailableError);
        await double.start();
        await double.ask({ set: { leaderless: true } });
        await expect(cluster.append(stream, 'no_stream', [someEvent()])).rejects.toBeInstanceOf(
          EventStoreUnavailableError,
        );
        await double.ask({ set: noFaults() });
        expect(await cluster.append(stream, 'no_stream', [someEvent()])).toMatchObject({ revision: 0n });
      } finally {
        await cluster.close();
      }
    });

    it('says at start that nobody answers, and names the setting but not the password', async () => {
      const url = `esdb://admin:s3cret@127.0.0.1:${String(await freePort())}?tls=false`;
      const refusal = await open(url).catch((error: unknown) => String(error));
      expect(refusal).toMatch(/^EventStoreDbUnusableError: EVENTSTORE_URL: no EventStoreDB/);
      expect(refusal).not.toContain('s3cret');
    });

    it.each([
      ['esdb', '', /^EVENTSTORE_URL: what answers there does not speak TLS: add tls=false to the address/],
      [
        'esdb+discover',
        '?maxDiscoverAttempts=1',
        /discover.*: start it, .*asks for TLS, since it has no tls=false$/,
      ],
    ])('says at start that a server speaks no TLS, in one line (%s)', async (scheme, options, said) => {
      const url = `${scheme}://localhost:${String(double.port)}${options}`;
      await expect(open(url)).rejects.toThrow(said);
    });

    it('uses TLS and the credentials of the address', async () => {
      const path = join(import.meta.dirname, '../fixtures/tls/certificate.pem');
      const keyPath = join(import.meta.dirname, '../fixtures/tls/key.pem');
      const folder = await mkdtemp(join(tmpdir(), 'eventstoredb-tls-'));
      const secured = await EventStoreDbDouble.start({ dataDir: folder, certificate: { path, keyPath } });
      try {
        const at = `localhost:${String(secured.port)}?tlsCAFile=${path}`;
        const trusted = await open(`esdb://admin:changeit@${at}`);
        expect(await trusted.append(stream, 'no_stream', [someEvent()])).toMatchObject({ revision: 0n });
        await trusted.close();
        await expect(open(`esdb://admin:wrong@${at}`)).rejects.toThrow(/refuses access/);
        const plain = `esdb://localhost:${String(secured.port)}?tls=false`;
        await expect(open(plain)).rejects.toThrow(/, which asks for no TLS \(tls=false\)$/);
      } finally {
        await secured.kill();
        await rm(folder, { recursive: true });
      }
    });
  });
});

/** Asks again until it is known. */
async function insist(append: () => Promise<Appended>): Promise<bigint> {
  for (;;) {
    try {
      return (await append()).revision;
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof AppendOutcomeUnknownError || error instanceof EventStoreUnavailableError;

/** Ids of all events after a position, until the signal. */
async function follow(
  store: EventStoreDb,
  after: bigint | undefined,
  signal: AbortSignal,
): Promise<string[]> {
  const seen: string[] = [];
  for await (const { events } of store.subscribe({ after, signal })) seen.push(...ids(events));
  return seen;
}

/** Waits until so many more appends were acknowledged. */
async function acknowledgements(acknowledged: ReadonlyMap<string, string[]>, more: number): Promise<void> {
  const count = () => [...acknowledged.values()].reduce((sum, own) => sum + own.length, 0);
  const enough = count() + more;
  while (count() < enough) await new Promise((resolve) => setTimeout(resolve, 5));
}
