import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { MongoReadModels } from '../../src/infrastructure/mongodb/mongo-read-models.js';
import { pageQueries } from '../../src/infrastructure/mongodb/query.js';
import { newDatabase } from '../support/mongo-database.js';
import { readModelsContract } from './read-models.contract.js';

const { MONGODB_URL } = process.env;

if (MONGODB_URL === undefined) {
  describe.skip('ReadModels: MongoDB (set MONGODB_URL)', () => it('needs a server', () => undefined));
} else {
  readModelsContract('MongoDB', async () => {
    const { url, drop } = newDatabase();
    let models = await MongoReadModels.open(url);
    return {
      models,
      reopen: async () => {
        await models.close();
        return (models = await MongoReadModels.open(url));
      },
      close: async () => {
        await models.close();
        await drop();
      },
    };
  });
}

(MONGODB_URL === undefined ? describe.skip : describe)(
  'pages of read models in MongoDB (set MONGODB_URL)',
  () => {
    const { url, drop } = newDatabase();
    let client: MongoClient;
    let canExplain = false;

    beforeAll(async () => {
      client = await new MongoClient(url).connect();
      const models = await MongoReadModels.open(url);
      await models.ensureCollection({
        name: 'orders_v1',
        indexes: [{ name: 'by_fan', fields: ['fanId', 'placedAt'] }],
      });
      await models.close();
      canExplain = await client
        .db()
        .command({ explain: { find: 'orders_v1', filter: {} } })
        .then(
          () => true,
          () => false,
        );
    });
    afterAll(async () => {
      await client.close();
      await drop();
    });

    it.each([
      [undefined, 'asc'],
      [{ value: '2026', id: 'ord_1' }, 'asc'],
      [{ value: '2026', id: 'ord_1' }, 'desc'],
      [{ value: null, id: 'ord_1' }, 'asc'],
    ] as const)(
      'are found by their index, without sorting, after %j %s (needs explain)',
      async (after, direction) => {
        if (!canExplain) {
          process.stderr.write('skipped: this server does not explain\n');
          return;
        }
        const options = { filter: { fanId: 'fan_a' }, sort: { field: 'placedAt', direction }, limit: 50 };
        for (const { filter, sort } of pageQueries(options, after)) {
          const plan = JSON.stringify(
            await client
              .db()
              .collection('orders_v1')
              .find(filter as object)
              .sort(sort)
              .limit(50)
              .explain('queryPlanner'),
          );
          expect(plan).toContain('"by_fan"');
          expect(plan).not.toMatch(/"COLLSCAN"|"SORT"/);
        }
      },
    );
  },
);

(MONGODB_URL === undefined ? describe.skip : describe)(
  'a document that was deleted in MongoDB (set MONGODB_URL)',
  () => {
    const { url, drop } = newDatabase();
    let models: MongoReadModels;

    beforeAll(async () => {
      models = await MongoReadModels.open(url);
      await models.ensureCollection({ name: 'orders_v1', indexes: [] });
      await models.write('orders_v1', [{ id: 'ord_1', doc: { state: 'placed' }, position: 5n, isNew: true }]);
      await models.write('orders_v1', [{ id: 'ord_1', doc: null, position: 9n }]);
    });
    afterAll(async () => {
      await models.close();
      await drop();
    });

    it.each([true, false])(
      'is not brought back by an instance that stood still and writes what is older (seen as new: %s)',
      async (isNew) => {
        const late = { id: 'ord_1', doc: { state: 'accepted' }, position: 7n, isNew };
        await models.write('orders_v1', [late]);
        expect(await models.get('orders_v1', 'ord_1')).toBeUndefined();
        expect(await models.getMany('orders_v1', ['ord_1'])).toEqual([]);
        expect((await models.find('orders_v1', { limit: 10 })).documents).toEqual([]);
        expect(await models.count('orders_v1')).toBe(0);
      },
    );

    it('is not found by a condition that asks for what is absent', async () => {
      expect(await models.count('orders_v1', { state: null })).toBe(0);
      const found = await models.find('orders_v1', { filter: { state: null }, limit: 10 });
      expect(found.documents).toEqual([]);
    });

    it('is there again by what is newer', async () => {
      const again = { id: 'ord_1', doc: { state: 'placed again' }, position: 11n, isNew: true };
      await models.write('orders_v1', [again]);
      expect(await models.get('orders_v1', 'ord_1')).toMatchObject({ position: 11n, doc: again.doc });
      expect(await models.count('orders_v1')).toBe(1);
    });
  },
);
