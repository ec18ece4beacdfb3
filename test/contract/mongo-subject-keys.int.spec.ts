import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Binary, MongoClient } from 'mongodb';
import { KeysOfLogMissingError, requireKeysOfLog } from '../../src/application/keys-of-log.js';
import { HOW_TO_DELETE_READ_MODELS, LOG_KEY } from '../../src/application/log-identity.js';
import {
  SubjectErasedError,
  type SubjectKeys,
  SubjectKeysUnavailableError,
} from '../../src/application/ports/subject-keys.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import {
  MasterKeyError,
  SubjectKeyDamagedError,
} from '../../src/infrastructure/embedded/subject-keys/errors.js';
import { MongoIdempotencyKeys } from '../../src/infrastructure/mongodb/mongo-idempotency-keys.js';
import { MongoReadModels } from '../../src/infrastructure/mongodb/mongo-read-models.js';
import { MongoSubjectKeys } from '../../src/infrastructure/mongodb/mongo-subject-keys.js';
import { newDatabase, type TestDatabase } from '../support/mongo-database.js';
import { realClock } from '../support/real-clock.js';
import { subjectKeysContract } from './subject-keys.contract.js';

const ROUNDS = 30;

const newKeyFile = (folder: string): string => {
  const path = join(folder, `key-${randomBytes(4).toString('hex')}`);
  writeFileSync(path, randomBytes(32), { mode: 0o600 });
  return path;
};
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'mongo-keys-'));
const warn = () => undefined;

