import { describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Happening } from '../../src/application/ports/telemetry.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { ObservedEventStore } from '../../src/infrastructure/telemetry/observed-event-store.js';
import { realClock } from '../support/real-clock.js';
import { eventStoreContract } from './event-store.contract.js';
import { someEvents } from './event-store/subject.js';

async function openObserved() {
  const dataDir = await mkdtemp(join(tmpdir(), 'event-store-'));
  const told: Happening[] = [];
  const telemetry = { now: () => 0, tell: (happening: Happening) => void told.push(happening) };
  const open = async () =>
    new ObservedEventStore(await EmbeddedEventStore.open({ dataDir, clock: realClock }), telemetry);
  let store = await open();
  return {
    ...{ store, told },
    async reopen() {
      await store.close();
      return (store = await open());
    },
    async close() {
      await store.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

eventStoreContract('observed', openObserved);

describe('an observed event store', () => {
  it('tells of each append and how it ended', async () => {
    const opened = await openObserved();
    const { store, told } = opened;
    const events = someEvents(2);
    await store.append('order-1', 'no_stream', events);
    await expect(store.append('order-1', 'no_stream', someEvents(1))).rejects.toThrow();
    await opened.close();
    await expect(store.append('order-1', 1n, someEvents(1))).rejects.toThrow();
    expect(told).toMatchObject([
      { of: 'append', category: 'order', outcome: 'appended', events },
      { of: 'append', category: 'order', outcome: 'conflict' },
      { of: 'append', category: 'order', outcome: 'failed' },
    ]);
  });
});
