import { createHash } from 'node:crypto';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import { RetryDocuments, SkipEvent } from '../../src/application/read-models/mend-documents.js';
import type { SetAside } from '../../src/application/runtime/set-aside.js';
import type { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { breakProjection, mendProjection } from '../world/broken-projection.js';
import type { Dice } from '../world/dice.js';
import type { World } from '../world/world.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './cast.js';

const ADMIN = { role: 'admin', id: 'admin_1' } as const;
/** Of a thousand worlds. */
const BREAKS_PERMILLE = 300;
const STOPS_PERMILLE = 150;
const KINDS_OF_KEYS = 2;
const LONGEST_BROKEN_MS = 2 * DAY_MS;
const LONGEST_WAIT_MS = 10 * MINUTE_MS;

/**
 * A release comes with a fault in a read model: for some or all of its documents, no event can be applied, until another release mends it.
 * Now and then it is built anew meanwhile, which is refused the name where most of it fails. Admins have the documents made anew, before
 * that in vain, and now and then leave an event out, which a rebuild takes up again.
 */
export function aReadModelBreaks(world: World): void {
  const { time } = world;
  const dice = world.diceFor('a read model breaks');
  mendProjection();
  if (!dice.permille(BREAKS_PERMILLE)) return;
  const stops = dice.permille(STOPS_PERMILLE);
  const { name } = dice.oneOf(
    ALL_PROJECTIONS.filter((each) => (each.onFailure === 'stop') === stops && isSpared(each)),
  );
  const kind = dice.between(0, KINDS_OF_KEYS - 1);
  // Otherwise at some events only: what follows these could be applied, and must not be.
  const isAlways = dice.permille(400);
  const isAboutAll = dice.permille(300);
  time.after(dice.between(0, 3 * HOUR_MS), () => {
    world.brokenReadModel = name;
    world.trace.tell('release', `breaks ${name}`);
    breakProjection(
      name,
      (event, id) => (isAboutAll || kindOf(id) === kind) && (isAlways || kindOf(event.id) === 0),
    );
    time.after(dice.between(HOUR_MS, LONGEST_BROKEN_MS), () => {
      world.trace.tell('release', `mends ${name}`);
      mendProjection();
      void mendAll(world, name, dice);
    });
    if (dice.permille(500)) time.after(dice.between(0, DAY_MS), () => void retry(world, name, undefined));
    if (dice.permille(400))
      time.after(
        dice.between(0, DAY_MS),
        () => void asked(world, (projections) => projections.rebuild(name)),
      );
    for (let times = dice.between(0, 2); times > 0; times -= 1)
      time.after(dice.between(0, LONGEST_BROKEN_MS), () => void skipOne(world, name, dice));
  });
}

/** Whoever waits for a deadline waits in vain while its document stands still: then other laws would be broken, and rightly. */
const isSpared = ({ name }: { readonly name: string }): boolean => name !== 'deadlines';

const kindOf = (id: string): number => (createHash('sha256').update(id).digest()[0] ?? 0) % KINDS_OF_KEYS;

const retry = (world: World, name: string, key: string | undefined) =>
  world.ask(ADMIN, (context) => new RetryDocuments(name, key, context));

async function skipOne(world: World, name: string, dice: Dice): Promise<void> {
  const aside = await asked(world, async (projections) => (await projections.asideOf(name)).setAside);
  if (aside === undefined || aside.length === 0) return;
  const { key } = dice.oneOf(aside);
  await world.ask(ADMIN, (context) => new SkipEvent(name, key, { ...context, reason: 'simulated' }));
}

/** Until nothing is set aside any more, nor left out, of what is fed. */
async function mendAll(world: World, name: string, dice: Dice): Promise<void> {
  for (let times = 0; times < MOST_TIMES; times += 1) {
    const left = await asked(world, (projections) => leftOf(projections, name));
    if (left?.setAside.length === 0 && left.leftOut === 0) {
      world.brokenReadModel = undefined;
      world.trace.tell('release', `${name} is whole again`);
      return;
    }
    // Of what was begun by an event that was left out, no retry makes anything.
    if (left !== undefined && left.leftOut > 0)
      await asked(world, (projections) => builtAnew(projections, name));
    else if (left !== undefined)
      await retry(world, name, dice.permille(300) ? left.setAside[0]?.key : undefined);
    await world.time.wait(dice.between(MINUTE_MS, LONGEST_WAIT_MS));
  }
  world.broke(`${name}: what is set aside is not made anew`);
}

const MOST_TIMES = 2_000;

async function leftOf(
  projections: ProjectionRuntime,
  name: string,
): Promise<{ readonly setAside: readonly SetAside[]; readonly leftOut: number }> {
  const { collection, kept } = await projections.statusOf(name);
  const isFed = (each: { readonly collection: string }) =>
    each.collection === collection || each.collection === kept?.collection;
  const { setAside, leftOut } = await projections.asideOf(name);
  return { setAside: setAside.filter(isFed), leftOut: leftOut.filter(isFed).length };
}

/** Without what was left out in the one that served before. */
async function builtAnew(projections: ProjectionRuntime, name: string): Promise<void> {
  const { kept, collection } = await projections.statusOf(name);
  const { leftOut } = await projections.asideOf(name);
  if (leftOut.some((each) => each.collection === collection)) await projections.rebuild(name);
  else if (kept !== undefined) await projections.dropBuild(name, kept.collection);
}

/** `undefined` where nobody answers now, or another analyst is at it. */
async function asked<Answer>(
  world: World,
  what: (projections: ProjectionRuntime) => Promise<Answer>,
): Promise<Answer | undefined> {
  const instance = world.up[0];
  if (instance === undefined) return undefined;
  return Promise.race([
    what(instance.application.projections).catch(() => undefined),
    instance.gone.then(() => undefined),
    world.time.wait(LONGEST_WAIT_MS).then(() => undefined),
  ]);
}
