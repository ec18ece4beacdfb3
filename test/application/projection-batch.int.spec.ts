import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import type { DecodedEvent } from '../../src/application/events/decoded-event.js';
import type { GuardedWrite } from '../../src/application/ports/read-models.js';
import { deadlines } from '../../src/application/projections/deadlines.js';
import { applyBatch } from '../../src/application/runtime/projection-batch.js';
import { Scrubs } from '../../src/application/runtime/projection-scrubs.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { realClock } from '../support/real-clock.js';
import { withOverride } from '../support/with-override.js';
import { happened } from './happened.js';

const recordedAt = (position: bigint, event: ShoutoutsEvent) =>
  ({ ...event, id: String(position), position }) as DecodedEvent<ShoutoutsEvent>;

describe('a batch of events', () => {
  let dataDir: string;
  let models: EmbeddedReadModels;
  const written: GuardedWrite[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'batch-'));
    models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
    await models.ensureCollection({ name: 'deadlines_v1', indexes: [] });
    written.length = 0;
  });
  afterEach(async () => {
    await models.close();
    await rm(dataDir, { recursive: true });
  });

  const apply = (fence?: bigint) => {
    const target = withOverride(models, {
      write: (collection, writes, checkpoint) => {
        written.push(...writes);
        return models.write(collection, writes, checkpoint);
      },
    });
    const place = { models: target, scrubs: new Scrubs(models, realClock), projection: deadlines };
    const events = [recordedAt(1n, happened('RefundRequested')), recordedAt(2n, happened('RefundIssued'))];
    return applyBatch({ ...place, collection: 'deadlines_v1', fence }, events, 2n);
  };
  /** What is stored, and asked for, of an erasure, in its order. */
  async function stepsOfErasure(): Promise<readonly string[]> {
    const steps: string[] = [];
    const target = withOverride(models, {
      write: (collection, writes, checkpoint) => {
        steps.push(checkpoint === undefined ? 'documents' : 'checkpoint');
        return models.write(collection, writes, checkpoint);
      },
      setValue: (key, value, expected) => {
        steps.push(`${key} ${value.slice(0, 'due'.length)}`);
        return models.setValue(key, value, expected);
      },
    });
    const place = { models: target, scrubs: new Scrubs(target, realClock), projection: deadlines };
    await applyBatch(
      { ...place, collection: 'deadlines_v1' },
      [recordedAt(1n, happened('PersonErased'))],
      1n,
    );
    return steps;
  }

  const refunds = () => written.filter(({ id }) => id.startsWith('refund:'));

  it('writes that a document came and went, where an instance that was replaced may still write it', async () => {
    await models.checkpoint('deadlines_v1', 1n);
    await apply(1n);
    expect(refunds()).toMatchObject([{ doc: null, position: 2n }]);
  });

  it('asks for a scrub before its checkpoint passes an erasure, so that no crash leaves it undone', async () => {
    expect(await stepsOfErasure()).toEqual(['documents', 'scrub due', 'checkpoint']);
  });

  it('writes nothing of such a document where nobody else writes', async () => {
    await apply();
    expect(refunds()).toEqual([]);
  });
});
