import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDb } from '../../src/infrastructure/eventstoredb/event-store-db.js';
import { EventStoreDbDouble } from '../support/eventstoredb/event-store-db-double.js';
import { realClock } from '../support/real-clock.js';
import { describe, it } from '@jest/globals';
import { eventStoreContract } from './event-store.contract.js';

const warn = (): void => undefined;

async function opened(url: string, end: () => Promise<void>) {
  let store = await EventStoreDb.open({ url, clock: realClock, warn });
  return {
    store,
    async reopen() {
      await store.close();
      store = await EventStoreDb.open({ url, clock: realClock, warn });
      return store;
    },
    async close() {
      await store.close();
      await end();
    },
  };
}

eventStoreContract('EventStoreDB, spoken by the double', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'eventstoredb-'));
  const double = await EventStoreDbDouble.start({ dataDir });
  return opened(double.url, async () => {
    await double.kill();
    await rm(dataDir, { recursive: true });
  });
});

const { EVENTSTORE_URL } = process.env;
if (EVENTSTORE_URL === undefined)
  describe('event store: EventStoreDB', () => {
    it.skip('needs a server, at EVENTSTORE_URL', () => undefined);
  });
else eventStoreContract('EventStoreDB', () => opened(EVENTSTORE_URL, () => Promise.resolve()));
