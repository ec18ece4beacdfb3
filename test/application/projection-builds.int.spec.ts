import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fanInbox } from '../../src/application/projections/fan-inbox.js';
import { ProjectionBuilds } from '../../src/application/runtime/projection-builds.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { realClock } from '../support/real-clock.js';

describe('the builds of a projection', () => {
  let dataDir: string;
  let models: EmbeddedReadModels;
  let builds: ProjectionBuilds;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'builds-'));
    models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
    builds = new ProjectionBuilds(models, fanInbox);
  });
  afterEach(async () => {
    await models.close();
    await rm(dataDir, { recursive: true });
  });

  it('take the name also where the store has forgotten which one served', async () => {
    await builds.setServing(builds.collection(2), builds.collection(1));
    expect(await builds.findServing()).toBe(builds.collection(2));
  });

  it('do not take it from another one than served', async () => {
    await builds.setServing(builds.collection(3), undefined);
    await expect(builds.setServing(builds.collection(2), builds.collection(1))).rejects.toThrow('meanwhile');
    expect(await builds.findServing()).toBe(builds.collection(3));
  });
});