if (process.env['MONGODB_URL'] === undefined) {
  describe.skip('SubjectKeys: MongoDB (set MONGODB_URL)', () => it('needs a server', () => undefined));
} else {
  subjectKeysContract('MongoDB', () => {
    const folder = newFolder();
    const masterKeyFile = newKeyFile(folder);
    const { url, drop } = newDatabase();
    return Promise.resolve({
      open: () => MongoSubjectKeys.open(url, { masterKeyFile, warn }),
      dispose: async () => {
        await drop();
        rmSync(folder, { recursive: true });
      },
    });
  });

  describe('subject keys in MongoDB, of two instances', () => {
    let folder: string;
    let masterKeyFile: string;
    let database: TestDatabase;
    let here: SubjectKeys;
    let there: SubjectKeys;

    beforeEach(async () => {
      folder = newFolder();
      masterKeyFile = newKeyFile(folder);
      database = newDatabase();
      [here, there] = await Promise.all([open(), open()]);
    });
    afterEach(async () => {
      await Promise.all([here.close(), there.close()]);
      await database.drop();
      rmSync(folder, { recursive: true });
    });

    const open = (keyFile = masterKeyFile) =>
      MongoSubjectKeys.open(database.url, { masterKeyFile: keyFile, warn });
    const rounds = Array.from({ length: ROUNDS }, (_, round) => `fan_${String(round)}`);

    it('give a person whom both meet at the same moment one key', async () => {
      for (const fan of rounds) {
        const answers = await Promise.all(
          [here, there, here, there].map((keys) => keys.keysToEncrypt([fan, 'cre_a'])),
        );
        expect(new Set(answers.map((keys) => keys.get(fan)?.toString('hex'))).size).toBe(1);
      }
    });

    it('never give a key once the other has destroyed it', async () => {
      await here.keysToEncrypt(['fan_a']);
      expect((await there.keysToDecrypt(['fan_a'])).size).toBe(1);
      await here.destroy('fan_a');
      expect(await there.keysToDecrypt(['fan_a'])).toEqual(new Map());
      await expect(there.keysToEncrypt(['fan_a'])).rejects.toThrow(new SubjectErasedError('fan_a'));
    });

    it('leave nobody a key who is erased in the moment in which one is made', async () => {
      for (const fan of rounds) {
        const made = there.keysToEncrypt([fan]).catch((error: unknown) => error);
        await here.destroy(fan);
        await made;
        for (const keys of [here, there]) {
          expect(await keys.keysToDecrypt([fan])).toEqual(new Map());
          await expect(keys.keysToEncrypt([fan])).rejects.toThrow(SubjectErasedError);
        }
      }
    });

    it('do not start with another master key, and name the setting', async () => {
      const refused = open(newKeyFile(folder));
      await expect(refused).rejects.toThrow(MasterKeyError);
      await expect(refused).rejects.toThrow(/MASTER_KEY_FILE/);
      await expect(open(join(folder, 'nowhere'))).rejects.toThrow(/nowhere is not there.*MASTER_KEY_FILE/);
    });

    it('wrap what they store, bound to its person, and hold nothing of who was erased', async () => {
      const key = (await here.keysToEncrypt(['fan_a', 'fan_b', 'fan_c'])).get('fan_a');
      await here.destroy('fan_c');
      const client = await new MongoClient(database.url).connect();
      const stored = client.db().collection<{ _id: string; wrapped: Binary | null }>('subject_keys');
      const wrapped = (await stored.findOne({ _id: 'fan_a' }))?.wrapped;
      expect(Buffer.from(wrapped?.value() ?? []).length).toBeGreaterThan(32);
      expect(Buffer.from(wrapped?.value() ?? []).includes(key ?? '')).toBe(false);
      expect(await stored.findOne({ _id: 'fan_c' })).toEqual({ _id: 'fan_c', wrapped: null });

      await stored.updateOne({ _id: 'fan_b' }, { $set: { wrapped: wrapped ?? null } });
      await client.close();
      await expect(there.keysToDecrypt(['fan_b'])).rejects.toThrow(new SubjectKeyDamagedError('fan_b'));
    });

    it('stay when the read models beside them are deleted as the program advises', async () => {
      const key = (await here.keysToEncrypt(['fan_a'])).get('fan_a');
      const models = await MongoReadModels.open(database.url);
      await models.ensureCollection({ name: 'order_view_v1', indexes: [] });
      await models.setValue(LOG_KEY, 'another log', undefined);
      await models.close();
      const requests = await MongoIdempotencyKeys.open(database.url);
      await requests.close();

      const [, named = ''] =
        /every collection of its database but ([^.]+)\./.exec(HOW_TO_DELETE_READ_MODELS) ?? [];
      const kept = named.split(/, | and /);
      const client = await new MongoClient(database.url).connect();
      for (const { collectionName } of await client.db().collections())
        if (!kept.includes(collectionName)) await client.db().dropCollection(collectionName);
      await client.close();

      const again = await MongoReadModels.open(database.url);
      expect([await again.collections(), await again.getValue(LOG_KEY)]).toEqual([[], undefined]);
      await again.close();
      const keys = await open();
      expect((await keys.keysToDecrypt(['fan_a'])).get('fan_a')).toEqual(key);
      await keys.close();
      await expect(open(newKeyFile(folder))).rejects.toThrow(MasterKeyError);
    });

    it('that are not there stop the start on a log with persons, and name the database that was looked in', async () => {
      const store = await EmbeddedEventStore.open({ dataDir: folder, clock: realClock });
      try {
        await requireKeysOfLog(store, there);
        const data = { name: { $enc: 'v1.AAAA', for: ['fan_a'] } };
        const registered = { id: randomUUID(), type: 'FanRegistered', data, metadata: { schema: 1 } };
        await store.append('fan-fan_a', 'no_stream', [registered]);
        const refused = requireKeysOfLog(store, there);
        await expect(refused).rejects.toThrow(KeysOfLogMissingError);
        const name = new URL(database.url).pathname.slice(1);
        await expect(refused).rejects.toThrow(`the database ${name}, which MONGODB_URL names`);
        await here.destroy('fan_a');
        await requireKeysOfLog(store, there);
      } finally {
        await store.close();
      }
    });

    it('say that they cannot be used when they are closed', async () => {
      const closed = await open();
      await closed.close();
      await expect(closed.keysToEncrypt(['fan_a'])).rejects.toThrow(SubjectKeysUnavailableError);
      await expect(closed.destroy('fan_a')).rejects.toThrow(SubjectKeysUnavailableError);
      await expect(closed.haveAny()).rejects.toThrow(SubjectKeysUnavailableError);
    });
  });
}
