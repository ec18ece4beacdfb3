import { expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DocumentServer } from '../../sim/ports/document-server.js';
import { SimulatedReadModels } from '../../sim/ports/read-models.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { append } from '../application/projection-fixtures.js';
import { realClock } from '../support/real-clock.js';
import { undisturbedCalls } from '../support/simulated-calls.js';
import { until } from '../support/until.js';
import { eventsOf, expectAsMadeAnew, runtimeOver } from './projections-beside.js';

it('projections make good what a server forgot, though nothing new comes into the log', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'forgetful-'));
  const store = await EmbeddedEventStore.open({ dataDir: folder, clock: realClock });
  const server = new DocumentServer(() => performance.now());
  const models = new SimulatedReadModels(server, undisturbedCalls(), () => performance.now());
  const runtime = runtimeOver(store, models);
  await runtime.start();
  let position = 0n;
  for (let n = 0; n < 20; n += 1) position = await append(store, ...eventsOf(n));
  await runtime.waitFor('orders', position, 60_000);

  const known = server.collections.get(runtime.collectionOf('orders'))?.size;
  // All that it can forget.
  server.killed({ between: (from) => from });
  expect(server.collections.get(runtime.collectionOf('orders'))?.size).not.toBe(known);
  server.isBack();

  await until(
    () => runtime.status(),
    ({ projections }) => projections.every(({ caughtUp, position: at }) => caughtUp && at === position),
  );
  await expectAsMadeAnew({ store, models, runtime }, position, folder);
  await runtime.stop();
  await store.close();
  rmSync(folder, { recursive: true });
});
