import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { Application } from '../../src/application/application.js';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import { LogBehindReadModelsError } from '../../src/application/shortened-log.js';
import { type RunningApplication, runApplication } from '../support/running-application.js';
import { withOverride } from '../support/with-override.js';

describe('a log, compared with the read models that follow it', () => {
  let before: RunningApplication;

  beforeEach(async () => {
    before = await runApplication();
    await before.application.stop();
  });
  afterEach(async () => {
    await before.engines.close();
    await rm(before.dataDir, { recursive: true });
  });

  const reached = async (position: bigint): Promise<void> =>
    before.engines.models.write('elsewhere', [], { name: 'elsewhere', position });

  it('may go on under the hands of another instance, while this one starts', async () => {
    const { models, store } = before.engines;
    const startsBeside: Partial<ReadModels> = {
      furthestCheckpoint: async () => {
        const [first] = await store.readAll({ limit: 1 });
        if (first === undefined) throw new Error('the log is empty');
        const { type, data, metadata } = first;
        const { position } = await store.append('market-XX', 'no_stream', [
          { id: before.engines.random.uuid(), type, data: { ...data, market: 'XX' }, metadata },
        ]);
        await reached(position);
        return models.furthestCheckpoint();
      },
    };
    const application = new Application({ ...before.engines, models: withOverride(models, startsBeside) });
    await application.start();
    await application.stop();
  });

  it('is refused where it ends before them', async () => {
    await reached(((await before.engines.store.lastPosition()) ?? 0n) + 1n);
    await expect(new Application(before.engines).start()).rejects.toBeInstanceOf(LogBehindReadModelsError);
  });
});
