import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Scrubs } from '../../src/application/runtime/projection-scrubs.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { realClock } from '../support/real-clock.js';
import { withOverride } from '../support/with-override.js';

describe('scrubs', () => {
  let dataDir: string;
  let models: EmbeddedReadModels;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'scrubs-'));
    models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
  });
  afterEach(async () => {
    await models.close();
    await rm(dataDir, { recursive: true });
  });

  it('come again for what was erased while one was under way, though nothing else happens', async () => {
    let scrubbed = 0;
    let later: Promise<void> = Promise.resolve();
    const scrubs: Scrubs = new Scrubs(
      withOverride(models, {
        scrub: async () => {
          scrubbed += 1;
          await models.scrub();
          if (scrubbed > 1) return;
          await scrubs.request();
          later = scrubs.perform();
        },
      }),
      realClock,
    );
    await scrubs.request();
    await scrubs.perform();
    await later;
    expect(scrubbed).toBe(2);
    expect(await models.getValue('scrub')).toBe('done');
  });

  it('come also when one that found nothing due is told so after a request was stored', async () => {
    let isAsked: () => void = () => undefined;
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const answered = new Promise<void>((resolve) => (answer = resolve));
    let reads = 0;
    const scrubs = new Scrubs(
      withOverride(models, {
        getValue: async (key) => {
          const value = await models.getValue(key);
          // The request reads first, and then the scrub, whose answer is on its way for longer.
          if ((reads += 1) === 2) {
            isAsked();
            await answered;
          }
          return value;
        },
        setValue: async (key, value, expected) => {
          await asked;
          return models.setValue(key, value, expected);
        },
      }),
      realClock,
    );

    const requested = scrubs.request();
    const performed = scrubs.perform();
    await requested;
    answer();
    await performed;
    await scrubs.perform();

    expect(await models.getValue('scrub')).toBe('done');
  });

  it('come also for what somebody else has requested since one found nothing due', async () => {
    let isElsewhere = false;
    const elsewhere = new Scrubs(models, realClock);
    const scrubs: Scrubs = new Scrubs(
      withOverride(models, {
        getValue: async (key) => {
          const value = await models.getValue(key);
          if (!isElsewhere) {
            isElsewhere = true;
            await elsewhere.request();
            scrubs.lookAgain();
          }
          return value;
        },
      }),
      realClock,
    );
    await scrubs.perform();
    expect(await models.getValue('scrub')).toMatch(/^due/);
    await scrubs.perform();
    expect(await models.getValue('scrub')).toBe('done');
  });
});
