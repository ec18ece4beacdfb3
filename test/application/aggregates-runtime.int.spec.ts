import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fans } from '../../src/application/aggregates.js';
import type { CommandContext } from '../../src/application/command-context.js';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import {
  AppendOutcomeUnknownError,
  type EventStore,
  EventStoreUnavailableError,
} from '../../src/application/ports/event-store.js';
import { AggregatesRuntime } from '../../src/application/runtime/aggregates-runtime.js';
import { RevisionChangedError } from '../../src/application/runtime/outcome.js';
import { DEFAULT_MARKETS } from '../../src/domain/market/terms.js';
import { registerFan } from '../../src/domain/fan/decide.js';
import type { Fan, FanEvent } from '../../src/domain/fan/fan.js';
import type { Market } from '../../src/domain/market/market.js';
import { type FanId, makeId } from '../../src/domain/ids.js';
import { isRejection } from '../../src/domain/rejection.js';
import type { Instant } from '../../src/domain/time.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { realRandom } from '../support/real-random.js';
import { until } from '../support/until.js';
import { withOverride } from '../support/with-override.js';

const uuid = () => realRandom.uuid();

const openMarket: Market = {
  versions: [{ version: 1, effectiveFrom: '2020-01-01T00:00:00.000Z' as Instant, terms: DEFAULT_MARKETS.TR }],
};

