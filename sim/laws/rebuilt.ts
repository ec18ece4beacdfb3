import { DecodeOnce } from '../../src/application/events/decode-once.js';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import type { Clock } from '../../src/application/ports/clock.js';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { instant } from '../../src/domain/time.js';
import { DocumentServer } from '../ports/document-server.js';
import { SimulatedEventStore } from '../ports/event-store.js';
import { SimulatedReadModels } from '../ports/read-models.js';
import { SimulatedSubjectKeys } from '../ports/subject-keys.js';
import { InstanceCalls } from '../world/instance-calls.js';
import type { World } from '../world/world.js';

/** Every read model, as it is served, is the one that the whole log makes. To be asked when all of them have caught up. */
export async function checkReadModels(
  world: World,
  application: { readonly projections: ProjectionRuntime },
): Promise<void> {
  const { time, trace, faults, log, keyRing } = world;
  const calls = new InstanceCalls('rebuild', { time, trace, faults, latency: NO_LATENCY }, () => undefined);
  const documents = new DocumentServer();
  const clock: Clock = {
    now: () => instant(time.nowMs),
    monotonicMs: () => time.elapsedMs,
    sleep: (ms, signal) => time.sleep(ms, signal),
  };
  const runtime = new ProjectionRuntime({
    store: new SimulatedEventStore(log, calls, time, () => 0, clock),
    models: new SimulatedReadModels(documents, calls),
    codec: new DecodeOnce(shoutoutsCodec(new SimulatedSubjectKeys(keyRing, calls))),
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    projections: ALL_PROJECTIONS,
  });
  await runtime.start();
  for (const { name } of ALL_PROJECTIONS) {
    if (!(await runtime.waitFor(name, log.end, 60_000)))
      world.broke(`${name}: does not come to the end of the log when it is rebuilt`);
    const served = asText(world.documents.collections.get(application.projections.collectionOf(name)));
    const rebuilt = asText(documents.collections.get(runtime.collectionOf(name)));
    for (const [id, text] of rebuilt)
      if (served.get(id) !== text)
        world.broke(`${name} ${id}: served is ${served.get(id) ?? 'nothing'}, rebuilt ${text}`);
    for (const id of served.keys())
      if (!rebuilt.has(id)) world.broke(`${name} ${id}: served, and not rebuilt`);
  }
  await runtime.stop();
}

const NO_LATENCY = { permille: () => true, between: () => 0 };

/** Without positions: what was erased is written once more where it is served, and never where it is built anew. */
const asText = (documents: ReadonlyMap<string, { readonly doc: object }> = new Map()) =>
  new Map([...documents].map(([id, { doc }]) => [id, JSON.stringify(doc)]));
