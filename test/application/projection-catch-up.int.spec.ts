import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CatchUp,
  type CatchUpHooks,
  CatchUpLostError,
  type CatchUps,
} from '../../src/application/ports/catch-ups.js';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import { NO_TELEMETRY } from '../../src/application/ports/telemetry.js';
import { catchUp } from '../../src/application/runtime/catch-up.js';
import { LIMITS } from '../../src/application/runtime/limits.js';
import { Scrubs } from '../../src/application/runtime/projection-scrubs.js';
import { realClock } from '../support/real-clock.js';
import { until } from '../support/until.js';
import { withOverride } from '../support/with-override.js';
import {
  allDocuments,
  append,
  erased,
  ordersProjection,
  placed,
  plainCodec,
  quietLog,
  rated,
} from './projection-fixtures.js';
import { ProjectionSide, reached } from './projection-side.js';

const WAIT_MS = 15_000;

describe('a read model that is far behind', () => {
  let side: ProjectionSide;
  const told: CatchUp[] = [];

  beforeEach(async () => {
    side = await ProjectionSide.open();
    told.length = 0;
    // Some batches of one stream, and then some.
    for (let n = 0; n < ORDERS; n += 100)
      await append(
        side.store,
        ...Array.from({ length: 100 }, (_, at) => placed(`ord_${String(n + at)}`, `fan_${String(at % 7)}`)),
        ...Array.from({ length: 100 }, (_, at) => rated(`ord_${String(n + at)}`)),
      );
  });

  afterEach(() => side.close());

  /** Does what the thread does, here, and lets the test come in between. */
  const catchUps = (
    before: (order: CatchUp, hooks: CatchUpHooks, signal: AbortSignal) => Promise<void> = () =>
      Promise.resolve(),
  ): CatchUps => ({
    afterBatches: 2,
    run: async (order, hooks, signal) => {
      told.push(order);
      await before(order, hooks, signal);
      const { store, models } = side;
      const scrubs = new Scrubs(models, realClock);
      const parts = { store, models, scrubs, clock: realClock, log: quietLog, telemetry: NO_TELEMETRY };
      await catchUp({ ...parts, codec: plainCodec }, [ordersProjection], order, hooks, signal);
    },
  });

  const documentsOf = async (collection: string) =>
    (await allDocuments(side.models, collection)).map(({ id, doc }) => [id, doc] as const);

  it('catches up apart after some batches, and follows the log here from there', async () => {
    const end = (await side.store.lastPosition()) ?? 0n;
    const runtime = await side.run([ordersProjection], { catchUps: catchUps() });
    await reached(runtime, end);
    expect(told).toEqual([
      {
        ...{ projection: 'orders', collection: 'orders_v1', fence: undefined },
        ...{ until: end, eventsPerSecond: undefined },
      },
    ]);
    const docs = await documentsOf('orders_v1');
    expect(docs).toHaveLength(ORDERS);
    expect(docs.every(([, { ratings, events }]) => ratings === 1 && (events as string[]).length === 2)).toBe(
      true,
    );
    const next = await append(side.store, rated('ord_1'));
    await reached(runtime, next);
    expect((await side.models.get('orders_v1', 'ord_1'))?.doc['ratings']).toBe(2);
    expect(told).toHaveLength(1);
  });

  it('is not handed over again and again for what little came since', async () => {
    const runtime = await side.run([ordersProjection], { catchUps: catchUps() });
    await runtime.waitFor('orders', (await side.store.lastPosition()) ?? 0n, WAIT_MS);
    for (let n = 0; n < 10; n += 1)
      await runtime.waitFor('orders', await append(side.store, rated('ord_1')), WAIT_MS);
    expect(told).toHaveLength(1);
  });

  it('goes on here where it does not catch up apart', async () => {
    const end = (await side.store.lastPosition()) ?? 0n;
    const failing = catchUps(() => Promise.reject(new Error('no thread can be started')));
    const runtime = await side.run([ordersProjection], { catchUps: failing });
    await reached(runtime, end);
    expect(told).toHaveLength(1);
    expect((await documentsOf('orders_v1')).every(([, { ratings }]) => ratings === 1)).toBe(true);
  });

  it('is built anew apart, no faster than was asked, stopped, and gone on with', async () => {
    const end = (await side.store.lastPosition()) ?? 0n;
    let arrived: () => void = () => undefined;
    const isApart = new Promise<void>((resolve) => (arrived = resolve));
    const isStopped = (_order: CatchUp, _hooks: CatchUpHooks, signal: AbortSignal) =>
      told.length === 2
        ? new Promise<void>((resolve) => {
            signal.addEventListener('abort', () => resolve());
            arrived();
          })
        : Promise.resolve();
    const runtime = await side.run([ordersProjection], { catchUps: catchUps(isStopped) });
    await runtime.waitFor('orders', end, WAIT_MS);
    await runtime.askRebuild('orders', { eventsPerSecond: 1_000_000 });
    await isApart;
    expect(told.at(-1)).toMatchObject({ collection: 'orders_v1_r2', eventsPerSecond: 1_000_000 });
    await runtime.stopRebuild('orders');
    expect((await side.statusOf(runtime)).rebuild?.state).toBe('stopped');
    expect(await runtime.rebuild('orders')).toBe('served');
    expect(await documentsOf('orders_v1_r2')).toEqual(await documentsOf('orders_v1'));
  });

  it('is not built where requests are answered, though what builds it apart is lost', async () => {
    const end = (await side.store.lastPosition()) ?? 0n;
    let isLost = false;
    const losing = catchUps(() =>
      isLost ? Promise.reject(new CatchUpLostError('the thread has too little memory')) : Promise.resolve(),
    );
    const runtime = await side.run([ordersProjection], { catchUps: losing });
    await reached(runtime, end);
    isLost = true;
    const outcome = runtime.rebuild('orders');
    const { rebuild } = await side.untilStatus(runtime, (now) => now.rebuild?.trouble !== undefined);
    expect(rebuild?.trouble?.reason).toContain('too little memory');
    expect(await side.models.checkpoint('orders_v1_r2')).toBeUndefined();
    const next = await append(side.store, rated('ord_1'));
    await reached(runtime, next);
    isLost = false;
    expect(await outcome).toBe('served');
    expect(await documentsOf('orders_v1_r2')).toEqual(await documentsOf('orders_v1'));
  });

  it('leaves nothing to be scrubbed where a build is dropped that has not begun', async () => {
    const end = (await side.store.lastPosition()) ?? 0n;
    let scrubs = 0;
    const models = withOverride<ReadModels>(side.models, {
      scrub: () => {
        scrubs += 1;
        return side.models.scrub();
      },
    });
    const waiting = catchUps((_order, _hooks, signal) =>
      told.length === 1
        ? Promise.resolve()
        : new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(new Error('not begun'))),
          ),
    );
    const runtime = await side.run([ordersProjection], { catchUps: waiting, models });
    await reached(runtime, end);
    await runtime.askRebuild('orders', {});
    await until(
      () => Promise.resolve(told.length),
      (times) => times === 2,
    );
    await runtime.stopRebuild('orders');
    const before = scrubs;
    await runtime.dropBuild('orders', 'orders_v1_r2');
    await until(
      () => side.models.collections(),
      (left) => !left.includes('orders_v1_r2'),
    );
    await runtime.stop();
    expect([scrubs, await side.models.getValue('scrub')]).toEqual([before, undefined]);
  });

  it('is scrubbed of who was erased while it caught up apart', async () => {
    const end = await append(side.store, erased('fan_3'));
    let scrubs = 0;
    const models = new Proxy(side.models, {
      get: (target, name) => {
        if (name === 'scrub') scrubs += 1;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
    const runtime = await side.run([ordersProjection], { catchUps: catchUps(), models });
    await runtime.waitFor('orders', end, WAIT_MS);
    await side.untilStatus(runtime, ({ caughtUp }) => caughtUp);
    expect(told).toHaveLength(1);
    const briefs = (await documentsOf('orders_v1')).filter(([, { fanId }]) => fanId === 'fan_3');
    expect(new Set(briefs.map(([, { brief }]) => brief))).toEqual(new Set(['[erased]']));
    expect(scrubs).toBe(1);
  });
});

/** Each is two events: more than two batches. */
const ORDERS = Math.ceil((3 * LIMITS.logBatch) / 200) * 100;
