import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { JsonObject, Position } from '../../src/application/ports/event-store.js';
import type { CheckpointWrite, GuardedWrite } from '../../src/application/ports/read-models.js';
import { RebuildUnderWayError } from '../../src/application/runtime/build-refused.js';
import { LIMITS } from '../../src/application/runtime/limits.js';
import type { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { PositionBeyondLogError } from '../../src/application/runtime/read-model-behind.js';
import { until } from '../support/until.js';
import { withOverride } from '../support/with-override.js';
import {
  allDocuments,
  append,
  erased,
  fanCountsProjection,
  ordersProjection,
  placed,
  rated,
} from './projection-fixtures.js';
import { ProjectionSide, reached } from './projection-side.js';

const WAIT_MS = 15_000;
const ORDERS = 2_500;

describe('a build that is compared with what serves', () => {
  let side: ProjectionSide;
  let last: Position;
  beforeEach(async () => {
    side = await ProjectionSide.open();
    for (let n = 0; n < ORDERS; n += 500)
      last = await append(
        side.store,
        ...Array.from({ length: 500 }, (_, k) => placed(`ord_${String(n + k)}`, 'fan_a')),
      );
  });
  afterEach(() => side.close());

  const serving = async (): Promise<ProjectionRuntime> => {
    const runtime = await side.run();
    await reached(runtime, last);
    return runtime;
  };

  /** As a fault would have left it: written past the rules, at the position of its last event. */
  const damage = async (id: string, change: object | null): Promise<void> => {
    const found = await side.models.get('orders_v1', id);
    const doc = change === null ? null : { ...found?.doc, ...change };
    await side.models.write('orders_v1', [{ id, doc, position: last + 1n }]);
  };

  it('is told to be the same, and takes the name', async () => {
    const runtime = await serving();
    expect(await runtime.rebuild('orders')).toBe('served');
    expect((await side.statusOf(runtime)).checked).toEqual({
      collection: 'orders_v1_r2',
      purpose: 'serve',
      position: String(last),
      documents: ORDERS,
      comparison: {
        ...{ with: 'orders_v1', served: ORDERS, differing: 0, isComplete: true, samples: [] },
      },
    });
  });

  it('tells what keeps it from its end, and comes to it once that is gone', async () => {
    let isAway = true;
    const models = withOverride(side.models, {
      count: (collection, filter) =>
        isAway
          ? Promise.reject(new Error('a document of it cannot be read'))
          : side.models.count(collection, filter),
    });
    const runtime = await side.run([ordersProjection], { models });
    await reached(runtime, last);
    const outcome = runtime.rebuild('orders');
    const { rebuild } = await side.untilStatus(runtime, (now) => now.rebuild?.trouble !== undefined);
    expect(rebuild?.trouble?.reason).toContain('a document of it cannot be read');
    isAway = false;
    expect(await outcome).toBe('served');
    await side.untilStatus(runtime, (now) => now.trouble === undefined);
  });

  it('is told what differs: what was changed, lost and made up; of what is personal, only that it differs', async () => {
    const runtime = await serving();
    await damage('ord_7', { ratings: 99, brief: 'of somebody else' });
    await damage('ord_8', null);
    await damage('ord_never', { orderId: 'ord_never' });
    await damage('ord_nor', { orderId: 'ord_nor' });
    expect(await runtime.rebuild('orders', { isDryRun: true })).toBe('compared');
    expect(runtime.collectionOf('orders')).toBe('orders_v1');
    const { rebuild } = await side.untilStatus(runtime, (now) => now.rebuild?.check?.digest !== undefined);
    expect(rebuild).toMatchObject({ state: 'compared', purpose: 'compare', collection: 'orders_v1_r2' });
    expect(rebuild?.check?.comparison).toMatchObject({ served: ORDERS + 1, differing: 4, isComplete: true });
    expect(
      [...(rebuild?.check?.comparison?.samples ?? [])].sort((one, other) => (one.id < other.id ? -1 : 1)),
    ).toEqual([
      {
        id: 'ord_7',
        in: 'both',
        fields: [{ field: 'brief' }, { field: 'ratings', served: '99', built: '0' }],
      },
      { id: 'ord_8', in: 'built', fields: [] },
      { id: 'ord_never', in: 'served', fields: [] },
      { id: 'ord_nor', in: 'served', fields: [] },
    ]);
  });

  it('that was a dry run takes the name once that is asked, from where it stood', async () => {
    const runtime = await serving();
    expect(await runtime.rebuild('orders', { isDryRun: true })).toBe('compared');
    const next = await append(side.store, rated('ord_7'));
    expect(await runtime.rebuild('orders')).toBe('served');
    expect(runtime.collectionOf('orders')).toBe('orders_v1_r2');
    await reached(runtime, next);
    expect((await side.statusOf(runtime)).eventsTaken).toBeLessThan(ORDERS);
  });

  it('that was a dry run is dropped where somebody is erased', async () => {
    const runtime = await serving();
    expect(await runtime.rebuild('orders', { isDryRun: true })).toBe('compared');
    const next = await append(side.store, erased('fan_a'));
    await reached(runtime, next);
    expect(await side.models.collections()).toEqual(['orders_v1']);
  });

  it('says that more differs than is counted', async () => {
    const runtime = await serving();
    for (let n = 0; n <= LIMITS.comparedDifferences + 10; n += 1)
      await damage(`ord_${String(n)}`, { ratings: 99 });
    expect(await runtime.rebuild('orders')).toBe('served');
    const { checked } = await side.statusOf(runtime);
    expect(checked?.comparison).toMatchObject({ differing: LIMITS.comparedDifferences, isComplete: false });
    expect(checked?.comparison?.samples).toHaveLength(5);
  });

  it('is compared at one position: what was written after it was looked at is looked at again', async () => {
    let written: Promise<unknown> | undefined;
    const meanwhile = async (runtime: ProjectionRuntime) => {
      const position = await append(side.store, rated('ord_1'), rated('ord_10'));
      await runtime.waitFor('orders', position, WAIT_MS);
      await until(
        () => side.models.checkpoint('orders_v1_r2'),
        (reached) => reached === position,
      );
    };
    const runtime = await side.run([ordersProjection], {
      models: withOverride(side.models, {
        getMany: async <Doc extends JsonObject>(collection: string, ids: readonly string[]) => {
          const found = await side.models.getMany<Doc>(collection, ids);
          // A page of what serves was looked at, and found to be the same.
          if (collection === 'orders_v1' && ids.length === LIMITS.checkedPage)
            await (written ??= meanwhile(runtime));
          return found;
        },
        write: (collection: string, writes: readonly GuardedWrite[], checkpoint?: CheckpointWrite) =>
          side.models.write(
            collection,
            // A fault: what serves loses this one.
            writes.filter(({ id }) => collection !== 'orders_v1' || id !== 'ord_10' || written === undefined),
            checkpoint,
          ),
      }),
    });
    await runtime.waitFor('orders', last, WAIT_MS);
    expect(await runtime.rebuild('orders', { isDryRun: true })).toBe('compared');
    const { rebuild } = await side.statusOf(runtime);
    expect(rebuild?.check?.comparison).toMatchObject({ differing: 1, samples: [{ id: 'ord_10' }] });
  });
});

describe('a read model that is verified', () => {
  let side: ProjectionSide;
  beforeEach(async () => (side = await ProjectionSide.open()));
  afterEach(() => side.close());

  const digestOf = async (collection: string): Promise<string> => {
    const hash = createHash('sha256');
    for (const { id, doc } of await allDocuments(side.models, collection)) {
      const sorted = Object.fromEntries(Object.entries(doc).sort(([one], [other]) => (one < other ? -1 : 1)));
      hash.update(`${JSON.stringify([id, sorted])}\n`);
    }
    return hash.digest('hex');
  };

  it('is built once more, compared, added up, and nothing is left of that', async () => {
    const last = await append(side.store, placed('ord_1', 'fan_a'), placed('ord_2', 'fan_b'), rated('ord_1'));
    const runtime = await side.run();
    const found = await runtime.verify('orders');
    expect(found).toMatchObject({
      ...{ purpose: 'verify', position: String(last), documents: 2 },
      comparison: { served: 2, differing: 0 },
      digest: await digestOf('orders_v1'),
    });
    expect(runtime.collectionOf('orders')).toBe('orders_v1');
    expect((await side.statusOf(runtime)).kept).toBeUndefined();
    await until(
      () => side.models.collections(),
      (collections) => collections.join() === 'orders_v1',
    );
  });

  it('is told as the log made it at a position, whoever is asked, and whenever', async () => {
    const then = await append(side.store, placed('ord_1', 'fan_a'), rated('ord_1'));
    const early = await (await side.run()).verify('orders');
    await append(side.store, rated('ord_1'), placed('ord_2', 'fan_a'));
    const other = await ProjectionSide.open();
    for (const { events } of [{ events: await side.store.readAll({ limit: 100 }) }])
      for (const { stream, id, type, data, metadata } of events)
        await other.store.append(stream, 'any', [{ id, type, data, metadata }]);
    for (const each of [side, other]) {
      const found = await (await each.run()).verify('orders', { at: then });
      expect(found).toMatchObject({ position: String(then), documents: 1, digest: early?.digest });
      expect(found?.comparison).toBeUndefined();
    }
    expect((await (await side.run()).verify('orders'))?.digest).not.toBe(early?.digest);
    await other.close();
  });

  it('goes on after a restart, and can be stopped', async () => {
    const placing = Array.from({ length: 1_200 }, (_, n) => placed(`ord_${String(n)}`, 'fan_a'));
    const last = await append(side.store, ...placing);
    const slow = await side.run();
    await slow.askVerify('orders', { eventsPerSecond: 100 });
    await side.untilStatus(slow, ({ rebuild }) => (rebuild?.eventsTaken ?? 0) > 0);
    const again = await side.run();
    expect((await side.statusOf(again)).rebuild).toMatchObject({ purpose: 'verify', state: 'building' });
    await expect(again.rebuild('orders')).rejects.toThrow(RebuildUnderWayError);
    await again.stopRebuild('orders');
    expect((await side.statusOf(again)).rebuild).toBeUndefined();
    expect(await again.verify('orders')).toMatchObject({ position: String(last), documents: 1_200 });
  });

  it('knows no position that the log has not', async () => {
    const last = await append(side.store, placed('ord_1', 'fan_a'));
    const runtime = await side.run([ordersProjection, fanCountsProjection]);
    await expect(runtime.verify('orders', { at: last + 1n })).rejects.toThrow(PositionBeyondLogError);
    const found = await runtime.verify('fan_counts', { at: last });
    expect(found).toMatchObject({ position: String(last), documents: 2 });
  });
});
