import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JsonObject, Position } from '../../src/application/ports/event-store.js';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import type { Projection } from '../../src/application/projections/projection.js';
import type { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { PositionBeyondLogError } from '../../src/application/runtime/read-model-behind.js';
import { until } from '../support/until.js';
import { withOverride } from '../support/with-override.js';
import {
  append,
  fanCountsProjection,
  type OrderDoc,
  ordersProjection,
  placed,
  rated,
} from './projection-fixtures.js';
import { ProjectionSide, reached } from './projection-side.js';

const WRONG = { brief: 'written by hand' };

/** Events cannot be applied to the documents of these ids. */
const broken = new Set<string>();

const failing = (onFailure: Projection['onFailure']): Projection<OrderDoc> => ({
  ...ordersProjection,
  onFailure,
  handles: {
    ...ordersProjection.handles,
    OrderRated: {
      ids: ({ data }) => [data.orderId],
      apply: (doc, event, id) => {
        if (broken.has(id)) throw new Error('a rule with a fault');
        return doc === undefined
          ? null
          : { ...doc, ratings: doc.ratings + 1, events: [...doc.events, event.id] };
      },
    },
  },
});

let side: ProjectionSide;
beforeEach(async () => {
  side = await ProjectionSide.open();
});
afterEach(async () => {
  broken.clear();
  await side.close();
});

describe.each(['stop', 'set aside'] as const)(
  'a document that is made anew, where what fails is to %s',
  (onFailure) => {
    const start = async (...events: Parameters<typeof append>[1][]): Promise<ProjectionRuntime> => {
      const runtime = await side.run([failing(onFailure)]);
      await reached(runtime, await append(side.store, ...events));
      return runtime;
    };
    const storedOf = (runtime: ProjectionRuntime, id: string) =>
      side.models.get<OrderDoc>(runtime.collectionOf('orders'), id);
    /** As whoever has the file at hand may do. */
    const byHand = async (runtime: ProjectionRuntime, id: string, doc: JsonObject | null = WRONG) => {
      const position = (await storedOf(runtime, id))?.position ?? 0n;
      await side.models.write(runtime.collectionOf('orders'), [{ id, doc, position, isMadeAnew: true }]);
    };
    /** As the command does, with nothing in the log after what the documents have. */
    const made = async (runtime: ProjectionRuntime, ...keys: readonly string[]) => {
      const recordedAt = String(await side.store.endPosition());
      await runtime.makeAnew('orders', keys, { recordedAt, by: 'admin_1' });
      const { anew } = await until(
        () => runtime.asideOf('orders'),
        ({ anew: all }) => all.every((each) => each.made !== undefined),
      );
      return Object.fromEntries(anew.map(({ key, made: how }) => [key, how?.outcome]));
    };

    it('replaces what differs from the log, at the very end of the log', async () => {
      const runtime = await start(placed('ord_1', 'fan_a'), placed('ord_2', 'fan_a'), rated('ord_1'));
      const right = (await storedOf(runtime, 'ord_1'))?.doc;
      await byHand(runtime, 'ord_1');
      expect(await made(runtime, 'ord_1', 'ord_2')).toEqual({ ord_1: 'differed', ord_2: 'same' });
      expect((await storedOf(runtime, 'ord_1'))?.doc).toEqual(right);
      await reached(runtime, await append(side.store, rated('ord_1')));
      expect((await storedOf(runtime, 'ord_1'))?.doc).toMatchObject({ ratings: 2 });
    });

    it('begins what is gone, ends what was never begun, and tells what is in neither', async () => {
      const runtime = await start(placed('ord_1', 'fan_a'), rated('ord_1'));
      await byHand(runtime, 'ord_1', null);
      await byHand(runtime, 'ord_7');
      expect(await made(runtime, 'ord_1', 'ord_7', 'ord_8')).toEqual({
        ...{ ord_1: 'differed', ord_7: 'differed', ord_8: 'absent' },
      });
      expect((await storedOf(runtime, 'ord_1'))?.doc).toMatchObject({ ratings: 1 });
      expect(await storedOf(runtime, 'ord_7')).toBeUndefined();
    });

    it('stays as it is where an event of it cannot be applied any more', async () => {
      const runtime = await start(placed('ord_1', 'fan_a'), rated('ord_1'));
      await byHand(runtime, 'ord_1');
      broken.add('ord_1');
      expect(await made(runtime, 'ord_1')).toEqual({ ord_1: 'not_made' });
      expect((await storedOf(runtime, 'ord_1'))?.doc).toEqual(WRONG);
      broken.clear();
      expect(await made(runtime, 'ord_1')).toEqual({ ord_1: 'differed' });
    });

    it('stays as it is where its position is beyond the log, which keeps no other from being made', async () => {
      const runtime = await start(placed('ord_1', 'fan_a'), placed('ord_2', 'fan_a'));
      await byHand(runtime, 'ord_2');
      const beyond = { id: 'ord_1', doc: WRONG, position: 1_000_000n };
      await side.models.write(runtime.collectionOf('orders'), [beyond]);
      expect(await made(runtime, 'ord_1', 'ord_2')).toEqual({ ord_1: 'not_made', ord_2: 'differed' });
      expect((await storedOf(runtime, 'ord_1'))?.doc).toEqual(WRONG);
    });

    it('is told of while something keeps it from being made', async () => {
      const away = new Set(['ord_1']);
      const models = withOverride<ReadModels>(side.models, {
        getMany: async (collection, ids) => {
          if (ids.some((id) => away.has(id))) throw new Error('the document ord_1 cannot be read');
          return side.models.getMany(collection, ids);
        },
      });
      const runtime = await side.run([failing(onFailure)], { models });
      await reached(runtime, await append(side.store, placed('ord_2', 'fan_a')));
      const recordedAt = String(await side.store.endPosition());
      await runtime.makeAnew('orders', ['ord_1'], { recordedAt, by: 'admin_1' });
      const { trouble } = await side.untilStatus(runtime, (now) => now.trouble !== undefined);
      expect(trouble?.reason).toContain('the document ord_1 cannot be read');
      away.clear();
      await side.untilStatus(runtime, (now) => now.trouble === undefined);
      const { anew } = await runtime.asideOf('orders');
      expect(anew.map((each) => each.made?.outcome)).toEqual(['absent']);
    });

    it('is made after a restart, where the program was stopped before', async () => {
      const runtime = await start(placed('ord_1', 'fan_a'));
      await byHand(runtime, 'ord_1');
      await runtime.stop();
      await runtime.makeAnew('orders', ['ord_1'], { recordedAt: '1', by: 'admin_1' }).catch(() => undefined);
      const again = await side.run([failing(onFailure)]);
      await until(
        () => again.asideOf('orders'),
        ({ anew }) => anew.length > 0 && anew.every((each) => each.made !== undefined),
      );
      expect((await storedOf(again, 'ord_1'))?.doc).toMatchObject({ ratings: 0 });
    });
  },
);

describe('documents that are made anew', () => {
  it('are tried again where they are set aside', async () => {
    broken.add('ord_1');
    const runtime = await side.run([failing('set aside')]);
    const end = await append(side.store, placed('ord_1', 'fan_a'), rated('ord_1'));
    await reached(runtime, end);
    broken.clear();
    await runtime.makeAnew('orders', ['ord_1'], { recordedAt: String(end), by: 'admin_1' });
    const now = await until(
      () => runtime.asideOf('orders'),
      ({ setAside }) => setAside.length === 0,
    );
    expect(now.anew).toEqual([]);
    const stored = await side.models.get<OrderDoc>(runtime.collectionOf('orders'), 'ord_1');
    expect(stored?.doc).toMatchObject({ ratings: 1 });
  });

  it('are told by the events from a position on that are about them', async () => {
    const runtime = await side.run([fanCountsProjection]);
    await append(side.store, placed('ord_1', 'fan_a'));
    const from = await append(side.store, placed('ord_2', 'fan_b'));
    await append(side.store, rated('ord_1'));
    const named = (position: Position, most = 10) => runtime.documentsFrom('fan_counts', position, most);
    expect([...(await named(from))].sort()).toEqual(['all', 'fan_b']);
    expect([...(await named(1n))].sort()).toEqual(['all', 'fan_a', 'fan_b']);
    expect(await named(1n, 1)).toHaveLength(2);
    await expect(named(from + 1_000n)).rejects.toThrow(PositionBeyondLogError);
  });
});
