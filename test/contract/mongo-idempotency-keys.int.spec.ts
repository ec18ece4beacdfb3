import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import {
  IdempotencyKeysUnavailableError,
  RequestUnderWayError,
} from '../../src/application/ports/idempotency-keys.js';
import { MongoIdempotencyKeys } from '../../src/infrastructure/mongodb/mongo-idempotency-keys.js';
import { newDatabase, type TestDatabase } from '../support/mongo-database.js';
import { ANSWER, idempotencyKeysContract, newRequest } from './idempotency-keys.contract.js';

const DAY_MS = 24 * 60 * 60_000;

if (process.env['MONGODB_URL'] === undefined) {
  describe.skip('idempotency keys: MongoDB (set MONGODB_URL)', () => it('needs a server', () => undefined));
} else {
  idempotencyKeysContract('MongoDB', async () => {
    const { url, drop } = newDatabase();
    let keys = await MongoIdempotencyKeys.open(url);
    return {
      keys,
      reopen: async () => {
        await keys.close();
        return (keys = await MongoIdempotencyKeys.open(url));
      },
      close: async () => {
        await keys.close();
        await drop();
      },
    };
  });

  describe('idempotency keys in MongoDB, of two instances', () => {
    let database: TestDatabase;
    let nowMs: number;
    let here: MongoIdempotencyKeys;
    let there: MongoIdempotencyKeys;

    beforeEach(async () => {
      database = newDatabase();
      nowMs = Date.parse('2026-11-23T09:30:00.000Z');
      [here, there] = await Promise.all([open(), open()]);
    });
    afterEach(async () => {
      await Promise.all([here.close(), there.close()]);
      await database.drop();
    });

    const open = (waitMs = 20_000) =>
      MongoIdempotencyKeys.open(database.url, { nowMs: () => nowMs, leaseMs: 30_000, waitMs });

    it('let one of them run a request that comes to both at once, and give the other its answer', async () => {
      for (let round = 0; round < 20; round += 1) {
        const request = newRequest();
        const run = async (keys: MongoIdempotencyKeys, body: string) => {
          const kept = await keys.claim(request);
          if (kept?.answer !== undefined) return kept.answer.body;
          await keys.save(request, { ...ANSWER, body });
          return body;
        };
        const [first, second] = await Promise.all([run(here, 'here'), run(there, 'there')]);
        expect(second).toBe(first);
      }
    });

    it('do not wait for a request that its instance left, released, or did not live to answer', async () => {
      const [left, released, closed] = [newRequest(), newRequest(), newRequest()];
      const ended = await open();
      await here.claim(left);
      await here.claim(released);
      await ended.claim(closed);
      await here.leave(left);
      await here.release(released);
      await ended.close();
      expect(await there.claim(left)).toEqual({ fingerprint: 'accept' });
      expect(await there.claim(released)).toBeUndefined();
      expect(await there.claim(closed)).toEqual({ fingerprint: 'accept' });
    });

    it('let a request be run again after the lease of an instance that was killed, and by one only', async () => {
      const request = newRequest();
      await here.claim(request);
      const impatient = await open(0);
      await expect(impatient.claim(request)).rejects.toThrow(RequestUnderWayError);
      nowMs += 30_001;
      expect(await there.claim(request)).toEqual({ fingerprint: 'accept' });
      await expect(impatient.claim(request)).rejects.toThrow(RequestUnderWayError);
      await impatient.close();
    });

    it('let nobody who lost the lease free the key, or replace the answer that was given', async () => {
      const request = newRequest();
      await here.claim(request);
      nowMs += 30_001;
      await there.claim(request);
      await here.release(request);
      await there.save(request, ANSWER);
      await here.save(request, { ...ANSWER, body: 'too late' });
      expect((await here.claim(request))?.answer).toEqual(ANSWER);
    });

    it('refuse another request under the key at once', async () => {
      const request = newRequest();
      await here.claim(request);
      expect(await there.claim({ ...request, fingerprint: 'decline' })).toEqual({ fingerprint: 'accept' });
    });

    it('forget after 30 days, here by themselves and in the database by its index', async () => {
      const request = newRequest();
      await here.claim(request);
      await here.save(request, ANSWER);
      nowMs += 30 * DAY_MS - 1;
      expect((await there.claim(request))?.answer).toEqual(ANSWER);
      nowMs += 2;
      expect(await there.claim({ ...request, fingerprint: 'decline' })).toBeUndefined();
      expect(await there.claim({ ...request, fingerprint: 'decline' })).toEqual({ fingerprint: 'decline' });

      const client = await new MongoClient(database.url).connect();
      const indexes = await client.db().collection('idempotency_keys').indexes();
      await client.close();
      expect(indexes).toContainEqual(
        expect.objectContaining({ key: { begunAt: 1 }, expireAfterSeconds: (30 * DAY_MS) / 1000 }),
      );
    });

    it('hold no key in plain text: clients may put anything into one', async () => {
      const request = newRequest({ scope: 'cre_known', key: 'ada@example.com' });
      await here.claim(request);
      await here.save(request, ANSWER);
      const client = await new MongoClient(database.url).connect();
      const stored = JSON.stringify(await client.db().collection('idempotency_keys').find().toArray());
      await client.close();
      expect(stored).toContain('accept');
      expect(stored).not.toMatch(/ada@example|cre_known/);
    });

    it('say that they cannot be used when they are closed', async () => {
      const closed = await open();
      await closed.close();
      await expect(closed.claim(newRequest())).rejects.toThrow(IdempotencyKeysUnavailableError);
    });
  });
}
