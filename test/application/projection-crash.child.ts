/** Projects in a process of its own, to be killed: node projection-crash.child.js DATA_DIR */
import { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { realClock } from '../support/real-clock.js';
import { plainCodec, quietLog, TEST_PROJECTIONS } from './projection-fixtures.js';

const [, , dataDir = ''] = process.argv;
const store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
const models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
const runtime = new ProjectionRuntime({
  store,
  models,
  codec: plainCodec,
  clock: realClock,
  log: quietLog,
  projections: TEST_PROJECTIONS,
});
for (const { name } of TEST_PROJECTIONS) runtime.onApplied(name, () => process.stdout.write(`${name}\n`));
await runtime.start();
