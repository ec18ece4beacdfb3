import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FencedOutError } from '../../src/application/ports/read-models.js';
import { CatchUpThread } from '../../src/catch-up/catch-up-thread.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedSubjectKeys } from '../../src/infrastructure/embedded/subject-keys/embedded-subject-keys.js';
import { MongoReadModels } from '../../src/infrastructure/mongodb/mongo-read-models.js';
import { allDocuments } from '../application/projection-fixtures.js';
import { newDatabase } from '../support/mongo-database.js';
import { realClock } from '../support/real-clock.js';
import { registerFans } from './registered-fans.js';

const { MONGODB_URL } = process.env;
const FANS = 1_200;
const COLLECTION = 'fan_profiles_v1_r2';

(MONGODB_URL === undefined ? describe.skip : describe)(
  'the thread that catches up, into MongoDB (set MONGODB_URL)',
  () => {
    let dataDir: string;
    let store: EmbeddedEventStore;
    let keys: EmbeddedSubjectKeys;
    let models: MongoReadModels;
    let database: ReturnType<typeof newDatabase>;

    beforeEach(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'catch-up-'));
      store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
      keys = EmbeddedSubjectKeys.open({ dataDir, warn: () => undefined });
      database = newDatabase();
      models = await MongoReadModels.open(database.url);
      await registerFans(FANS, store, keys);
    });

    afterEach(async () => {
      await Promise.all([store.close(), keys.close(), models.close()]);
      await database.drop();
      await rm(dataDir, { recursive: true });
    });

    const run = async (fence: bigint, advanced: () => Promise<void> = () => Promise.resolve()) => {
      const settings = { dataDir, eventStoreUrl: undefined, mongodbUrl: database.url };
      const until = (await store.lastPosition()) ?? 0n;
      await new CatchUpThread({ settings, keys }).run(
        { projection: 'fan_profiles', collection: COLLECTION, fence, until, eventsPerSecond: undefined },
        { advanced, erasing: () => Promise.resolve(), touching: () => Promise.resolve() },
        new AbortController().signal,
      );
    };

    it('builds a read model under the lease of whoever asked', async () => {
      await run(3n);
      expect(await allDocuments(models, COLLECTION)).toHaveLength(FANS);
      expect(await models.lookAtCheckpoint(COLLECTION)).toBe(await store.lastPosition());
    });

    it('moves no checkpoint any more once another instance has the lease', async () => {
      await models.checkpoint(COLLECTION, 4n);
      await expect(run(3n)).rejects.toThrow(FencedOutError.name);
      expect(await models.lookAtCheckpoint(COLLECTION)).toBeUndefined();
    });
  },
);
