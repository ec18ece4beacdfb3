import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  claimReadModels,
  ForeignLogError,
  ReadModelsOfAnotherLogError,
} from '../../src/application/log-identity.js';
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
