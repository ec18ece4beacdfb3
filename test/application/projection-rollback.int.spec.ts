import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ReadModelsUnavailableError } from '../../src/application/ports/read-models.js';
import {
  BuildGoneError,
  BuildServesError,
  RebuildUnderWayError,
} from '../../src/application/runtime/build-refused.js';
import { until } from '../support/until.js';
import { withOverride } from '../support/with-override.js';
import {
  allDocuments,
  append,
  erased,
  type OrderDoc,
  ordersProjection,
  placed,
  rated,
  secondVersion,
} from './projection-fixtures.js';
import { ProjectionSide, reached } from './projection-side.js';

const WAIT_MS = 15_000;

describe('the builds of a projection', () => {
  let side: ProjectionSide;
  beforeEach(async () => (side = await ProjectionSide.open()));
  afterEach(() => side.close());

  const fill = (count = 1_000) =>
    append(side.store, ...Array.from({ length: count }, (_, n) => placed(`ord_${String(n)}`, 'fan_a')));

  const isDropped = (collection: string) =>
    until(
      () => side.models.collections(),
      (collections) => !collections.includes(collection),
    );

  it('serve again as if nothing had been in between, with what came since', async () => {
    await fill();
    const runtime = await side.run();
    expect(await runtime.rebuild('orders')).toBe('served');
    const last = await append(side.store, rated('ord_7'));
    expect(await runtime.rollBack('orders')).toBe('served');
    expect(runtime.collectionOf('orders')).toBe('orders_v1');
    await reached(runtime, last);
    await side.untilStatus(runtime, ({ kept }) => kept?.position === last);
    expect((await side.models.get<OrderDoc>('orders_v1', 'ord_7'))?.doc.ratings).toBe(1);
    expect(await allDocuments(side.models, 'orders_v1')).toEqual(
      await allDocuments(side.models, 'orders_v1_r2'),
    );
    expect(await runtime.rollBack('orders')).toBe('served');
    expect(runtime.collectionOf('orders')).toBe('orders_v1_r2');
  });

  it('stay until they are dropped, through every restart, and are kept up to date', async () => {
    await fill();
    expect(await (await side.run()).rebuild('orders')).toBe('served');
    const runtime = await side.run();
    const last = await append(side.store, rated('ord_7'));
    await side.untilStatus(runtime, ({ kept }) => kept?.position === last);
    await runtime.dropBuild('orders', 'orders_v1');
    expect((await side.statusOf(runtime)).kept).toBeUndefined();
    await isDropped('orders_v1');
    await expect(runtime.rollBack('orders')).rejects.toThrow(BuildGoneError);
  });

  it('are one that serves, one beside it, and one that served: an older one is dropped', async () => {
    await fill();
    const runtime = await side.run();
    for (let times = 0; times < 2; times += 1) expect(await runtime.rebuild('orders')).toBe('served');
    await isDropped('orders_v1');
    expect(await side.models.collections()).toEqual(['orders_v1_r2', 'orders_v1_r3']);
  });

  it('are refused what cannot be', async () => {
    await fill();
    const runtime = await side.run();
    await expect(runtime.rollBack('orders')).rejects.toThrow(BuildGoneError);
    await expect(runtime.dropBuild('orders', 'orders_v1')).rejects.toThrow(BuildServesError);
    await expect(runtime.dropBuild('orders', 'orders_v1_r9')).rejects.toThrow(BuildGoneError);
    await runtime.askRebuild('orders', { eventsPerSecond: 1 });
    await expect(runtime.rebuild('orders')).rejects.toThrow(RebuildUnderWayError);
    await runtime.dropBuild('orders', 'orders_v1_r2');
    await isDropped('orders_v1_r2');
    expect(await runtime.rebuild('orders')).toBe('served');
  });

  it('are built no faster than was asked, and faster once that is asked', async () => {
    await fill(1_500);
    const runtime = await side.run();
    const slowly = runtime.rebuild('orders', { eventsPerSecond: 100 });
    const { rebuild } = await side.untilStatus(runtime, ({ rebuild }) => (rebuild?.eventsTaken ?? 0) > 0);
    expect(rebuild).toMatchObject({ eventsTaken: 500, state: 'building' });
    await runtime.stopRebuild('orders');
    expect(await slowly).toBe('stopped');
    expect(await runtime.rebuild('orders')).toBe('served');
  });

  it('are asked of any instance, and seen by the one that drives them', async () => {
    await fill();
    const driving = await side.runShared('one', true);
    const reading = await side.runShared('other', false);
    await side.untilStatus(driving, ({ state, caughtUp }) => state === 'running' && caughtUp);
    expect(await reading.rebuild('orders')).toBe('served');
    await until(
      () => Promise.resolve(driving.collectionOf('orders')),
      (now) => now === 'orders_v1_r2',
    );
    expect(await reading.rollBack('orders')).toBe('served');
    expect(reading.collectionOf('orders')).toBe('orders_v1');
    await reading.dropBuild('orders', 'orders_v1_r2');
    await isDropped('orders_v1_r2');
    const last = await append(side.store, rated('ord_7'));
    await reached(reading, last);
  });

  it('are seen to though the reply was lost by which they were asked for, or by which they took the name', async () => {
    await fill();
    const { models } = side;
    let lost: number | undefined;
    const runtime = await side.run([ordersProjection], {
      models: withOverride(models, {
        setValue: async (key: string, value: string, expected: string | undefined) => {
          const isSet = await models.setValue(key, value, expected);
          if (!key.startsWith('serving:') || lost === undefined || lost === 2) return isSet;
          lost += 1;
          throw new ReadModelsUnavailableError('the reply was lost');
        },
      }),
    });
    lost = 0;
    await expect(runtime.rebuild('orders')).rejects.toThrow('the reply was lost');
    await side.untilStatus(runtime, ({ collection }) => collection === 'orders_v1_r2');
    expect(lost).toBe(2);
    const last = await append(side.store, rated('ord_7'));
    await reached(runtime, last);
  });

  it('of a release that is taken back go on where they were', async () => {
    const placed = await fill();
    await (await side.run()).waitFor('orders', placed, WAIT_MS);
    const newer = await side.run([secondVersion]);
    const last = await append(side.store, rated('ord_7'));
    await reached(newer, last);
    expect(newer.collectionOf('orders')).toBe('orders_v2');
    const older = await side.run();
    await side.untilStatus(older, ({ collection }) => collection === 'orders_v1');
    expect((await side.statusOf(older)).eventsTaken).toBe(1);
    expect((await side.models.get<OrderDoc>('orders_v1', 'ord_7'))?.doc.ratings).toBe(1);
  });

  it('of another version are dropped before anybody is erased who may be in them', async () => {
    const placed = await fill();
    await (await side.run()).waitFor('orders', placed, WAIT_MS);
    const runtime = await side.run([secondVersion]);
    await side.untilStatus(runtime, ({ kept }) => kept?.collection === 'orders_v1');
    const last = await append(side.store, erased('fan_a'));
    await reached(runtime, last);
    expect(await side.models.collections()).toEqual(['orders_v2']);
    expect((await side.statusOf(runtime)).kept).toBeUndefined();
  });

  it('of another version are not kept where somebody was erased since they stood still', async () => {
    const placed = await fill();
    await (await side.run()).waitFor('orders', placed, WAIT_MS);
    await side.stop();
    const last = await append(side.store, erased('fan_a'));
    const runtime = await side.run([secondVersion]);
    await reached(runtime, last);
    expect((await side.statusOf(runtime)).kept).toBeUndefined();
    await isDropped('orders_v1');
  });
});
