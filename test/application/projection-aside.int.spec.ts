import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import type { NewEvent } from '../../src/application/ports/event-store.js';
import type { Projection } from '../../src/application/projections/projection.js';
import { LIMITS } from '../../src/application/runtime/limits.js';
import type { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { ReadModelBehindError } from '../../src/application/runtime/read-model-behind.js';
import { ReadModelReader } from '../../src/application/runtime/read-model-reader.js';
import type { Mending } from '../../src/application/runtime/set-aside.js';
import { until } from '../support/until.js';
import { withOverride } from '../support/with-override.js';
import {
  allDocuments,
  append,
  erased,
  fanCountsProjection,
  lapsed,
  type OrderDoc,
  ordersProjection,
  placed,
  plainCodec,
  rated,
} from './projection-fixtures.js';
import { ProjectionSide, reached } from './projection-side.js';

/** Events that cannot be applied, by id of their document, until it is mended. */
const broken = new Set<string>();

const failing: Projection<OrderDoc> = {
  ...ordersProjection,
  onFailure: 'set aside',
  handles: {
    ...ordersProjection.handles,
    OrderRated: {
      ids: ({ data }) => [data.orderId],
      apply: (doc, event, id) => {
        if (broken.has(id)) throw new Error(`a rule with a fault: ${String(doc?.brief)}`);
        return doc === undefined
          ? null
          : { ...doc, ratings: doc.ratings + 1, events: [...doc.events, event.id] };
      },
    },
  },
};

/** Its own rule for erasures, of one order of the person, can fail as well. */
const failingAtErasure: Projection<OrderDoc> = {
  ...ordersProjection,
  onFailure: 'set aside',
  handles: {
    ...ordersProjection.handles,
    PersonErased: {
      ids: ({ data }) => [`ord_of_${data.personId}`],
      apply: (doc, _event, id) => {
        if (broken.has(id)) throw new Error('a rule with a fault');
        return doc ?? null;
      },
    },
  },
};

const countsFailing: Projection = {
  ...fanCountsProjection,
  onFailure: 'set aside',
  handles: {
    ...fanCountsProjection.handles,
    OrderPlaced: {
      ids: ({ data }) => [data.fanId, 'all'],
      apply: (doc, _event, id) => {
        if (broken.has(id)) throw new Error('a rule with a fault');
        return { orders: Number(doc?.['orders'] ?? 0) + 1 };
      },
    },
  },
};

let side: ProjectionSide;
beforeEach(async () => {
  side = await ProjectionSide.open();
});
afterEach(async () => {
  broken.clear();
  await side.close();
});

describe('a document that an event cannot be applied to', () => {
  const orderOf = async (runtime: ProjectionRuntime, id: string) =>
    (await side.models.get<OrderDoc>(runtime.collectionOf('orders'), id))?.doc;
  const keysAside = async (runtime: ProjectionRuntime, name = 'orders') =>
    (await runtime.asideOf(name)).setAside.map(({ key }) => key);
  /** As the command does: after it was recorded. */
  const mending = async (what: Mending['what']): Promise<Mending> => ({
    ...{ what, by: 'admin_1', reason: 'it was mended' },
    recordedAt: String(await append(side.store, placed(`ord_recorded_${what}`, 'fan_z'))),
  });
  const mended = async (runtime: ProjectionRuntime, what: Mending['what'], keys = ['ord_1']) => {
    await runtime.mend('orders', keys, await mending(what));
    await until(
      () => runtime.asideOf('orders'),
      ({ setAside }) => setAside.every(({ wanted }) => wanted === undefined),
    );
  };

  it('is set aside with its later events, and all others go on', async () => {
    broken.add('ord_1');
    const runtime = await side.run([failing]);
    await append(side.store, placed('ord_1', 'fan_a'), placed('ord_2', 'fan_a'));
    const bad = rated('ord_1');
    const at = await append(side.store, bad);
    await reached(runtime, at);
    broken.clear();
    await reached(
      runtime,
      await append(side.store, rated('ord_2'), lapsed('ord_1'), placed('ord_3', 'fan_b')),
    );
    expect(await orderOf(runtime, 'ord_1')).toMatchObject({ ratings: 0 });
    expect(await orderOf(runtime, 'ord_2')).toMatchObject({ ratings: 1 });
    expect(await orderOf(runtime, 'ord_3')).toBeDefined();
    expect(await side.statusOf(runtime)).toMatchObject({
      ...{ state: 'running', setAside: 1, trouble: undefined, caughtUp: true },
    });
    expect((await runtime.asideOf('orders')).setAside).toEqual([
      {
        ...{
          collection: 'orders_v1',
          key: 'ord_1',
          position: String(at),
          eventId: bad.id,
          type: 'OrderRated',
        },
        error: 'Error: a rule with a fault: brief of ord_1',
        ...{ since: expect.any(String) as unknown, turn: 0 },
      },
    ]);
  });

  it('takes no later event in the same batch', async () => {
    broken.add('ord_1');
    const last = await append(
      side.store,
      ...[placed('ord_1', 'fan_a'), rated('ord_1'), lapsed('ord_1'), placed('ord_2', 'fan_a')],
    );
    const runtime = await side.run([failing]);
    await reached(runtime, last);
    expect((await allDocuments(side.models, 'orders_v1')).map(({ id }) => id)).toEqual(['ord_1', 'ord_2']);
  });

  it('is the only one of an event that concerns several', async () => {
    broken.add('fan_a');
    const runtime = await side.run([countsFailing]);
    await append(side.store, placed('ord_1', 'fan_a'));
    await reached(runtime, await append(side.store, placed('ord_2', 'fan_b')), 'fan_counts');
    const counts = await allDocuments(side.models, runtime.collectionOf('fan_counts'));
    expect(counts.map(({ id, doc }) => [id, doc['orders']])).toEqual([
      ['all', 2],
      ['fan_b', 1],
    ]);
    expect(await keysAside(runtime, 'fan_counts')).toEqual(['fan_a']);
  });

  it('stays set aside over a restart, and where its events come again', async () => {
    broken.add('ord_1');
    await append(side.store, placed('ord_1', 'fan_a'));
    const withoutCheckpoints = withOverride<ReadModels>(side.models, {
      write: (collection, writes) => side.models.write(collection, writes),
    });
    const first = await side.run([failing], { models: withoutCheckpoints });
    await reached(first, await append(side.store, rated('ord_1')));
    broken.clear();
    const runtime = await side.run([failing]);
    await reached(runtime, await append(side.store, rated('ord_1'), placed('ord_2', 'fan_a')));
    expect(await orderOf(runtime, 'ord_1')).toMatchObject({ ratings: 0 });
    expect(await keysAside(runtime)).toEqual(['ord_1']);
  });

  it('is stored as set aside before anything passes its event', async () => {
    broken.add('ord_1');
    await append(side.store, placed('ord_1', 'fan_a'));
    const last = await append(side.store, rated('ord_1'), placed('ord_2', 'fan_a'));
    let isAway = true;
    const runtime = await side.run([failing], {
      models: withOverride<ReadModels>(side.models, {
        setValue: (key, value, expected) =>
          isAway && value.includes('setAside')
            ? Promise.reject(new Error('it is away'))
            : side.models.setValue(key, value, expected),
      }),
    });
    await side.untilStatus(runtime, ({ state }) => state === 'failed');
    expect(await side.models.checkpoint('orders_v1')).toBeUndefined();
    isAway = false;
    await reached(runtime, last);
    expect(await keysAside(runtime)).toEqual(['ord_1']);
  });

  it('is made anew by a retry, with everything that came since', async () => {
    broken.add('ord_1');
    const runtime = await side.run([failing]);
    await append(side.store, placed('ord_1', 'fan_a'), rated('ord_1'));
    await reached(runtime, await append(side.store, rated('ord_1')));
    broken.clear();
    await mended(runtime, 'retry');
    expect(await keysAside(runtime)).toEqual([]);
    await reached(runtime, await append(side.store, rated('ord_1')));
    expect(await orderOf(runtime, 'ord_1')).toMatchObject({ ratings: 3 });
    expect(await side.statusOf(runtime)).toMatchObject({ setAside: 0, state: 'running' });
  });

  it('stays as it is where a retry fails again', async () => {
    broken.add('ord_1');
    const runtime = await side.run([failing]);
    await append(side.store, placed('ord_1', 'fan_a'));
    const at = await append(side.store, rated('ord_1'));
    await reached(runtime, at);
    await mended(runtime, 'retry');
    expect((await runtime.asideOf('orders')).setAside).toMatchObject([
      { key: 'ord_1', position: String(at) },
    ]);
    expect(await orderOf(runtime, 'ord_1')).toMatchObject({ ratings: 0 });
  });

  it('goes on without the event that is left out, and says so', async () => {
    const runtime = await side.run([failing]);
    await reached(runtime, await append(side.store, placed('ord_1', 'fan_a')));
    broken.add('ord_1');
    const at = await append(side.store, rated('ord_1'));
    await reached(runtime, at);
    broken.clear();
    await reached(runtime, await append(side.store, rated('ord_1')));
    await mended(runtime, 'skip');
    expect(await orderOf(runtime, 'ord_1')).toMatchObject({ ratings: 1 });
    const { setAside, leftOut } = await runtime.asideOf('orders');
    expect(setAside).toEqual([]);
    expect(leftOut).toMatchObject([
      { key: 'ord_1', position: String(at), by: 'admin_1', reason: 'it was mended' },
    ]);
  });

  it('is set aside anew where another event cannot be applied either', async () => {
    broken.add('ord_1');
    const runtime = await side.run([failing]);
    await append(side.store, placed('ord_1', 'fan_a'));
    await append(side.store, rated('ord_1'));
    const second = await append(side.store, rated('ord_1'));
    await reached(runtime, second);
    await mended(runtime, 'skip');
    expect((await runtime.asideOf('orders')).setAside).toMatchObject([{ position: String(second) }]);
    await mended(runtime, 'skip');
    expect(await keysAside(runtime)).toEqual([]);
    expect((await runtime.asideOf('orders')).leftOut).toHaveLength(2);
    expect(await orderOf(runtime, 'ord_1')).toMatchObject({ ratings: 0 });
  });

  it('is in a new build only where it fails there, too', async () => {
    broken.add('ord_1').add('ord_2');
    const runtime = await side.run([failing]);
    await append(side.store, placed('ord_1', 'fan_a'), placed('ord_2', 'fan_a'));
    await reached(runtime, await append(side.store, rated('ord_1'), rated('ord_2')));
    broken.delete('ord_1');
    expect(await runtime.rebuild('orders')).toBe('served');
    const { setAside } = await runtime.asideOf('orders');
    const serving = runtime.collectionOf('orders');
    expect(setAside.filter(({ collection }) => collection === serving).map(({ key }) => key)).toEqual([
      'ord_2',
    ]);
    expect(await orderOf(runtime, 'ord_1')).toMatchObject({ ratings: 1 });
    await runtime.dropBuild('orders', 'orders_v1');
    expect((await runtime.asideOf('orders')).setAside).toHaveLength(1);
  });

  it('loses what is personal when somebody is erased, and is right when it is made anew', async () => {
    broken.add('ord_1');
    const runtime = await side.run([failing]);
    await append(side.store, placed('ord_1', 'fan_a'));
    await reached(runtime, await append(side.store, rated('ord_1')));
    broken.clear();
    await reached(runtime, await append(side.store, erased('fan_a')));
    expect(await orderOf(runtime, 'ord_1')).toMatchObject({ ratings: 0, brief: '[erased]' });
    expect((await runtime.asideOf('orders')).setAside).toMatchObject([{ error: null }]);
    await mended(runtime, 'retry');
    expect(await orderOf(runtime, 'ord_1')).toMatchObject({ ratings: 1, brief: '[erased]' });
  });

  it('loses what is personal also where the erasure itself cannot be applied to it', async () => {
    const runtime = await side.run([failingAtErasure]);
    await reached(runtime, await append(side.store, placed('ord_of_fan_a', 'fan_a')));
    broken.add('ord_of_fan_a');
    await reached(runtime, await append(side.store, erased('fan_a')));
    expect(await keysAside(runtime)).toEqual(['ord_of_fan_a']);
    expect(await orderOf(runtime, 'ord_of_fan_a')).toMatchObject({ brief: '[erased]' });
  });

  it('stops the read model where there are too many: that is no matter of single documents', async () => {
    const orders = Array.from({ length: LIMITS.setAside + 1 }, (_, index) => `ord_${String(index)}`);
    for (const order of orders) broken.add(order);
    const before = await append(side.store, ...orders.map((order) => placed(order, 'fan_a')));
    const runtime = await side.run([failing]);
    await reached(runtime, before);
    await append(side.store, ...orders.map((order) => rated(order)));
    const { trouble } = await side.untilStatus(runtime, ({ state }) => state === 'failed');
    expect(trouble?.reason).toContain('set aside');
    expect(await runtime.asideOf('orders')).toMatchObject({ setAside: [] });
    expect(await side.models.checkpoint('orders_v1')).toBe(before);
  });

  it('is not read where its reader has seen more than it has, and as it was otherwise', async () => {
    broken.add('ord_1');
    const runtime = await side.run([failing]);
    const reader = new ReadModelReader(side.models, runtime);
    const before = await append(side.store, placed('ord_1', 'fan_a'), placed('ord_2', 'fan_a'));
    const at = await append(side.store, rated('ord_1'));
    await reached(runtime, at);
    await expect(reader.get(failing, 'ord_1', at)).rejects.toThrow(ReadModelBehindError);
    expect(await reader.get(failing, 'ord_1', before)).toMatchObject({ ratings: 0 });
    expect(await reader.get(failing, 'ord_1')).toMatchObject({ ratings: 0 });
    expect(await reader.get(failing, 'ord_2', at)).toBeDefined();
    await expect(reader.requireWhole(failing)).rejects.toThrow(ReadModelBehindError);
    await expect(reader.requireNoneAside(failing, new Set(['ord_2', 'ord_1']))).rejects.toThrow();
    await expect(reader.requireNoneAside(failing, new Set(['ord_2']))).resolves.toBeUndefined();
  });

  it('may be of anybody where it has never begun', async () => {
    broken.add('fan_a');
    const runtime = await side.run([countsFailing]);
    await reached(runtime, await append(side.store, placed('ord_1', 'fan_a')), 'fan_counts');
    const reader = new ReadModelReader(side.models, runtime);
    await expect(reader.requireNoneAside(countsFailing, new Set(['fan_b']))).rejects.toThrow(
      ReadModelBehindError,
    );
  });

  it('is made anew by the instance that drives the read model, whichever is asked', async () => {
    broken.add('ord_1');
    const driving = await side.runShared('one', true, failing);
    const asked = await side.runShared('other', false, failing);
    await append(side.store, placed('ord_1', 'fan_a'));
    await reached(asked, await append(side.store, rated('ord_1')));
    broken.clear();
    expect(await side.statusOf(asked)).toMatchObject({ state: 'elsewhere', setAside: 1 });
    await mended(asked, 'retry');
    expect(await orderOf(driving, 'ord_1')).toMatchObject({ ratings: 1 });
  });
});

describe('a build most of whose documents are set aside', () => {
  const ORDERS = ['ord_1', 'ord_2', 'ord_3', 'ord_4'];
  const rebuiltWith = async (...failingOrders: readonly string[]) => {
    await append(side.store, ...ORDERS.map((order) => placed(order, 'fan_a')));
    const rating = await append(side.store, ...ORDERS.map((order) => rated(order)));
    const runtime = await side.run([failing]);
    await reached(runtime, rating);
    for (const order of failingOrders) broken.add(order);
    return { runtime, outcome: await runtime.rebuild('orders') };
  };
  const ratingOfFirst = async (runtime: ProjectionRuntime) =>
    (await side.models.get<OrderDoc>(runtime.collectionOf('orders'), 'ord_1'))?.doc.ratings;

  it('takes no name, and stands still until a rebuild begins anew', async () => {
    const { runtime, outcome } = await rebuiltWith('ord_1', 'ord_2', 'ord_3');
    expect(outcome).toBe('refused');
    const { collection, rebuild } = await runtime.statusOf('orders');
    expect(collection).toBe('orders_v1');
    expect(rebuild).toMatchObject({ state: 'refused', setAside: 3, check: { documents: 4, setAside: 3 } });
    expect(await ratingOfFirst(runtime)).toBe(1);
    broken.clear();
    expect(await runtime.rebuild('orders')).toBe('served');
    expect(await runtime.statusOf('orders')).toMatchObject({ collection: 'orders_v1_r3', setAside: 0 });
  });

  it('takes the name where it is half of them', async () => {
    const { runtime, outcome } = await rebuiltWith('ord_1', 'ord_2');
    expect(outcome).toBe('served');
    expect((await runtime.statusOf('orders')).checked).toMatchObject({ documents: 4, setAside: 2 });
  });

  it('takes it, too, where what serves lacks as many', async () => {
    for (const order of ORDERS) broken.add(order);
    const { outcome } = await rebuiltWith();
    expect(outcome).toBe('served');
  });

  it('counts documents that nothing could be made of', async () => {
    const end = await append(side.store, placed('ord_1', 'fan_a'), placed('ord_2', 'fan_b'));
    const runtime = await side.run([countsFailing]);
    const { name } = countsFailing;
    await reached(runtime, end, name);
    for (const id of ['fan_a', 'fan_b']) broken.add(id);
    expect(await runtime.rebuild(name)).toBe('refused');
    const { rebuild } = await runtime.statusOf(name);
    expect(rebuild?.check).toMatchObject({ documents: 1, setAside: 2 });
  });

  it('serves again where it served before and somebody wants that', async () => {
    for (const order of ORDERS) broken.add(order);
    const { runtime } = await rebuiltWith();
    broken.clear();
    expect(await runtime.rebuild('orders')).toBe('served');
    expect(await runtime.rollBack('orders')).toBe('served');
    expect(await runtime.statusOf('orders')).toMatchObject({ setAside: 4 });
  });

  it('of a new version takes no name, either, and is begun anew at the next start', async () => {
    await rebuiltWith();
    for (const order of ORDERS) broken.add(order);
    const next = { ...failing, version: 2 };
    const runtime = await side.run([next]);
    const { collection } = await side.untilStatus(runtime, ({ rebuild }) => rebuild?.state === 'refused');
    expect(collection).toBe('orders_v1_r2');
    expect(await ratingOfFirst(runtime)).toBe(1);
    broken.clear();
    const mendedRuntime = await side.run([next]);
    const now = await side.untilStatus(mendedRuntime, ({ rebuild }) => rebuild === undefined);
    expect(now).toMatchObject({ collection: 'orders_v2_r2', setAside: 0 });
  });
});

describe('an event of a type that this release does not know', () => {
  const unknown = (): NewEvent => ({ ...rated('ord_1'), type: 'MoneyMovedOtherwise' });
  const codec: typeof plainCodec = {
    decode: (events) =>
      events.some(({ type }) => type === 'MoneyMovedOtherwise')
        ? Promise.reject(new Error('this release does not know the type'))
        : plainCodec.decode(events),
  };

  it('stops what adds money up, and is named', async () => {
    const before = await append(side.store, placed('ord_1', 'fan_a'));
    const at = await append(side.store, unknown());
    await append(side.store, placed('ord_2', 'fan_a'));
    const runtime = await side.run([ordersProjection], { codec });
    const { trouble } = await side.untilStatus(runtime, ({ state }) => state === 'failed');
    expect(trouble?.position).toBe(at);
    expect(await side.models.checkpoint('orders_v1')).toBe(before);
    expect(trouble?.reason).toContain('MoneyMovedOtherwise');
  });

  it('is passed over by all others, and counted', async () => {
    const last = await append(side.store, placed('ord_1', 'fan_a'), unknown(), placed('ord_2', 'fan_a'));
    const runtime = await side.run([failing], { codec });
    await reached(runtime, last);
    expect(await side.statusOf(runtime)).toMatchObject({ state: 'running', unknownEvents: 1 });
    expect(await allDocuments(side.models, 'orders_v1')).toHaveLength(2);
  });
});
