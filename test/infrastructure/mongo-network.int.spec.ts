import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IdempotencyKeysUnavailableError } from '../../src/application/ports/idempotency-keys.js';
import { ReadModelsUnavailableError } from '../../src/application/ports/read-models.js';
import { SubjectKeysUnavailableError } from '../../src/application/ports/subject-keys.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { MongoIdempotencyKeys } from '../../src/infrastructure/mongodb/mongo-idempotency-keys.js';
import { MongoReadModels } from '../../src/infrastructure/mongodb/mongo-read-models.js';
import { MongoSubjectKeys } from '../../src/infrastructure/mongodb/mongo-subject-keys.js';
import { append } from '../application/projection-fixtures.js';
import { ANSWER, newRequest } from '../contract/idempotency-keys.contract.js';
import { newFan } from '../support/marketplace.js';
import { newDatabase, type TestDatabase } from '../support/mongo-database.js';
import { realClock } from '../support/real-clock.js';
import { runServer } from '../support/server.js';
import { Toxiproxy } from '../support/toxiproxy.js';
import { until } from '../support/until.js';
import { eventsOf, expectAsMadeAnew, runtimeOver } from './projections-beside.js';

const { MONGODB_URL, TOXIPROXY_URL } = process.env;
const FAULT_SHOWS_WITHIN_MS = 30_000;
const CATCHES_UP_WITHIN_MS = 60_000;

