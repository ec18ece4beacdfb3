import { documentsAreMadeAnew } from './actors/anew.js';
import { analystsRebuild } from './actors/analysts.js';
import { assemble, type Cast, DAY_MS, HOUR_MS } from './actors/cast.js';
import { aReadModelBreaks } from './actors/breaking.js';
import { banksAct } from './actors/banks.js';
import { casesAreSeenTo } from './actors/cases.js';
import { creatorsAct } from './actors/creators.js';
import { creatorsWantToBePaid } from './actors/destinations.js';
import { peopleEraseThemselves } from './actors/erasing.js';
import { doubtsAreSettled } from './actors/doubts.js';
import { evidenceIsSubmitted } from './actors/evidence.js';
import { fansAct } from './actors/fans.js';
import { financeActs } from './actors/finance.js';
import { lastMomentsAreUsed } from './actors/last-moments.js';
import { paymentsComeLate } from './actors/last-payments.js';
import { operationGoesOn } from './actors/operation.js';
import { theOutsideActs } from './actors/outside.js';
import { deadlinesAreMet, quotesEndInTime } from './actors/punctual.js';
import { quotesAreNegotiated } from './actors/quotes.js';
import { peopleRead } from './actors/readers.js';
import { earningsAreHadAtOnce, staffAct } from './actors/staff.js';
import { strangersTry } from './actors/strangers.js';
import { checkExplained } from './laws/explained.js';
import { checkReadModels } from './laws/rebuilt.js';
import { Laws } from './laws/laws.js';
import { checkEnd, checkOnce, isSettled } from './laws/settled.js';
import { checkWatch, hasWatchedAll } from './laws/watched.js';
import type { Faults } from './world/faults.js';
import { useBreakableProjections } from './world/broken-projection.js';
import { usePlainSignals } from './world/plain-signals.js';
import { useSmallLimits } from './world/small-limits.js';
import { notePlaces } from './world/who-says.js';
import { World, type WorldOptions } from './world/world.js';

useSmallLimits();
useBreakableProjections();
usePlainSignals();

/** Until then, things go wrong and people have wishes; after it, all that is left comes about. */
const TROUBLED_MS = 14 * DAY_MS;
/** The longest windows of an order after the last wish, and then some. */
const CALM_LIMIT_MS = 40 * DAY_MS;
const QUIET_MS = 8 * DAY_MS;

export interface WorldResult {
  readonly seed: number;
  readonly broken: readonly string[];
  readonly digest: string;
  readonly trace: readonly string[];
  readonly faults: Faults['happened'];
  readonly events: number;
  readonly orders: number;
  /** Places where the program can be killed, with how often it was. */
  readonly passed: Faults['passed'];
  readonly types: Readonly<Record<string, number>>;
}

/** Lets one world come about from beginning to end. */
export async function runWorld(options: WorldOptions): Promise<WorldResult> {
  notePlaces(options.keepsTrace === true);
  const world = new World(options);
  const laws = new Laws(world);
  const { books } = laws;
  populate(world, laws);
  const { time, faults, broken, trace, log } = world;
  while (broken.length === 0 && (await time.step(TROUBLED_MS)));
  faults.end(time.nowMs);
  trace.tell('world', 'nothing goes wrong any more');
  laws.payouts.calm();
  await calmDown(world, laws);
  if (broken.length === 0) await checkAtEnd(world, laws);
  return {
    ...{
      seed: options.seed,
      broken: broken.map((law) => trace.named(law)),
      digest: trace.digest(),
      trace: trace.lines,
    },
    ...{ faults: faults.happened, passed: faults.passed },
    ...{ events: log.events.length, orders: books.orders.size, types: countTypes(log.events) },
  };
}

/** In a small world, each of those who may come does so in so many of a thousand. */
const COME_PERMILLE = 300;

/** The program is started, and everybody begins to do what they do. */
function populate(world: World, { served }: Laws): void {
  const { stories } = served;
  const company = world.diceFor('company');
  const comes = (): boolean => !world.isSmall || company.permille(COME_PERMILLE);
  world.begin();
  operationGoesOn(world);
  if (comes()) theOutsideActs(world);
  if (comes()) staffAct(world);
  if (comes()) analystsRebuild(world);
  aReadModelBreaks(world);
  documentsAreMadeAnew(world);
  if (comes()) strangersTry(world);
  if (comes()) lastMomentsAreUsed(world, stories.all);
  if (comes()) paymentsComeLate(world, stories.all);
  if (comes()) deadlinesAreMet(world, stories.all);
  if (comes()) peopleRead(world, stories.all);
  const [areQuoted, areForgotten, arePaid] = [comes(), comes(), comes()];
  if (world.isAboutPayouts) earningsAreHadAtOnce(world);
  const isEvidenceSubmitted = comes();
  void assemble(world).then((cast) => {
    fansAct(world, cast);
    creatorsAct(world, cast);
    if (areQuoted) {
      quotesAreNegotiated(world, cast);
      quotesEndInTime(world);
    }
    if (areForgotten) peopleEraseThemselves(world, cast);
    if (arePaid || world.isAboutPayouts) payoutsAreMade(world, cast);
    casesAreSeenTo(world);
    if (isEvidenceSubmitted) evidenceIsSubmitted(world);
  });
}

function payoutsAreMade(world: World, cast: Cast): void {
  creatorsWantToBePaid(world, cast);
  financeActs(world, cast);
  banksAct(world);
  doubtsAreSettled(world);
}

/** Until every order is settled, and nothing new has happened for longer than any bank or creator takes. */
async function calmDown(world: World, { books: { orders }, payouts, reconciled }: Laws): Promise<void> {
  const { time, log, broken } = world;
  let quietSinceMs = time.storyMs;
  let end = log.end;
  while (broken.length === 0 && (await time.step(TROUBLED_MS + CALM_LIMIT_MS))) {
    if (log.end !== end) [end, quietSinceMs] = [log.end, time.storyMs];
    const isDone =
      [...orders.values()].every((each) => each.priceMinor === 0 || isSettled(each)) &&
      payouts.isDone() &&
      reconciled.isDone() &&
      world.brokenReadModel === undefined;
    if (isDone && time.storyMs - quietSinceMs > QUIET_MS) return;
  }
}

async function checkAtEnd(world: World, laws: Laws): Promise<void> {
  const { time, broken } = world;
  world.isOver = true;
  checkEnd(world, laws.books);
  checkOnce(world);
  laws.checkEnd();
  await laws.moneyRules.checkEnd();
  const [instance] = world.up;
  if (instance === undefined) {
    world.broke('no instance is up');
    return;
  }
  let isChecked = false;
  const checkServed = () => {
    if (broken.length === 0) laws.checkServed();
  };
  void checkReadModels(world, instance.application, checkServed, laws.whole).then(
    () => (isChecked = true),
    (error: unknown) => world.broke(`the read models cannot be compared: ${String(error)}`),
  );
  while (!isChecked && broken.length === 0 && (await time.step(time.storyMs + HOUR_MS)));
  const untilMs = time.storyMs + HOUR_MS;
  while (!hasWatchedAll(world) && broken.length === 0 && (await time.step(untilMs)));
  if (broken.length === 0) await checkWatch(world);
  if (broken.length === 0) await checkExplained(world, instance.application);
}

function countTypes(events: readonly { readonly type: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
