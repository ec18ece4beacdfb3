import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoppedError } from '../../src/application/log-copy/compare-logs.js';
import {
  checkCopy,
  copyLog,
  type CopyProgress,
  type LogCopy,
  LogsDifferError,
} from '../../src/application/log-copy/copy-log.js';
import { contentOf } from '../../src/application/log-copy/log-digest.js';
import { type EventStore, WrongExpectedRevisionError } from '../../src/application/ports/event-store.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EventStoreDb } from '../../src/infrastructure/eventstoredb/event-store-db.js';
import { someEvent, someEvents } from '../contract/event-store/subject.js';
import { EventStoreDbDouble } from '../support/eventstoredb/event-store-db-double.js';
import { realClock } from '../support/real-clock.js';

const STREAMS = 7;

describe('a copy of the log', () => {
  let folder: string;
  let double: EventStoreDbDouble;
  let embedded: EventStore;
  let eventStoreDb: EventStore;
  const opened: EventStore[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-copy-'));
    double = await EventStoreDbDouble.start({ dataDir: join(folder, 'double') });
    embedded = await embeddedIn('first');
    eventStoreDb = await EventStoreDb.open({ url: double.url, clock: realClock, warn: () => undefined });
    opened.push(eventStoreDb);
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await double.kill();
    await rm(folder, { recursive: true });
  });

  async function embeddedIn(name: string): Promise<EventStore> {
    const store = await EmbeddedEventStore.open({ dataDir: join(folder, name), clock: realClock });
    opened.push(store);
    return store;
  }

  /** Streams in turns, now one event at a time and now several, as commands append them. */
  async function write(store: EventStore, appends: number): Promise<void> {
    const heads = new Map<string, bigint>();
    for (let n = 0; n < appends; n += 1) {
      const stream = `order-${String((n * n) % STREAMS)}`;
      const { revision } = await store.append(
        stream,
        heads.get(stream) ?? 'no_stream',
        someEvents(1 + (n % 3)),
      );
      heads.set(stream, revision);
    }
  }

  const copyOf = (from: EventStore, to: EventStore, more: Partial<LogCopy> = {}): LogCopy => ({
    ...{ from, to, clock: realClock, signal: new AbortController().signal },
    warn: () => undefined,
    progress: () => undefined,
    ...more,
  });

  const contents = async (store: EventStore): Promise<readonly string[]> =>
    (await store.readAll({ limit: 100_000 })).map(contentOf);

  it('has the same events in the same order, in EventStoreDB and back again', async () => {
    await write(embedded, 150);
    const there = await copyLog(copyOf(embedded, eventStoreDb));
    expect(there).toMatchObject({ events: 300, found: 0 });
    expect(await contents(eventStoreDb)).toEqual(await contents(embedded));
    expect(there.lastPosition).toEqual({
      from: await embedded.lastPosition(),
      to: await eventStoreDb.lastPosition(),
    });

    const again = await embeddedIn('second');
    const back = await copyLog(copyOf(eventStoreDb, again));
    expect(back.digest).toBe(there.digest);
    expect(await contents(again)).toEqual(await contents(embedded));
  });

  it('goes on where it was, and copies what came since then', async () => {
    await write(embedded, 40);
    await copyLog(copyOf(embedded, eventStoreDb));
    await embedded.append('fan-1', 'no_stream', someEvents(3));
    await embedded.append('fan-2', 'no_stream', [someEvent()]);
    const { events, found } = await copyLog(copyOf(embedded, eventStoreDb));
    expect(events - found).toBe(4);
    expect(await contents(eventStoreDb)).toEqual(await contents(embedded));
  });

  it('stops between two appends when it is told to, and goes on later', async () => {
    await write(embedded, 80);
    const stop = new AbortController();
    const progress = ({ doing, events }: CopyProgress) => {
      if (doing === 'copying' && events > 60) stop.abort();
    };
    await expect(copyLog(copyOf(embedded, eventStoreDb, { signal: stop.signal, progress }))).rejects.toThrow(
      StoppedError,
    );
    const copied = (await contents(eventStoreDb)).length;
    expect(copied).toBeGreaterThan(60);
    expect(copied).toBeLessThan(70);
    expect(await copyLog(copyOf(embedded, eventStoreDb))).toMatchObject({ found: copied });
  });

  it('is written once, though replies are lost on the way', async () => {
    await write(embedded, 30);
    await double.ask({ set: { repliesLost: 3, timeouts: 2 } });
    expect(await copyLog(copyOf(embedded, eventStoreDb))).toMatchObject({ found: 0 });
    expect(await contents(eventStoreDb)).toEqual(await contents(embedded));
  });

  it('waits for a server that starts again', async () => {
    await write(embedded, 80);
    const warnings: string[] = [];
    let restarted: Promise<void> | undefined;
    const progress = ({ doing, events }: CopyProgress) => {
      if (doing === 'copying' && events > 50) restarted ??= double.kill().then(() => double.start());
    };
    const warn = (message: string) => void warnings.push(message);
    await copyLog(copyOf(embedded, eventStoreDb, { progress, warn }));
    await restarted;
    expect(await contents(eventStoreDb)).toEqual(await contents(embedded));
  });

  it('takes a run of large events in parts', async () => {
    const large = someEvents(5).map((event) => ({ ...event, data: { text: 'ğ'.repeat(200_000) } }));
    for (const [n, event] of large.entries())
      await embedded.append('order-1', n === 0 ? 'no_stream' : BigInt(n - 1), [event]);
    await copyLog(copyOf(embedded, eventStoreDb));
    expect(await contents(eventStoreDb)).toEqual(await contents(embedded));
  });

  describe('is refused, and nothing is written,', () => {
    const refusal = async (from: EventStore, to: EventStore): Promise<LogsDifferError> => {
      const before = await contents(to);
      const error = await copyLog(copyOf(from, to)).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(LogsDifferError);
      expect(await contents(to)).toEqual(before);
      return error as LogsDifferError;
    };

    it('where something else is', async () => {
      await write(embedded, 10);
      const other = someEvent();
      await eventStoreDb.append('diary-1', 'no_stream', [other]);
      const { sharedEvents, first } = await refusal(embedded, eventStoreDb);
      expect([sharedEvents, first.to?.id]).toEqual([0, other.id]);
    });

    it('where the beginning is the same and then something else comes', async () => {
      await write(embedded, 10);
      await copyLog(copyOf(embedded, eventStoreDb));
      const other = someEvent();
      await eventStoreDb.append('diary-1', 'no_stream', [other]);
      expect((await refusal(embedded, eventStoreDb)).message).toContain(other.id);
    });

    it.each([
      ['data', { data: { n: 1 } }],
      ['metadata', { metadata: { m: 1 } }],
      ['type', { type: 'Other' }],
    ])('where an event has other %s', async (_what, change) => {
      const event = someEvent();
      await embedded.append('order-1', 'no_stream', [event]);
      await eventStoreDb.append('order-1', 'no_stream', [{ ...event, ...change }]);
      expect((await refusal(embedded, eventStoreDb)).first.to?.id).toBe(event.id);
    });
  });

  it('is refused where somebody writes into one of its streams meanwhile', async () => {
    await write(embedded, 80);
    let intrusion: Promise<unknown> | undefined;
    const progress = ({ doing, events }: CopyProgress) => {
      if (doing === 'copying' && events > 50)
        intrusion ??= eventStoreDb.append('order-1', 'any', [someEvent()]);
    };
    const copied = copyLog(copyOf(embedded, eventStoreDb, { progress }));
    await expect(copied).rejects.toThrow(WrongExpectedRevisionError);
    await intrusion;
  });

  it('is not said to be one where somebody wrote into another stream meanwhile', async () => {
    await write(embedded, 80);
    const intruder = someEvent();
    let intrusion: Promise<unknown> | undefined;
    const progress = ({ doing, events }: CopyProgress) => {
      if (doing === 'copying' && events > 50) intrusion ??= eventStoreDb.append('diary-1', 'any', [intruder]);
    };
    const copied = copyLog(copyOf(embedded, eventStoreDb, { progress }));
    await expect(copied).rejects.toThrow(intruder.id);
    await intrusion;
  });

  it('is compared without being changed', async () => {
    await write(embedded, 20);
    await copyLog(copyOf(embedded, eventStoreDb));
    expect(await checkCopy(copyOf(embedded, eventStoreDb))).toMatchObject({ events: 39 });
    const more = someEvent();
    await embedded.append('fan-1', 'no_stream', [more]);
    await expect(checkCopy(copyOf(embedded, eventStoreDb))).rejects.toThrow(more.id);
    expect(await contents(eventStoreDb)).toHaveLength(39);
  });
});
