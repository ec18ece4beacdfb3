import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fanInbox } from '../../src/application/projections/fan-inbox.js';
import { rebuilding } from '../../src/application/runtime/builds.js';
import { ProjectionBuilds } from '../../src/application/runtime/projection-builds.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { realClock } from '../support/real-clock.js';
import { withOverride } from '../support/with-override.js';

describe('what the store has of the builds of a projection', () => {
  let dataDir: string;
  let models: EmbeddedReadModels;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'builds-'));
    models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
  });
  afterEach(async () => {
    await models.close();
    await rm(dataDir, { recursive: true });
  });

  it('begins with one of the version of today, and is the same whenever it is read', async () => {
    const version = String(fanInbox.version);
    for (let times = 0; times < 2; times += 1)
      expect(await new ProjectionBuilds(models, fanInbox).read()).toEqual({
        serving: `fan_inbox_v${version}`,
        made: `fan_inbox_v${version}`,
      });
  });

  it('is read from folders that have nothing but the name of what serves', async () => {
    await models.setValue('serving:fan_inbox', 'fan_inbox_v1_r7', undefined);
    expect(await new ProjectionBuilds(models, fanInbox).read()).toMatchObject({ serving: 'fan_inbox_v1_r7' });
  });

  it('loses no change of two that are made at once', async () => {
    const builds = new ProjectionBuilds(models, fanInbox);
    const { serving } = await builds.read();
    let isFirst = true;
    const overtaken = new ProjectionBuilds(
      withOverride(models, {
        setValue: async (key: string, value: string, expected: string | undefined) => {
          if (isFirst) await builds.change((found) => ({ ...found, erasedAt: '7' }));
          isFirst = false;
          return models.setValue(key, value, expected);
        },
      }),
      fanInbox,
    );
    await overtaken.change((found) => ({ ...found, kept: serving }));
    expect(await builds.read()).toMatchObject({ kept: serving, erasedAt: '7' });
  });

  it('gives no name twice, though the collection that had it is gone', async () => {
    const builds = new ProjectionBuilds(models, { ...fanInbox, version: 1 });
    const begin = () => builds.change((found, naming) => rebuilding(found, naming, {}));
    expect((await begin()).next?.collection).toBe('fan_inbox_v1_r2');
    await builds.change(({ next: _dropped, ...found }) => found);
    expect((await begin()).next?.collection).toBe('fan_inbox_v1_r3');
  });
});
