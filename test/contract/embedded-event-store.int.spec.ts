import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { realClock } from '../support/real-clock.js';
import { eventStoreContract } from './event-store.contract.js';

eventStoreContract('embedded', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'event-store-'));
  let store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
  return {
    store,
    async reopen() {
      await store.close();
      store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
      return store;
    },
    async close() {
      await store.close();
      await rm(dataDir, { recursive: true });
    },
  };
});
