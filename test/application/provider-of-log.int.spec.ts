import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import { copyLog } from '../../src/application/log-copy/copy-log.js';
import {
  OtherPaymentProviderError,
  requireProviderOfLog,
} from '../../src/application/payments/provider-of-log.js';
import type { EventStore } from '../../src/application/ports/event-store.js';
import { AggregatesRuntime } from '../../src/application/runtime/aggregates-runtime.js';
import { AMONG_OTHERS } from '../../src/application/runtime/remembered-streams.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EventStoreDb } from '../../src/infrastructure/eventstoredb/event-store-db.js';
import { someEvents } from '../contract/event-store/subject.js';
import { EventStoreDbDouble } from '../support/eventstoredb/event-store-db-double.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { realRandom } from '../support/real-random.js';
import { withOverride } from '../support/with-override.js';

const SANDBOX = 'sandbox_1f0c9a3e';
const LIVE = 'stripe_live';
const TEST = 'stripe_test';

describe.each(['embedded', 'EventStoreDB'])('the payment provider of a log (%s)', (engine) => {
  let folder: string;
  let store: EventStore;
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'provider-of-log-'));
    store = engine === 'embedded' ? await embeddedIn('log') : await eventStoreDbIn('log');
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
    await rm(folder, { recursive: true });
  });

  async function embeddedIn(name: string): Promise<EventStore> {
    const opened = await EmbeddedEventStore.open({ dataDir: join(folder, name), clock: realClock });
    closing.push(() => opened.close());
    return opened;
  }

  async function eventStoreDbIn(name: string): Promise<EventStore> {
    const double = await EventStoreDbDouble.start({ dataDir: join(folder, name) });
    closing.push(() => double.kill());
    const opened = await EventStoreDb.open({ url: double.url, clock: realClock, warn: () => undefined });
    closing.push(() => opened.close());
    return opened;
  }

  /** As an instance with this provider starts. */
  const start = (provider: string, log = store): Promise<void> =>
    requireProviderOfLog(
      new AggregatesRuntime(
        log,
        shoutoutsCodec(new MemorySubjectKeys()),
        realClock,
        realRandom,
        AMONG_OTHERS,
      ),
      { provider },
    );

  const chosen = async (): Promise<readonly unknown[]> => {
    const events = await store.readStream('payment_provider-log');
    return events.map(({ data }) => data['provider']);
  };

  it('is the one of the first start, whatever was in the log before', async () => {
    await store.append('order-1', 'no_stream', someEvents(3));
    await start(SANDBOX);
    await start(SANDBOX);
    expect(await chosen()).toEqual([SANDBOX]);
  });

  it.each([
    [SANDBOX, LIVE, /without STRIPE_SECRET_KEY, in the DATA_DIR/],
    [SANDBOX, 'sandbox_77aa0b1c', /without STRIPE_SECRET_KEY, in the DATA_DIR/],
    [TEST, LIVE, /set STRIPE_SECRET_KEY to a key of Stripe's test mode/],
    [LIVE, SANDBOX, /set STRIPE_SECRET_KEY to a key of Stripe's live mode/],
  ])('stays %s when %s is set: the start is refused, and says what to set', async (first, second, advice) => {
    await start(first);
    const refusal: unknown = await start(second).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(OtherPaymentProviderError);
    expect(String(refusal)).toMatch(advice);
    expect(String(refusal)).toContain(`made with ${first}, and this start would make them with ${second}`);
    expect(await chosen()).toEqual([first]);
    await start(first);
  });

  it('is one of two that start at once with different ones; the other start is refused', async () => {
    const together = readingAtOnce(store, 2);
    const starts = await Promise.allSettled([start(SANDBOX, together), start(TEST, together)]);
    const refused = starts.findIndex(({ status }) => status === 'rejected');
    expect(starts[refused]).toMatchObject({ reason: expect.any(OtherPaymentProviderError) as unknown });
    expect(starts[1 - refused]?.status).toBe('fulfilled');
    expect(await chosen()).toEqual([refused === 0 ? TEST : SANDBOX]);
  });

  it('is chosen once by several that start at once with the same', async () => {
    const together = readingAtOnce(store, 3);
    await Promise.all([start(LIVE, together), start(LIVE, together), start(LIVE, together)]);
    expect(await chosen()).toEqual([LIVE]);
  });

  it('comes along to a copy of the log', async () => {
    await start(LIVE);
    const copy = engine === 'embedded' ? await eventStoreDbIn('copy') : await embeddedIn('copy');
    await copyLog({
      ...{ from: store, to: copy, clock: realClock, signal: new AbortController().signal },
      ...{ warn: () => undefined, progress: () => undefined },
    });
    await start(LIVE, copy);
    await expect(start(SANDBOX, copy)).rejects.toThrow(OtherPaymentProviderError);
  });
});

/** The same log, of which as many read a stream the first time before any of them is answered: none sees another's choice. */
function readingAtOnce(store: EventStore, readers: number): EventStore {
  let waiting = 0;
  let release: () => void = () => undefined;
  const allThere = new Promise<void>((resolve) => (release = resolve));
  const readStream = async (...args: Parameters<EventStore['readStream']>) => {
    const events = await store.readStream(...args);
    waiting += 1;
    if (waiting === readers) release();
    await allThere;
    return events;
  };
  return withOverride(store, { readStream });
}