describe('running commands', () => {
  let dataDir: string;
  let store: EmbeddedEventStore;
  let fanId: FanId;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'shoutouts-'));
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    fanId = makeId('fan', uuid());
  });

  afterEach(async () => {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const instance = (on: EventStore = store) =>
    new AggregatesRuntime(on, shoutoutsCodec(new MemorySubjectKeys()), realClock, realRandom);

  const context = (more: Partial<CommandContext> = {}): CommandContext => ({
    commandId: uuid(),
    correlationId: uuid(),
    causationId: uuid(),
    actor: { role: 'fan', id: fanId },
    source: 'rest',
    ...more,
  });

  const register = (fan: Fan, now: Instant) =>
    registerFan(fan, { fanId, name: 'Deniz', market: 'TR', residence: openMarket, now });

  /** An event although the fan is registered, as a command would make that changes what is there. */
  const again = (_fan: Fan, now: Instant): readonly FanEvent[] => [
    { type: 'FanRegistered', data: { fanId, name: 'Deniz', market: 'AE', registeredAt: now } },
  ];

  /** The same, decided otherwise: at another moment. */
  const elsewhere = (): readonly FanEvent[] => [
    { type: 'FanRegistered', data: { fanId, name: 'Deniz', market: 'SA', registeredAt: realClock.now() } },
  ];

  const events = () => store.readStream(`fan-${fanId}`);

  it('answers a repeated command as the first time, and writes nothing', async () => {
    const aggregates = instance();
    const command = context();
    const first = await aggregates.execute(fans, fanId, command, register);
    await aggregates.execute(fans, fanId, context(), again);
    expect(await aggregates.execute(fans, fanId, command, register)).toEqual(first);
    expect(await events()).toHaveLength(2);
  });

  it('recognises a repeated command after a restart', async () => {
    const command = context();
    const first = await instance().execute(fans, fanId, command, register);
    expect(await instance().execute(fans, fanId, command, register)).toEqual(first);
  });

  it('decides anew when another instance was faster', async () => {
    const [one, other] = [instance(), instance()];
    await one.execute(fans, fanId, context(), register);
    await other.load(fans, fanId);
    await one.execute(fans, fanId, context(), again);
    const outcome = await other.execute(fans, fanId, context(), again);
    expect(outcome).toMatchObject({ revision: 2n });
  });

  it('never refuses on what it remembers: another instance may have changed it', async () => {
    const [one, other] = [instance(), instance()];
    await other.load(fans, fanId);
    await one.execute(fans, fanId, context(), register);
    const onlyRegistered = (fan: Fan, now: Instant) =>
      fan.status === 'unknown' ? registerFan(fan, { ...closed, fanId, now }) : again(fan, now);
    const outcome = await other.execute(fans, fanId, context(), onlyRegistered);
    expect(isRejection(outcome)).toBe(false);
  });

  it('answers what another instance made of the same command while the append was on its way', async () => {
    const command = context();
    const one = instance();
    const other = instance(overtaken(store, () => one.execute(fans, fanId, command, elsewhere)));
    await one.execute(fans, fanId, context(), register);
    await other.load(fans, fanId);
    const outcome = await other.execute(fans, fanId, command, again);
    expect(await events()).toHaveLength(2);
    expect(outcome).toMatchObject({ revision: 1n });
    expect(await other.load(fans, fanId)).toMatchObject({ state: { market: 'SA' } });
  });

  it('lets exactly one of fifty at once through that expect the same revision', async () => {
    const aggregates = instance();
    await aggregates.execute(fans, fanId, context(), register);
    const attempts = Array.from({ length: 50 }, () =>
      aggregates.execute(fans, fanId, context({ expectedRevision: 0n }), again),
    );
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of settled)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(RevisionChangedError);
  });

  it('writes once when the reply to the append is lost', async () => {
    const losing = losingReplies(store, 2);
    const outcome = await instance(losing).execute(fans, fanId, context(), register);
    expect(outcome).toMatchObject({ revision: 0n });
    expect(await events()).toHaveLength(1);
  });

  it('tells the caller when it cannot find out, and the repeated command finds its events', async () => {
    const command = context();
    await expect(
      instance(losingReplies(store, 100)).execute(fans, fanId, command, register),
    ).rejects.toBeInstanceOf(AppendOutcomeUnknownError);
    const outcome = await instance().execute(fans, fanId, command, register);
    expect(outcome).toMatchObject({ revision: 0n });
    expect(await events()).toHaveLength(1);
  });

  it('never shows a state that is older than what the log has already', async () => {
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const aggregates = instance(holdingReplies(store, held));
    const running = aggregates.execute(fans, fanId, context(), register);
    await until(events, ({ length }) => length === 1);
    const looking = aggregates.load(fans, fanId);
    answer();
    expect(await looking).toMatchObject({ revision: 0n, state: { status: 'registered' } });
    await running;
    const next = aggregates.execute(fans, fanId, context(), again);
    await until(events, ({ length }) => length === 2);
    expect(await aggregates.load(fans, fanId)).toMatchObject({ revision: 1n });
    await next;
  });

  describe('begun', () => {
    it('is not looked for, and is remembered', async () => {
      const reads: string[] = [];
      const aggregates = instance(watchingReads(store, reads));
      const outcome = await aggregates.begin(fans, fanId, context(), register);
      expect(outcome).toMatchObject({ revision: 0n });
      expect(await aggregates.load(fans, fanId)).toMatchObject({ state: { status: 'registered' } });
      expect(reads).toEqual([]);
    });

    it('is decided on what is there, where there is something', async () => {
      await instance().execute(fans, fanId, context(), register);
      const outcome = await instance().begin(fans, fanId, context(), again);
      expect(outcome).toMatchObject({ revision: 1n });
    });

    it('is refused only after a look', async () => {
      await instance().execute(fans, fanId, context(), register);
      const onlyRegistered = (fan: Fan, now: Instant) =>
        fan.status === 'unknown' ? registerFan(fan, { ...closed, fanId, now }) : again(fan, now);
      expect(isRejection(await instance().begin(fans, fanId, context(), onlyRegistered))).toBe(false);
    });

    it('is, repeated after a restart, what was written then and not what would be decided now', async () => {
      const command = context();
      const first = await instance().begin(fans, fanId, command, register);
      await instance().execute(fans, fanId, context(), again);
      const restarted = instance();
      const elsewhere = (fan: Fan, now: Instant) =>
        registerFan(fan, { fanId, name: 'Deniz', market: 'SA', residence: openMarket, now });
      expect(await restarted.begin(fans, fanId, command, elsewhere)).toEqual(first);
      expect(await restarted.load(fans, fanId)).toMatchObject({ revision: 1n, state: { market: 'AE' } });
    });

    it('is what a killed process wrote, where that arrives at the server only now', async () => {
      const command = context();
      const isArrived = () => events().then(({ length }) => length > 0);
      const server = withOverride<EventStore>(store, {
        append: async (...sent) => {
          if (!(await isArrived())) await instance().begin(fans, fanId, command, register);
          return store.append(...sent);
        },
      });
      const aggregates = instance(server);
      const elsewhere = (fan: Fan, now: Instant) =>
        registerFan(fan, { fanId, name: 'Deniz', market: 'SA', residence: openMarket, now });
      expect(await aggregates.begin(fans, fanId, command, elsewhere)).toMatchObject({ revision: 0n });
      expect(await aggregates.load(fans, fanId)).toMatchObject({ state: { market: 'TR' } });
    });

    it('is looked at when an append to it may have been written', async () => {
      const command = context();
      const losing = instance(losingReplies(store, 4));
      await expect(losing.begin(fans, fanId, command, register)).rejects.toBeInstanceOf(
        AppendOutcomeUnknownError,
      );
      const elsewhere = (fan: Fan, now: Instant) =>
        registerFan(fan, { fanId, name: 'Deniz', market: 'SA', residence: openMarket, now });
      expect(await losing.begin(fans, fanId, command, elsewhere)).toMatchObject({ revision: 0n });
      expect(await losing.load(fans, fanId)).toMatchObject({ state: { market: 'TR' } });
    });

    it('is not looked at when an append to it was certainly not written', async () => {
      const reads: string[] = [];
      let isAway = true;
      const aggregates = instance(
        withOverride(watchingReads(store, reads), {
          append: (...args) =>
            isAway ? Promise.reject(new EventStoreUnavailableError('away')) : store.append(...args),
        }),
      );
      const command = context();
      await expect(aggregates.begin(fans, fanId, command, register)).rejects.toBeInstanceOf(
        EventStoreUnavailableError,
      );
      isAway = false;
      expect(await aggregates.begin(fans, fanId, command, register)).toMatchObject({ revision: 0n });
      expect(reads).toEqual([]);
    });
  });
});

