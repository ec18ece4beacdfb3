import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SEALED_EVENTS, shoutoutsCodec } from '../../src/application/events/event-codec.js';
import { AuditedElsewhereError, auditBatch } from '../../src/application/finance/audit-batch.js';
import { MoneyAudit } from '../../src/application/finance/money-audit.js';
import { MoneyWatch } from '../../src/application/finance/money-watch.js';
import { MONEY_RULES_COLLECTION, type StoredBreak } from '../../src/application/finance/stored-notes.js';
import { type ReadModels, ReadModelsUnavailableError } from '../../src/application/ports/read-models.js';
import { plusMs } from '../../src/domain/time.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { payoutStory } from '../domain/money-rules/any-payout-story.js';
import { namedIn } from '../domain/money-rules/books-of.js';
import { KEPT, OUTCOME_BREAKS } from '../domain/money-rules/outcome-breaks.js';
import { RESERVATION_BREAKS } from '../domain/money-rules/reservation-breaks.js';
import { ofOrder, type Told } from '../domain/money-rules/told.js';
import { DELIVERED_ORDER } from '../domain/order/story.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { realRandom } from '../support/real-random.js';
import { until } from '../support/until.js';
import { withOverride } from '../support/with-override.js';
import { quietLog } from './projection-fixtures.js';
import { someContext } from './read-side.js';

const { name: COLLECTION } = MONEY_RULES_COLLECTION;

/** Of stories that know nothing of each other: the ids of each are its own. */
const apart = (stories: readonly (readonly Told[])[]): readonly Told[] =>
  stories.flatMap((told, n) =>
    told.map((one) => {
      const text = JSON.stringify(one, (_key, value: unknown) =>
        typeof value === 'bigint' ? `${value.toString()}n` : value,
      ).replaceAll(/\b(ord|cre|pay|run|dst)_([\w-]+)/g, `$1_${String(n)}_$2`);
      return JSON.parse(text, (_key, value: unknown) =>
        typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
      ) as Told;
    }),
  );

