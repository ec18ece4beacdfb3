import { EventStoreUnavailableError } from '../../src/application/ports/event-store.js';
import { ReadModelsUnavailableError } from '../../src/application/ports/read-models.js';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import {
  BuildGoneError,
  BuildServesError,
  RebuildUnderWayError,
} from '../../src/application/runtime/build-refused.js';
import type { LastCheck } from '../../src/application/runtime/builds.js';
import type { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import type { World } from '../world/world.js';
import { DAY_MS } from './cast.js';

/** What an analyst may be told; anything else is a fault. */
const TOLD = [
  ...[EventStoreUnavailableError, ReadModelsUnavailableError],
  ...[BuildGoneError, BuildServesError, RebuildUnderWayError],
];

/**
 * Read models are built anew while the program runs; now and then that is stopped and begun again, what served before serves again,
 * and builds are dropped. Whatever instance is asked, at whatever moment.
 */
export function analystsRebuild(world: World): void {
  const { wishes, time } = world;
  if (!wishes.permille(250)) return;
  for (let times = wishes.between(1, 4); times > 0; times -= 1) {
    const { name } = wishes.oneOf(ALL_PROJECTIONS);
    time.after(wishes.between(0, 12 * DAY_MS), () => {
      time.news();
      if (wishes.permille(250)) {
        ask(world, name, 'verifies', async (projections) =>
          found(world, name, await projections.verify(name)),
        );
        return;
      }
      ask(world, name, 'rebuilds', async (projections) => {
        const eventsPerSecond = wishes.permille(200) ? wishes.between(1, 50) : undefined;
        const outcome = await projections.rebuild(name, { eventsPerSecond, isDryRun: wishes.permille(300) });
        const { checked } = await projections.statusOf(name);
        if (outcome !== 'stopped') found(world, name, checked);
        return outcome;
      });
      if (wishes.permille(300)) later(world, 500, () => stop(world, name));
      if (wishes.permille(400)) later(world, 60_000, () => rollBack(world, name));
      if (wishes.permille(300)) later(world, 120_000, () => drop(world, name));
    });
  }
}

/**
 * What serves is what the log makes, whenever somebody compares it. Not what is personal: between the end of a key and its proof in the log,
 * it is gone from what is built, and not yet from what serves. And not where the server may have forgotten a part of either.
 */
function found(world: World, name: string, check: LastCheck | undefined): string {
  const { differing = 0, samples = [] } = check?.comparison ?? {};
  const isMore = samples.some(
    (each) => each.in !== 'both' || each.fields.some((one) => 'built' in one || 'served' in one),
  );
  const isExcused = world.documents.isForgetful || world.brokenReadModel === name;
  if (differing > 0 && isMore && !isExcused)
    world.broke(`${name} differs from what the log makes: ${JSON.stringify(samples)}`);
  return check === undefined ? 'nothing' : `${String(differing)} of ${String(check.documents)} differ`;
}

const later = (world: World, mostMs: number, what: () => void): void =>
  void world.time.work(world.wishes.between(0, mostMs)).then(what);

const stop = (world: World, name: string): void =>
  ask(world, name, 'stops', (projections) => projections.stopRebuild(name));

const rollBack = (world: World, name: string): void =>
  ask(world, name, 'rolls back', (projections) => projections.rollBack(name));

/** Any that there is, the serving one included. */
const drop = (world: World, name: string): void =>
  ask(world, name, 'drops a build of', async (projections) => {
    const { collection, rebuild, kept } = await projections.statusOf(name);
    const builds = [collection, rebuild?.collection, kept?.collection].filter((each) => each !== undefined);
    const dropped = world.wishes.oneOf(builds);
    await projections.dropBuild(name, dropped);
    return dropped;
  });

function ask(
  world: World,
  name: string,
  what: string,
  asking: (projections: ProjectionRuntime) => Promise<unknown>,
): void {
  const projections = world.someInstance()?.application.projections;
  if (projections === undefined || world.faults.areOver) return;
  world.trace.tell('analyst', `${what} ${name}`);
  void asking(projections).then(
    (outcome) => world.trace.tell('analyst', `${what} ${name}: ${String(outcome)}`),
    (error: unknown) => {
      world.trace.tell('analyst', `${what} ${name}: ${String(error)}`);
      if (!TOLD.some((kind) => error instanceof kind)) world.broke(`${what} ${name}: ${String(error)}`);
    },
  );
}
