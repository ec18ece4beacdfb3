import { DocumentServer } from '../../sim/ports/document-server.js';
import { SimulatedEventStore, SimulatedLog } from '../../sim/ports/event-store.js';
import { SimulatedReadModels } from '../../sim/ports/read-models.js';
import { realClock } from '../support/real-clock.js';
import { immediateTime, undisturbedCalls } from '../support/simulated-calls.js';
import { eventStoreContract } from './event-store.contract.js';
import { readModelsContract } from './read-models.contract.js';

eventStoreContract('simulated', () => {
  const log = new SimulatedLog(
    () => Date.now(),
    () => undefined,
  );
  const open = () => new SimulatedEventStore(log, undisturbedCalls(), immediateTime, () => 0, realClock);
  return Promise.resolve({
    store: open(),
    reopen: () => Promise.resolve(open()),
    close: () => Promise.resolve(),
  });
});

for (const [name, elapsedMs] of [
  ['simulated', undefined],
  ['simulated, forgetful', () => performance.now()],
] as const)
  readModelsContract(name, () => {
    const server = new DocumentServer(elapsedMs);
    const open = () => new SimulatedReadModels(server, undisturbedCalls());
    return Promise.resolve({
      models: open(),
      reopen: () => Promise.resolve(open()),
      close: () => Promise.resolve(),
    });
  });
