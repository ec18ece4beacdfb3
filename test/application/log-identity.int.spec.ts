import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegisterFan, RegisterFanHandler } from '../../src/application/fans/register-fan.js';
import {
  claimReadModels,
  ForeignLogError,
  ReadModelsOfAnotherLogError,
} from '../../src/application/log-identity.js';
import { makeId } from '../../src/domain/ids.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { realClock } from '../support/real-clock.js';
import { runApplication } from '../support/running-application.js';
import { append, placed } from './projection-fixtures.js';

describe('read models', () => {
  let folder: string;
  let store: EmbeddedEventStore;
  let models: EmbeddedReadModels;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'log-identity-'));
    store = await openLog(folder);
    models = await EmbeddedReadModels.open({ dataDir: folder, clock: realClock });
  });
  afterEach(async () => {
    await Promise.all([store.close(), models.close()]);
    rmSync(folder, { recursive: true });
  });

  const openLog = (dataDir: string) => EmbeddedEventStore.open({ dataDir, clock: realClock });

  it('belong to the log that they followed first, however long it has become', async () => {
    await claimReadModels(models, store);
    await append(store, placed('ord_1', 'fan_1'));
    await claimReadModels(models, store);
    await append(store, placed('ord_2', 'fan_1'));
    await claimReadModels(models, store);
    await store.close();
    store = await openLog(folder);
    await claimReadModels(models, store);
  });

  it('do not follow another log, be it empty or begun by the same command', async () => {
    const first = placed('ord_1', 'fan_1');
    await append(store, first);
    await claimReadModels(models, store);
    const elsewhere = mkdtempSync(join(tmpdir(), 'log-identity-'));
    const another = await openLog(elsewhere);
    await expect(claimReadModels(models, another)).rejects.toThrow(ReadModelsOfAnotherLogError);
    await append(another, first, placed('ord_2', 'fan_1'));
    await expect(claimReadModels(models, another)).rejects.toThrow(/MONGODB_URL/);
    await another.close();
    rmSync(elsewhere, { recursive: true });
  });

  it.each([
    ['another program', { type: 'CartEmptied', metadata: {} }, /does not know the type/],
    ['a later release', { type: 'MarketTermsPublished', metadata: { schema: 99 } }, /knows versions up to/],
  ])('are not made of a log that %s began: the program does not start on it', async (_, foreign, why) => {
    await append(store, placed('ord_1', 'fan_1'));
    const dataDir = mkdtempSync(join(tmpdir(), 'log-identity-'));
    const other = await openLog(dataDir);
    await other.append('cart-1', 'no_stream', [{ id: crypto.randomUUID(), data: {}, ...foreign }]);
    await other.close();
    const refusal: unknown = await runApplication(dataDir).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ForeignLogError);
    expect(String(refusal)).toMatch(why);
    rmSync(dataDir, { recursive: true });
  });

  it('of another log can be deleted as the refusal says, and nobody loses their key', async () => {
    const other = await runApplication();
    await other.stop();
    const running = await runApplication();
    const fanId = makeId('fan', running.engines.random.uuid());
    await new RegisterFanHandler(running.application.aggregates).execute(
      new RegisterFan(fanId, { name: 'Deniz', market: 'TR' }, running.context({ role: 'fan', id: fanId })),
    );
    await running.stop();
    const { dataDir } = running;
    copyFileSync(join(other.dataDir, 'read-models.sqlite'), join(dataDir, 'read-models.sqlite'));
    const refused = runApplication(dataDir);
    await expect(refused).rejects.toThrow(ReadModelsOfAnotherLogError);
    await expect(refused).rejects.toThrow('in DATA_DIR read-models.sqlite and idempotency.sqlite, each with');
    for (const name of ['read-models.sqlite', 'idempotency.sqlite'])
      for (const suffix of ['', '-wal', '-shm']) rmSync(join(dataDir, name + suffix), { force: true });

    const again = await runApplication(dataDir);
    await again.caughtUp('fan_profiles');
    const collection = again.application.projections.collectionOf('fan_profiles');
    expect(await again.engines.models.get(collection, fanId)).toMatchObject({ doc: { name: 'Deniz' } });
    await again.end();
    rmSync(other.dataDir, { recursive: true });
  });

  it('are claimed by the program when it starts', async () => {
    const running = await runApplication();
    await running.stop();
    await append(store, placed('ord_1', 'fan_1'));
    const theirs = await EmbeddedReadModels.open({ dataDir: running.dataDir, clock: realClock });
    await expect(claimReadModels(theirs, store)).rejects.toThrow(ReadModelsOfAnotherLogError);
    const own = await openLog(running.dataDir);
    await claimReadModels(theirs, own);
    await Promise.all([theirs.close(), own.close()]);
    rmSync(running.dataDir, { recursive: true });
  });
});