const closed = { name: 'Deniz', market: 'FR', residence: { versions: [] } };

/** The store, but so many replies to appends are lost after the write. */
function losingReplies(store: EventStore, replies: number): EventStore {
  let left = replies;
  return withOverride(store, {
    append: async (...args) => {
      const appended = await store.append(...args);
      left -= 1;
      if (left >= 0) throw new AppendOutcomeUnknownError('the reply was lost');
      return appended;
    },
  });
}

/** The store, but something is done before the first append reaches it. */
function overtaken(store: EventStore, by: () => Promise<unknown>): EventStore {
  let isOvertaken = false;
  return withOverride(store, {
    append: async (...args) => {
      if (!isOvertaken) {
        isOvertaken = true;
        await by();
      }
      return store.append(...args);
    },
  });
}

/** The store, but it answers appends only after something, and later than the log shows them. */
function holdingReplies(store: EventStore, after: Promise<void>): EventStore {
  return withOverride(store, {
    append: async (...args) => {
      const appended = await store.append(...args);
      await after;
      await until(
        () => store.readStream(args[0]),
        ({ length }) => BigInt(length) > appended.revision,
      );
      return appended;
    },
  });
}

/** The store, and which streams were read. */
function watchingReads(store: EventStore, reads: string[]): EventStore {
  return withOverride(store, {
    readStream: (...args) => {
      reads.push(args[0]);
      return store.readStream(...args);
    },
  });
}
