import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fans } from '../../src/application/aggregates.js';
import type { CommandContext } from '../../src/application/command-context.js';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import {
  type Appended,
  AppendOutcomeUnknownError,
  type ExpectedRevision,
  type NewEvent,
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
import { UuidV7 } from '../../src/infrastructure/clock/uuid-v7.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';

const uuid = () => new UuidV7().uuid();

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

  const instance = (on = store) =>
    new AggregatesRuntime(on, shoutoutsCodec(new MemorySubjectKeys()), realClock);

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
});

const closed = { name: 'Deniz', market: 'FR', residence: { versions: [] } };

/** The store, but so many replies to appends are lost after the write. */
function losingReplies(store: EmbeddedEventStore, replies: number): EmbeddedEventStore {
  let left = replies;
  return new Proxy(store, {
    get(target, property) {
      if (property !== 'append') {
        const value: unknown = Reflect.get(target, property, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      }
      return async (
        stream: string,
        expected: ExpectedRevision,
        events: readonly NewEvent[],
      ): Promise<Appended> => {
        const appended = await target.append(stream, expected, events);
        left -= 1;
        if (left >= 0) throw new AppendOutcomeUnknownError('the reply was lost');
        return appended;
      };
    },
  });
}