(MONGODB_URL === undefined || TOXIPROXY_URL === undefined ? describe.skip : describe)(
  'over a network that fails, MongoDB (set MONGODB_URL and TOXIPROXY_URL)',
  () => {
    let folder: string;
    let database: TestDatabase;
    let network: Toxiproxy;
    /** The database, through the network. */
    let url: string;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'mongo-network-'));
      database = newDatabase();
      const direct = new URL(database.url);
      network = await Toxiproxy.inFrontOf(direct.host);
      direct.host = network.listen;
      url = direct.href;
    });
    afterEach(async () => {
      await network.remove();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    });

    it.each([
      ['cut', () => network.cut()],
      ['silent', () => network.blackhole()],
      ['slow', () => network.slow(250)],
    ] as const)(
      'read models lose nothing while it is %s, and catch up after that',
      async (_, fail) => {
        const store = await EmbeddedEventStore.open({ dataDir: folder, clock: realClock });
        const models = await MongoReadModels.open(url);
        const runtime = runtimeOver(store, models);
        await runtime.start();
        let appended = 0;
        const appendSome = async (count: number) => {
          let position = 0n;
          for (const end = appended + count; appended < end; appended += 1)
            position = await append(store, ...eventsOf(appended));
          return position;
        };
        expect(await runtime.waitFor('orders', await appendSome(30), CATCHES_UP_WITHIN_MS)).toBe(true);

        const load = appendSome(120);
        await fail();
        await load;
        const during = await appendSome(1);
        await until(
          () => runtime.status(),
          ({ projections }) =>
            projections.some(({ trouble, position }) => trouble !== undefined || position === during),
          FAULT_SHOWS_WITHIN_MS,
        );
        const position = await appendSome(30);
        await network.mend();

        await expectAsMadeAnew({ store, models, runtime }, position, folder);
        await runtime.stop();
        await Promise.all([models.close(), store.close()]);
      },
      120_000,
    );

    it('nothing is written that builds on what was read before a connection broke, until the checkpoint is read again', async () => {
      const models = await MongoReadModels.open(url);
      const collection = 'orders_v1';
      const writes = [{ id: 'ord_1', doc: { state: 'placed' }, position: 2n }];
      await models.ensureCollection({ name: collection, indexes: [] });
      expect(await models.checkpoint(collection)).toBeUndefined();
      await models.write(collection, writes, { name: collection, position: 2n });
      await network.cut();
      await expect(models.get(collection, 'ord_1')).rejects.toThrow(ReadModelsUnavailableError);
      await network.mend();
      await until(
        () => models.get(collection, 'ord_1').catch(() => undefined),
        (found) => found !== undefined,
      );
      const later = [{ id: 'ord_1', doc: { state: 'rated' }, position: 3n }];
      await expect(models.write(collection, later)).rejects.toThrow(/a connection broke/);
      await expect(models.write(collection, later, { name: collection, position: 3n })).rejects.toThrow(
        /a connection broke/,
      );
      expect((await models.get(collection, 'ord_1'))?.position).toBe(2n);
      // It goes back to one that had settled: there was none yet.
      expect(await models.checkpoint(collection)).toBeUndefined();
      await models.write(collection, later, { name: collection, position: 3n });
      expect((await models.get(collection, 'ord_1'))?.position).toBe(3n);
      await models.close();
    });

    it('keys of persons are made, read and destroyed in full or not at all', async () => {
      const masterKeyFile = join(folder, 'master.key');
      writeFileSync(masterKeyFile, randomBytes(32), { mode: 0o600 });
      const keys = await MongoSubjectKeys.open(url, { masterKeyFile, warn: () => undefined });
      const made = await keys.keysToEncrypt(['fan_a', 'fan_b']);
      await network.cut();
      await expect(keys.keysToEncrypt(['fan_c'])).rejects.toThrow(SubjectKeysUnavailableError);
      await expect(keys.keysToDecrypt(['fan_a'])).rejects.toThrow(SubjectKeysUnavailableError);
      await expect(keys.destroy('fan_b')).rejects.toThrow(SubjectKeysUnavailableError);
      await network.mend();
      const found = await until(
        () => keys.keysToDecrypt(['fan_a', 'fan_b']).catch(() => undefined),
        (answer) => answer !== undefined,
      );
      expect(found).toEqual(made);
      await keys.destroy('fan_b');
      expect((await keys.keysToDecrypt(['fan_a', 'fan_b'])).size).toBe(1);
      await keys.close();
    });

    it('an idempotency key whose claim was lost is found as it was left', async () => {
      const keys = await MongoIdempotencyKeys.open(url);
      const [answered, begun] = [newRequest(), newRequest()];
      await keys.claim(answered);
      await keys.claim(begun);
      await keys.save(answered, ANSWER);
      await network.cut();
      await expect(keys.claim(newRequest())).rejects.toThrow(IdempotencyKeysUnavailableError);
      await expect(keys.save(begun, ANSWER)).rejects.toThrow(IdempotencyKeysUnavailableError);
      await network.mend();
      const kept = await until(
        () => keys.claim(answered).catch(() => undefined),
        (answer) => answer !== undefined,
      );
      expect(kept).toEqual({ fingerprint: 'accept', answer: ANSWER });
      expect(await keys.claim(begun)).toEqual({ fingerprint: 'accept' });
      await keys.close();
    });

    it('queries answer 503 with Retry-After meanwhile, commands are taken, and all of them are there afterwards', async () => {
      const running = await runServer({ MONGODB_URL: url }, folder);
      const fan = await newFan(running.api);
      expect(await fan.caller.get('/v1/fans/me')).toMatchObject({ fan_id: fan.id });
      await network.cut();
      const refused = await until(
        () => fan.caller.tryGet('/v1/fans/me', { 'shoutouts-position': '0' }),
        ({ status }) => status !== 200,
      );
      // Whichever notices first: who reads the document, or who keeps count of how far the read model is.
      expect(['store_unavailable', 'read_model_behind']).toContain(refused.outcome);
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      const another = await newFan(running.api, { name: 'Can' });
      expect((await another.caller.tryGet('/v1/fans/me')).status).toBe(503);
      await network.mend();
      const found = await until(
        () => another.caller.tryGet('/v1/fans/me'),
        ({ status }) => status === 200,
        CATCHES_UP_WITHIN_MS,
      );
      expect(found.body).toMatchObject({ fan_id: another.id, name: 'Can' });
      await running.close();
    }, 90_000);
  },
);