describe('the watch over the money rules', () => {
  let dataDir: string;
  let store: EmbeddedEventStore;
  let models: EmbeddedReadModels;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'money-watch-'));
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
  });
  afterEach(async () => {
    await Promise.all([store.close(), models.close()]);
    await rm(dataDir, { recursive: true });
  });

  async function record(told: readonly Told[]): Promise<void> {
    const codec = shoutoutsCodec(new MemorySubjectKeys());
    for (const [streamId, event, by = namedIn(event)] of told) {
      const context = { ...someContext(), actor: { role: 'finance', id: by } as const };
      await store.append(`of-${streamId}`, 'any', await codec.encode([event], context, realRandom));
    }
  }

  const watchOver = (over: ReadModels, clock = realClock): MoneyWatch =>
    new MoneyWatch({ store, models: over, clock, log: quietLog, leases: undefined });

  async function caughtUp(watch: MoneyWatch): Promise<void> {
    const end = await store.lastPosition();
    await until(
      () => Promise.resolve(watch.status()),
      ({ position }) => position !== undefined && end !== undefined && position >= end,
    );
  }

  async function watchToTheEnd(over: ReadModels = models): Promise<void> {
    const watch = watchOver(over);
    watch.start();
    await caughtUp(watch);
    await watch.stop();
  }

  async function found(): Promise<readonly string[]> {
    const { documents } = await models.find<StoredBreak>(COLLECTION, {
      filter: { rule: { gte: '' } },
      limit: 1_000,
    });
    return documents.map(({ doc }) => `${doc.position} ${doc.rule} ${doc.about} ${doc.id}`).sort();
  }

  async function foundInMemory(): Promise<readonly string[]> {
    const audit = new MoneyAudit();
    const events = await SEALED_EVENTS.decode(await store.readAll({ limit: 100_000 }), 'left sealed');
    return events
      .flatMap((event) => audit.take(event))
      .map(({ rule, subject, position }) => `${String(position)} ${rule} ${subject.of} ${subject.id}`)
      .sort();
  }

  const BROKEN = apart([...RESERVATION_BREAKS, ...OUTCOME_BREAKS].map(([, , told]) => told));

  it('finds nothing where all is well, and all that a check finds where it is not', async () => {
    const stories = fc.sample(payoutStory, { numRuns: 20, seed: 1 });
    await record(apart([...stories, ...KEPT.map(([, told]) => told)]));
    await watchToTheEnd();
    expect(await found()).toEqual([]);

    await record(BROKEN);
    await watchToTheEnd();
    expect(await found()).toEqual(await foundInMemory());
    expect((await found()).length).toBeGreaterThan(OUTCOME_BREAKS.length);
  });

  it('goes on where it was after each restart', async () => {
    const half = BROKEN.length / 2;
    await record(BROKEN.slice(0, half));
    await watchToTheEnd();
    await record(BROKEN.slice(half));
    await watchToTheEnd();
    expect(await found()).toEqual(await foundInMemory());
  });

  it('goes on from what is there when the store has lost what it had acknowledged', async () => {
    const half = BROKEN.length / 2;
    await record(BROKEN.slice(0, half));
    let lose = (): void => undefined;
    const onLoss: ReadModels['onLoss'] = (listener) => {
      lose = listener;
      return () => undefined;
    };
    const watch = watchOver(withOverride<ReadModels>(models, { onLoss }));
    watch.start();
    await caughtUp(watch);
    await models.dropCollection(COLLECTION);
    await models.forgetCheckpoint(COLLECTION);
    await models.ensureCollection(MONEY_RULES_COLLECTION);
    lose();
    await record(BROKEN.slice(half));
    const expected = await foundInMemory();
    await until(found, (them) => them.length >= expected.length);
    await watch.stop();
    expect(await found()).toEqual(expected);
  });

  it('writes to the end what was written in part, before it audits anything else', async () => {
    // As many as make five batches: after each fault the watch waits a while.
    await record(BROKEN.slice(0, 500));
    let failures = 0;
    /** As a store without transactions: every second time, half of it, and no checkpoint. */
    const inParts = withOverride<ReadModels>(models, {
      write: async (collection, writes, checkpoint) => {
        if (checkpoint === undefined || writes.length < 2 || failures++ % 2 === 1)
          return models.write(collection, writes, checkpoint);
        await models.write(collection, writes.slice(0, writes.length / 2));
        throw new ReadModelsUnavailableError('the connection was lost');
      },
    });
    await watchToTheEnd(inParts);
    expect(failures).toBeGreaterThan(4);
    expect(await found()).toEqual(await foundInMemory());
  });

  it('audits nothing by notes that somebody else has taken further', async () => {
    await record(BROKEN);
    await watchToTheEnd();
    const events = await SEALED_EVENTS.decode(await store.readAll({ limit: 10 }), 'left sealed');
    await expect(auditBatch(models, COLLECTION, events)).rejects.toBeInstanceOf(AuditedElsewhereError);
  });

  it('counts what is left of orders an hour after they were over, and each broken rule from 0 on', async () => {
    await record(ofOrder('ord_1', DELIVERED_ORDER));
    const watch = watchOver(models);
    watch.start();
    await caughtUp(watch);
    expect((await watch.brokenByRule()).get('run_by_two')).toBe(0);
    await watch.stop();
    const at = someContext().at;
    for (const [ms, left] of [
      [3_600_000, 0],
      [3_600_001, 1],
    ] as const) {
      const clock = withOverride(realClock, { now: () => plusMs(at, ms) });
      expect((await watchOver(models, clock).brokenByRule()).get('nothing_left')).toBe(left);
    }
  });

  it('begins anew where the rules have changed since', async () => {
    await models.ensureCollection({ ...MONEY_RULES_COLLECTION, name: 'money_rules_v0' });
    await record(BROKEN.slice(0, 50));
    await watchToTheEnd();
    expect(await models.collections()).toEqual([COLLECTION]);
  });
});
