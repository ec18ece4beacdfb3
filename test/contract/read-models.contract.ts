import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../src/application/ports/event-store.js';
import {
  type Filter,
  type FindOptions,
  InvalidCursorError,
  type ReadModels,
  type Stored,
} from '../../src/application/ports/read-models.js';
import { placesContract } from './read-models/places.js';

export interface ReadModelsHarness {
  readonly models: ReadModels;
  /** Closes the adapter and opens it again on what it had stored. */
  reopen(): Promise<ReadModels>;
  /** Closes whatever is open, and removes what was stored. */
  close(): Promise<void>;
}

const ORDERS = {
  name: 'order_view_v1',
  indexes: [
    { name: 'by_fan', fields: ['fanId', 'placedAt'] },
    { name: 'by_tag', fields: ['tags'] },
    { name: 'by_city', fields: ['address.city'] },
    { name: 'by_price', fields: ['price'] },
  ],
};

/** What every adapter of the port `ReadModels` does. */
export function readModelsContract(name: string, open: () => Promise<ReadModelsHarness>): void {
  describe(`ReadModels: ${name}`, () => {
    let harness: ReadModelsHarness;
    let models: ReadModels;

    beforeEach(async () => {
      harness = await open();
      models = harness.models;
      await models.ensureCollection(ORDERS);
    });

    afterEach(() => harness.close());

    const put = (docs: Readonly<Record<string, JsonObject | null>>, position = 1n) =>
      models.write(
        ORDERS.name,
        Object.entries(docs).map(([id, doc]) => ({ id, doc, position })),
      );

    const idsOf = (documents: readonly Stored[]) => documents.map(({ id }) => id);

    const idsWhere = async (filter: Filter) =>
      idsOf((await models.find(ORDERS.name, { filter, limit: 1_000 })).documents);

    const pagesOf = async (options: FindOptions): Promise<string[][]> => {
      const pages: string[][] = [];
      let after: string | undefined;
      do {
        const page = await models.find(ORDERS.name, after === undefined ? options : { ...options, after });
        pages.push(idsOf(page.documents));
        after = page.next;
      } while (after !== undefined);
      return pages;
    };

    describe('documents', () => {
      it('come back as they were written', async () => {
        const doc = {
          fanId: 'fan_ü😀',
          paid: true,
          price: 12.5,
          note: null,
          lines: ['a\n"b"', 'nul\u0000'],
          address: { city: 'İzmir', empty: {} },
        };
        await put({ ord_1: doc }, 2n ** 60n + 1n);
        expect(await models.get(ORDERS.name, 'ord_1')).toEqual({
          id: 'ord_1',
          doc,
          position: 2n ** 60n + 1n,
        });
      });

      it('are found by id, one or many, and missing ones are left out', async () => {
        await put({ ord_1: { n: 1 }, ord_2: { n: 2 }, ord_3: { n: 3 } });
        expect(await models.get(ORDERS.name, 'ord_9')).toBeUndefined();
        const found = await models.getMany(ORDERS.name, ['ord_3', 'ord_9', 'ord_1']);
        expect(idsOf(found).sort()).toEqual(['ord_1', 'ord_3']);
        expect(await models.getMany(ORDERS.name, [])).toEqual([]);
      });

      it('are found by many ids at once', async () => {
        const ids = Array.from({ length: 500 }, (_, index) => `ord_${String(index)}`);
        await put(Object.fromEntries(ids.map((id) => [id, { id }])));
        expect(idsOf(await models.getMany(ORDERS.name, ids)).sort()).toEqual([...ids].sort());
      });

      it('stay over a restart, with checkpoints and values', async () => {
        await models.write(ORDERS.name, [{ id: 'ord_1', doc: { n: 1 }, position: 7n }], {
          name: ORDERS.name,
          position: 9n,
        });
        await models.setValue('serving:order_view', ORDERS.name, undefined);
        models = await harness.reopen();
        expect(await models.get(ORDERS.name, 'ord_1')).toEqual({ id: 'ord_1', doc: { n: 1 }, position: 7n });
        expect(await models.checkpoint(ORDERS.name)).toBe(9n);
        expect(await models.getValue('serving:order_view')).toBe(ORDERS.name);
        expect(await models.collections()).toContain(ORDERS.name);
      });
    });

    describe('guarded writes', () => {
      it('ignore what is not newer than the document', async () => {
        await put({ ord_1: { state: 'new' } }, 5n);
        await put({ ord_1: { state: 'stale' }, ord_2: { state: 'other' } }, 5n);
        await put({ ord_1: { state: 'older' } }, 4n);
        expect((await models.get(ORDERS.name, 'ord_1'))?.doc).toEqual({ state: 'new' });
        expect((await models.get(ORDERS.name, 'ord_2'))?.doc).toEqual({ state: 'other' });
        await put({ ord_1: { state: 'newer' } }, 6n);
        expect((await models.get(ORDERS.name, 'ord_1'))?.doc).toEqual({ state: 'newer' });
      });

      it('are guarded also where their writer saw none there', async () => {
        await put({ ord_1: { state: 'newer' }, ord_2: { state: 'older' } }, 5n);
        const write = (id: string, state: string, position: bigint) => ({ id, doc: { state }, position });
        await models.write(ORDERS.name, [
          { ...write('ord_1', 'late', 4n), isNew: true },
          { ...write('ord_2', 'newer', 6n), isNew: true },
          { ...write('ord_3', 'new', 6n), isNew: true },
          write('ord_4', 'new', 6n),
        ]);
        const all = await models.getMany(ORDERS.name, ['ord_1', 'ord_2', 'ord_3', 'ord_4']);
        expect(
          Object.fromEntries(all.map(({ id, doc, position }) => [id, [doc['state'], position]])),
        ).toEqual({
          ord_1: ['newer', 5n],
          ord_2: ['newer', 6n],
          ord_3: ['new', 6n],
          ord_4: ['new', 6n],
        });
      });

      it('made anew from the log replace what has their position, and nothing newer', async () => {
        await put({ ord_1: { state: 'wrong' }, ord_2: { state: 'newer' }, ord_3: { state: 'wrong' } }, 5n);
        const anew = (id: string, doc: JsonObject | null, position: bigint) => ({
          ...{ id, doc, position, isMadeAnew: true },
        });
        await models.write(ORDERS.name, [
          anew('ord_1', { state: 'right' }, 5n),
          anew('ord_2', { state: 'older' }, 4n),
          anew('ord_3', null, 5n),
          anew('ord_4', { state: 'right' }, 5n),
        ]);
        const all = await models.getMany(ORDERS.name, ['ord_1', 'ord_2', 'ord_3', 'ord_4']);
        expect(Object.fromEntries(all.map(({ id, doc }) => [id, doc['state']]))).toEqual({
          ...{ ord_1: 'right', ord_2: 'newer', ord_4: 'right' },
        });
      });

      it('delete under the same guard', async () => {
        await put({ ord_1: { n: 1 } }, 5n);
        await put({ ord_1: null }, 5n);
        expect(await models.get(ORDERS.name, 'ord_1')).toBeDefined();
        await put({ ord_1: null, ord_9: null }, 6n);
        expect(await models.get(ORDERS.name, 'ord_1')).toBeUndefined();
      });

      it('are found by what they hold now, not by what they held', async () => {
        await put({ ord_1: { fanId: 'fan_a', placedAt: '1', state: 'new' } });
        await put({ ord_1: { fanId: 'fan_b', placedAt: '1', state: 'done' } }, 2n);
        await put({ ord_1: { fanId: 'fan_c', placedAt: '0', state: 'lost' } }, 2n);
        expect(await idsWhere({ fanId: 'fan_a' })).toEqual([]);
        expect(await idsWhere({ fanId: 'fan_b' })).toEqual(['ord_1']);
        expect(await idsWhere({ fanId: 'fan_c' })).toEqual([]);
        expect(await idsWhere({ state: 'done' })).toEqual(['ord_1']);
        await put({ ord_1: { fanId: 'fan_b' } }, 3n);
        expect(await idsWhere({ fanId: 'fan_b', placedAt: null })).toEqual(['ord_1']);
        expect(await idsWhere({ fanId: 'fan_b', placedAt: '1' })).toEqual([]);
      });

      it('compare positions beyond 2^53 exactly', async () => {
        const position = 2n ** 53n;
        await put({ ord_1: { n: 1 } }, position + 1n);
        await put({ ord_1: { n: 2 } }, position);
        await put({ ord_1: { n: 3 } }, position + 1n);
        expect((await models.get(ORDERS.name, 'ord_1'))?.doc).toEqual({ n: 1 });
      });
    });

    placesContract(() => models);

    it('tell whoever looks how far somebody has come, and do not make it theirs', async () => {
      expect(await models.lookAtCheckpoint('process:payment')).toBeUndefined();
      await models.checkpoint('process:payment', 7n);
      await models.write('process_checkpoints', [], { name: 'process:payment', position: 12n, fence: 7n });
      expect(await models.lookAtCheckpoint('process:payment')).toBe(12n);
      await models.write('process_checkpoints', [], { name: 'process:payment', position: 13n, fence: 7n });
      expect(await models.lookAtCheckpoint('process:payment')).toBe(13n);
    });

    describe('collections', () => {
      it('are separate, listed, and dropped with their checkpoint', async () => {
        await models.ensureCollection({ name: 'fan_inbox_v1', indexes: [] });
        await put({ ord_1: { n: 1 } });
        await models.write('fan_inbox_v1', [{ id: 'ord_1', doc: { n: 2 }, position: 1n }], {
          name: 'fan_inbox_v1',
          position: 1n,
        });
        expect(await models.collections()).toEqual(['fan_inbox_v1', ORDERS.name]);
        await models.dropCollection('fan_inbox_v1');
        await models.dropCollection('fan_inbox_v1');
        expect(await models.collections()).toEqual([ORDERS.name]);
        expect(await models.checkpoint('fan_inbox_v1')).toBeUndefined();
        expect((await models.get(ORDERS.name, 'ord_1'))?.doc).toEqual({ n: 1 });
      });

      it('hold nothing when they are not there', async () => {
        expect(await models.get('absent_v1', 'a')).toBeUndefined();
        expect(await models.getMany('absent_v1', ['a'])).toEqual([]);
        expect(await models.find('absent_v1', { limit: 1 })).toEqual({ documents: [] });
        expect(await models.count('absent_v1')).toBe(0);
      });

      it('keep their documents when they are ensured again with other indexes', async () => {
        await put({ ord_1: { fanId: 'fan_a', tags: ['x'] } });
        await models.ensureCollection(ORDERS);
        await models.ensureCollection({
          name: ORDERS.name,
          indexes: [{ name: 'by_tag', fields: ['fanId'] }],
        });
        expect(await idsWhere({ fanId: 'fan_a' })).toEqual(['ord_1']);
        await models.ensureCollection({
          name: ORDERS.name,
          indexes: [{ name: 'by_tags', fields: ['tags'] }],
        });
        expect(await idsWhere({ tags: 'x' })).toEqual(['ord_1']);
      });

      it('answer the same while their indexes are still to come, and have them afterwards', async () => {
        const filled = { ...ORDERS, name: 'filled_v1' };
        await models.ensureCollection({
          ...filled,
          indexes: filled.indexes.map((index) => ({ ...index, isLater: index.name !== 'by_price' })),
        });
        const found = async () => [
          idsOf(
            (
              await models.find(filled.name, {
                filter: { fanId: 'fan_a' },
                sort: { field: 'placedAt', direction: 'desc' },
                limit: 2,
              })
            ).documents,
          ),
          idsOf((await models.find(filled.name, { filter: { tags: 'x' }, limit: 9 })).documents),
        ];
        await models.write(
          filled.name,
          ['a', 'b', 'c'].map((id, at) => ({
            id,
            doc: { fanId: 'fan_a', placedAt: `2026-0${String(at + 1)}`, tags: id === 'b' ? ['x', 'y'] : 'x' },
            position: 1n,
          })),
        );
        const expected = [
          ['c', 'b'],
          ['a', 'b', 'c'],
        ];
        expect(await found()).toEqual(expected);
        await models.ensureCollection(filled);
        expect(await found()).toEqual(expected);
        // One that is there is not taken away again.
        await models.ensureCollection({
          ...filled,
          indexes: filled.indexes.map((index) => ({ ...index, isLater: true })),
        });
        expect(await found()).toEqual(expected);
      });

      it('take no name that is not one', async () => {
        await expect(models.ensureCollection({ name: 'x"; --', indexes: [] })).rejects.toThrow(TypeError);
        await expect(
          models.ensureCollection({ name: 'x', indexes: [{ name: 'i', fields: ["a') --"] }] }),
        ).rejects.toThrow(TypeError);
      });
    });

    describe('filters', () => {
      beforeEach(() =>
        put({
          a: { fanId: 'fan_a', price: 5, paid: true, tags: ['x', 'y'], address: { city: 'Ankara' }, rank: 1 },
          b: { fanId: 'fan_b', price: 10, paid: false, tags: ['y'], address: { city: 'Izmir' }, rank: null },
          c: { fanId: 'fan_c', price: 50, paid: true, tags: [], address: { city: 'Ankara' } },
          d: { fanId: 'fan_ab', price: 7.5, paid: true, tags: 'x', quoted: '100%_[', address: {} },
        }),
      );

      const cases: readonly (readonly [string, Filter, readonly string[]])[] = [
        ['nothing: all', {}, ['a', 'b', 'c', 'd']],
        ['equal text', { fanId: 'fan_a' }, ['a']],
        ['an equal number', { price: 7.5 }, ['d']],
        ['true', { paid: true }, ['a', 'c', 'd']],
        ['false', { paid: false }, ['b']],
        ['null: absent or null', { rank: null }, ['b', 'c', 'd']],
        ['null on a nested field', { 'address.city': null }, ['d']],
        ['a nested field', { 'address.city': 'Ankara' }, ['a', 'c']],
        ['an element of an array, or the value alone', { tags: 'x' }, ['a', 'd']],
        ['one of several elements', { tags: { in: ['y', 'z'] } }, ['a', 'b']],
        ['one of several values', { fanId: { in: ['fan_b', 'fan_c', 'fan_z'] } }, ['b', 'c']],
        ['one of several with null', { rank: { in: [1, null] } }, ['a', 'b', 'c', 'd']],
        ['one of none', { fanId: { in: [] } }, []],
        ['one of booleans', { paid: { in: [false] } }, ['b']],
        ['a range, ends included', { price: { gte: 7.5, lte: 10 } }, ['b', 'd']],
        ['a range, ends excluded', { price: { gt: 5, lt: 50 } }, ['b', 'd']],
        ['a range never matches what is absent', { rank: { lte: 1 } }, ['a']],
        ['a range of text', { fanId: { gt: 'fan_a', lt: 'fan_c' } }, ['b', 'd']],
        ['a prefix', { fanId: { prefix: 'fan_a' } }, ['a', 'd']],
        ['a prefix of wildcards taken literally', { quoted: { prefix: '100%_[' } }, ['d']],
        ['a prefix is case-sensitive', { fanId: { prefix: 'FAN' } }, []],
        ['an empty prefix: all that have text', { quoted: { prefix: '' } }, ['d']],
        ['several fields, all of them', { paid: true, 'address.city': 'Ankara', price: { gt: 5 } }, ['c']],
        ['text that looks like SQL', { fanId: "x' OR '1'='1" }, []],
        ['text cut by NUL', { fanId: 'fan_a\u0000b' }, []],
      ];

      it.each(cases)('match %s', async (_name, filter, expected) => {
        expect(await idsWhere(filter)).toEqual(expected);
        expect(await models.count(ORDERS.name, filter)).toBe(expected.length);
      });

      it('refuse what is not a field, and an empty condition', async () => {
        await expect(idsWhere({ "a') OR 1 --": 1 })).rejects.toThrow(TypeError);
        await expect(idsWhere({ fanId: {} })).rejects.toThrow(TypeError);
      });
    });

    describe('pages', () => {
      it('go through all documents in order, by id unless told otherwise', async () => {
        await put({ c: { n: 1 }, a: { n: 3 }, b: { n: 2 } });
        expect(await pagesOf({ limit: 2 })).toEqual([['a', 'b'], ['c']]);
        expect(await pagesOf({ limit: 3 })).toEqual([['a', 'b', 'c']]);
        expect(await pagesOf({ sort: { field: 'n', direction: 'asc' }, limit: 1 })).toEqual([
          ['c'],
          ['b'],
          ['a'],
        ]);
      });

      it('order equal values by id in the same direction', async () => {
        await put({ a: { n: 1 }, b: { n: 1 }, c: { n: 0 }, d: { n: 1 } });
        const sorted = async (direction: 'asc' | 'desc') =>
          (await pagesOf({ sort: { field: 'n', direction }, limit: 1 })).flat();
        expect(await sorted('asc')).toEqual(['c', 'a', 'b', 'd']);
        expect(await sorted('desc')).toEqual(['d', 'b', 'a', 'c']);
      });

      it('put null and absent first, last when descending', async () => {
        await put({ a: { rank: 2 }, b: {}, c: { rank: null }, d: { rank: 1 } });
        for (const limit of [1, 2, 3]) {
          const sorted = async (direction: 'asc' | 'desc') =>
            (await pagesOf({ sort: { field: 'rank', direction }, limit })).flat();
          expect(await sorted('asc')).toEqual(['b', 'c', 'd', 'a']);
          expect(await sorted('desc')).toEqual(['a', 'd', 'c', 'b']);
        }
      });

      it('order numbers as numbers and text by its bytes', async () => {
        await put({ a: { price: 10 }, b: { price: 9 }, c: { price: 9.5 } });
        expect((await pagesOf({ sort: { field: 'price', direction: 'asc' }, limit: 5 })).flat()).toEqual([
          'b',
          'c',
          'a',
        ]);
        await put({ a: { fanId: 'z' }, b: { fanId: 'Z' }, c: { fanId: 'ä' } }, 2n);
        expect((await pagesOf({ sort: { field: 'fanId', direction: 'asc' }, limit: 5 })).flat()).toEqual([
          'b',
          'a',
          'c',
        ]);
      });

      it('never repeat or skip a document that was there, whatever is written in between', async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.option(fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 25 }),
            fc.array(fc.option(fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 25 }),
            fc.constantFrom<'asc' | 'desc'>('asc', 'desc'),
            fc.integer({ min: 1, max: 7 }),
            async (before, later, direction, limit) => {
              await models.dropCollection(ORDERS.name);
              await models.ensureCollection(ORDERS);
              await put(Object.fromEntries(before.map((price, n) => [`m${String(n)}`, { price }])));
              const options: FindOptions = { sort: { field: 'price', direction }, limit };
              const seen: string[] = [];
              let page = await models.find(ORDERS.name, options);
              seen.push(...idsOf(page.documents));
              for (let round = 0; page.next !== undefined; round += 1) {
                const price = later[round % later.length] ?? null;
                await put({ [`a${String(round)}`]: { price }, [`z${String(round)}`]: { price } });
                // As many are added as are read: without an end, this would go on for as long as it runs.
                if (round > 60) break;
                page = await models.find(ORDERS.name, { ...options, after: page.next });
                seen.push(...idsOf(page.documents));
              }
              expect(new Set(seen).size).toBe(seen.length);
              if (page.next === undefined) {
                expect(seen).toEqual(expect.arrayContaining(before.map((_, n) => `m${String(n)}`)));
              }
            },
          ),
          { numRuns: 25 },
        );
      });

      it('go on after the last document of a page was deleted', async () => {
        await put({ a: { price: 1 }, b: { price: 2 }, c: { price: 3 } });
        const options: FindOptions = { sort: { field: 'price', direction: 'desc' }, limit: 2 };
        const { next = '' } = await models.find(ORDERS.name, options);
        await put({ b: null }, 2n);
        expect(idsOf((await models.find(ORDERS.name, { ...options, after: next })).documents)).toEqual(['a']);
      });

      it('refuse a cursor of another order, and what is no cursor', async () => {
        await put({ a: { price: 1 }, b: { price: 2 } });
        const sort = { field: 'price', direction: 'asc' } as const;
        const { next = '' } = await models.find(ORDERS.name, { sort, limit: 1 });
        const foreign: readonly FindOptions[] = [
          { limit: 1, after: next },
          { sort: { field: 'fanId', direction: 'asc' }, limit: 1, after: next },
          { sort: { field: 'price', direction: 'desc' }, limit: 1, after: next },
          { sort, limit: 1, after: '' },
          { sort, limit: 1, after: 'bm90IGEgY3Vyc29y' },
          { sort, limit: 1, after: Buffer.from('["price","asc",{"x":1},"a"]').toString('base64url') },
        ];
        for (const options of foreign) {
          await expect(models.find(ORDERS.name, options)).rejects.toThrow(InvalidCursorError);
        }
      });

      it('have 1 to 1000 documents', async () => {
        await expect(models.find(ORDERS.name, { limit: 0 })).rejects.toThrow(RangeError);
        await expect(models.find(ORDERS.name, { limit: 1_001 })).rejects.toThrow(RangeError);
        await expect(models.find(ORDERS.name, { limit: 1.5 })).rejects.toThrow(RangeError);
      });
    });

    it('scrubs without losing anything', async () => {
      await put({ a: { price: 1 } });
      await put({ a: { price: 2 } }, 2n);
      await models.scrub();
      expect((await models.get(ORDERS.name, 'a'))?.doc).toEqual({ price: 2 });
    });
  });
}
