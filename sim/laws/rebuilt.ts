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
import type { Whole } from './whole.js';
import { InstanceCalls } from '../world/instance-calls.js';
import type { World } from '../world/world.js';

/**
 * Every read model, as it is served, is the one that the whole log makes, and so is what is kept for a rollback. To be asked when all of
 * them have caught up.
 */
export async function checkReadModels(
  world: World,
  application: { readonly projections: ProjectionRuntime },
  whenAllHaveIt: () => void,
  whole: Whole,
): Promise<void> {
  const { time, trace, faults, log, keyRing } = world;
  const calls = new InstanceCalls('rebuild', { time, trace, faults, latency: NO_LATENCY }, () => undefined);
  const documents = new DocumentServer();
  const clock: Clock = {
    now: () => instant(time.nowMs),
    monotonicMs: () => time.elapsedMs,
    sleep: (ms, signal) => time.sleep(ms, signal),
  };
  const codec = new DecodeOnce(shoutoutsCodec(new SimulatedSubjectKeys(keyRing, calls)));
  const runtime = new ProjectionRuntime({
    store: new SimulatedEventStore(log, calls, time, () => 0, clock),
    models: new SimulatedReadModels(documents, calls),
    codec,
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    projections: ALL_PROJECTIONS,
  });
  await runtime.start();
  // Where something comes into the log meanwhile, the first of them are behind again.
  for (let end: bigint | undefined; end !== log.end && world.broken.length === 0;) {
    end = log.end;
    for (const { name } of ALL_PROJECTIONS) {
      await bothAtTheEnd(world, name, { rebuilt: runtime, served: application.projections });
      const rebuilt = asText(documents.collections.get(runtime.collectionOf(name)));
      compare(world, `${name}, served`, application.projections.collectionOf(name), rebuilt);
      const kept = await keptUpTo(log.end, world, application.projections, name);
      if (kept !== undefined) compare(world, `${name}, kept`, kept, rebuilt);
    }
  }
  whenAllHaveIt();
  await runtime.stop();
  whole.checkEnd(await codec.decode(log.events));
}

/** What somebody had wished before the end may still come into the log: both have that, too. */
async function bothAtTheEnd(
  world: World,
  name: string,
  { rebuilt, served }: { readonly rebuilt: ProjectionRuntime; readonly served: ProjectionRuntime },
): Promise<void> {
  for (let end: bigint | undefined; end !== world.log.end;) {
    end = world.log.end;
    if (!(await rebuilt.waitFor(name, end, WAIT_MS)))
      world.broke(`${name}: does not come to the end of the log when it is rebuilt`);
    if (!(await served.waitFor(name, end, WAIT_MS)))
      world.broke(`${name}: does not come to the end of the log where it is served`);
  }
}

const WAIT_MS = 60_000;

/** What served before, once it has everything. */
async function keptUpTo(
  end: bigint,
  world: World,
  projections: ProjectionRuntime,
  name: string,
): Promise<string | undefined> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const { kept } = await projections.statusOf(name);
    if (kept === undefined || (kept.position ?? 0n) >= end) return kept?.collection;
    await world.time.sleep(LOOK_MS);
  }
  world.broke(`${name}: what is kept does not come to the end of the log`);
  return undefined;
}

const LOOK_MS = 1_000;
const MOST_LOOKS = 120;

function compare(
  world: World,
  what: string,
  collection: string,
  expected: ReadonlyMap<string, string>,
): void {
  const found = asText(world.documents.collections.get(collection));
  for (const [id, text] of expected)
    if (found.get(id) !== text)
      world.broke(`${what}, ${id}: there is ${found.get(id) ?? 'nothing'}, rebuilt ${text}`);
  for (const id of found.keys()) if (!expected.has(id)) world.broke(`${what}, ${id}: there, and not rebuilt`);
}

const NO_LATENCY = { permille: () => true, between: () => 0 };

/** Without positions: what was erased is written once more where it is served, and never where it is built anew. */
const asText = (documents: ReadonlyMap<string, { readonly doc: object }> = new Map()) =>
  new Map([...documents].map(([id, { doc }]) => [id, JSON.stringify(doc)]));
