import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reconciliations } from '../../src/application/aggregates.js';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import { ReconciliationProcess } from '../../src/application/processes/reconciliation-process.js';
import type { Looked } from '../../src/application/reconciliation/sections.js';
import { AggregatesRuntime } from '../../src/application/runtime/aggregates-runtime.js';
import { isOutage } from '../../src/application/runtime/outages.js';
import type { Difference } from '../../src/domain/reconciliation/difference.js';
import { type BegunReconciliation, reconciliationId } from '../../src/domain/reconciliation/run.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { realRandom } from '../support/real-random.js';
import { happened } from './happened.js';
import { someContext } from './read-side.js';

const SAID: Difference = {
  ...{ kind: 'status_differs', about: 'refund', objectId: 're_1', orderId: null },
  ...{ amount: { amountMinor: 1_500n, currency: 'TRY' }, ours: 'issued', theirs: 'pending' },
};
const NOTHING: Looked = { after: null, tallies: [], takenIn: 0, takenInAt: null, differences: [] };
const OTHER: Difference = { ...SAID, objectId: 're_2' };

describe('comparing a page of a day', () => {
  let dataDir: string;
  let store: EmbeddedEventStore;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'reconciliation-'));
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
  });
  afterEach(async () => {
    await store.close();
    await rm(dataDir, { recursive: true });
  });

  /** The cases that are in the run after looks that find these. */
  const casesAfter = async (...looks: readonly (readonly Difference[])[]): Promise<number> => {
    const run = await runAfter(1, ...looks.map((differences) => ({ ...NOTHING, differences })));
    return run.caseIds.length;
  };

  /** The run after so many of its events were handled, with these looks in all. */
  async function runAfter(events: number, ...looks: readonly Looked[]): Promise<BegunReconciliation> {
    const codec = shoutoutsCodec(new MemorySubjectKeys());
    const aggregates = new AggregatesRuntime(store, codec, realClock, realRandom);
    const started = happened('ReconciliationStarted');
    const { provider, day } = SAMPLES.ReconciliationStarted;
    const id = reconciliationId(provider, day);
    const stream = `reconciliation-${id}`;
    await store.append(stream, 'no_stream', await codec.encode([started], someContext(), realRandom));
    const found = [...looks];
    const process = new ReconciliationProcess({
      ...{ aggregates, clock: realClock, models: { lookAtCheckpoint: () => Promise.resolve(undefined) } },
      sections: {
        look: () => {
          const looked = found.shift();
          if (looked === undefined) throw new Error('looked once more than was needed');
          return Promise.resolve(looked);
        },
      },
    });
    for (let handled = 0; handled < events; handled += 1) {
      const recorded = (await codec.decode(await store.readStream(stream))).at(-1);
      if (recorded === undefined) throw new Error('nothing was recorded');
      await process.handle(recorded);
    }
    const { state } = await aggregates.load(reconciliations, id);
    if (state.status === 'none') throw new Error('it has not begun');
    return state;
  }

  it('is done with one look where nothing differs', async () => {
    expect(await casesAfter([])).toBe(0);
  });

  it('makes a case of what differs at a second look, too', async () => {
    expect(await casesAfter([SAID], [SAID, OTHER])).toBe(1);
  });

  it('makes none of what agrees by then', async () => {
    expect(await casesAfter([SAID], [])).toBe(0);
  });

  it('goes on behind each page', async () => {
    const pageTo = (after: string): Looked => ({ ...NOTHING, after });
    expect(await runAfter(2, pageTo('txn_1'), pageTo('txn_2'))).toMatchObject({ after: 'txn_2' });
  });

  it('waits where the provider gives the same page again', async () => {
    const page: Looked = { ...NOTHING, after: 'txn_1' };
    const error: unknown = await runAfter(2, page, page).catch((thrown: unknown) => thrown);
    expect(isOutage(error)).toBe(true);
  });
});
