import { Crew, SilentWorldError } from './crew.js';
import { HELP, inRanges, type Options, readOptions } from './options.js';
import type { PlantedFault } from './planted/planted-fault.js';
import { plantAll } from './planted/plant-all.js';
import type { WorldResult } from './run-world.js';
import { shrink } from './shrink.js';
import { EVERY_TWICE, Tally } from './tally.js';
import { readOrTell } from './usage.js';
import { historyOf } from './world/names.js';
import type { WorkOrder } from './worker.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const tell = (text: string): void => void process.stderr.write(`${text}\n`);

const PROGRESS_MS = 5_000;
const LONGEST_HISTORY = 80;

const options = readOrTell(() => readOptions(process.argv.slice(2)), HELP);
if (options !== undefined) process.exitCode = await run(options);

async function run(options: Options): Promise<number> {
  try {
    if (options.replay !== undefined) return await replay(options.replay, options.planted?.[0]);
    if (options.planted !== undefined) return await plantAll(options.planted, options, say, tell);
    return await simulate(options);
  } catch (error) {
    if (!(error instanceof SilentWorldError)) throw error;
    const { seed, message, lines } = error;
    for (const line of lines) say(line);
    say(`seed ${String(seed)}: ${message}`);
    say(`see it with: npm run sim -- ${again(seed, options.replay?.leftOut ?? [], options.planted?.[0])}`);
    return 1;
  }
}

/** The options that run the same world once more. */
function again(seed: number, leftOut: readonly number[], fault?: PlantedFault): string {
  const without = leftOut.length > 0 ? `:${inRanges(leftOut)}` : '';
  return `--replay ${String(seed)}${without}${fault === undefined ? '' : ` --planted "${fault.name}"`}`;
}

async function replay(
  { seed, leftOut }: NonNullable<Options['replay']>,
  fault: PlantedFault | undefined,
): Promise<number> {
  const crew = new Crew(fault, 1);
  const result = await crew.run({ seed, leftOut, keepsTrace: true }).finally(() => crew.end());
  tellStory(result);
  say('\nEverything, line by line:');
  for (const line of result.trace) say(line);
  say(
    `seed ${String(seed)}: trace ${result.digest}, ${String(result.events)} events, ${String(result.faults.length)} faults`,
  );
  for (const law of result.broken) say(`BROKEN  ${law}`);
  return result.broken.length === 0 ? 0 : 1;
}

async function simulate(options: Options): Promise<number> {
  const crew = new Crew();
  return simulateWith(crew, options).finally(() => crew.end());
}

async function simulateWith(crew: Crew, { seeds, from, minutes, isVerbose }: Options): Promise<number> {
  const until = minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + minutes * 60_000;
  const began = Date.now();
  const tally = new Tally();
  let failed: WorldResult | undefined;
  let toldMs = began;
  await crew.runAll(
    ordersFrom(from, minutes === undefined ? seeds : Number.MAX_SAFE_INTEGER, until),
    (result) => {
      const taken = tally.take(result);
      if (taken.broken.length > 0) failed = taken;
      if (Date.now() - toldMs > PROGRESS_MS) {
        toldMs = Date.now();
        const perSecond = tally.worlds / ((toldMs - began) / 1_000);
        tell(`${String(tally.worlds)} worlds, ${perSecond.toFixed(0)} per second`);
      }
      return failed !== undefined;
    },
  );
  say(`from seed ${String(from)} on, in ${((Date.now() - began) / 1_000).toFixed(0)} s:`);
  for (const line of tally.report(isVerbose, failed === undefined)) say(line);
  if (failed !== undefined) await explain(failed, crew);
  return failed === undefined ? 0 : 1;
}

function* ordersFrom(from: number, seeds: number, until: number): Generator<WorkOrder> {
  for (let seed = from; seed < from + seeds && Date.now() < until; seed += 1) {
    yield { seed };
    if (seed % EVERY_TWICE === 0) yield { seed };
  }
}

/** What broke, and the history of what it is about alone: that is where the cause is looked for. */
function tellStory({ broken, trace }: WorldResult): void {
  for (const law of broken) say(`BROKEN  ${law}`);
  const history = historyOf(broken, trace);
  if (history.length === 0) return;
  say(`\nIts history (${String(history.length)} of ${String(trace.length)} lines):`);
  for (const line of history.slice(0, LONGEST_HISTORY)) say(line);
  if (history.length > LONGEST_HISTORY) say(`... and ${String(history.length - LONGEST_HISTORY)} more`);
}

async function explain(failed: WorldResult, crew: Crew): Promise<void> {
  say(`\nseed ${String(failed.seed)} breaks a law; making it smaller`);
  const { leftOut, result } = await shrink(failed.seed, failed, (order) => crew.tryToRun(order));
  const takes = result.faults.map(({ number, fault, point }) => `${String(number)} ${fault} ${point}`);
  say(`faults that it takes: ${takes.join('; ') || 'none, it breaks without any'}`);
  if (takes.length > 1)
    say('without one of them the world goes another way: not each need be a part of the cause');
  if (leftOut.length > 0)
    say(`${String(leftOut.length)} faults are left out: the numbers behind the colon of --replay`);
  const { trace, ...named } = await crew.run({ seed: failed.seed, leftOut, keepsTrace: true });
  tellStory({ trace, ...named });
  say(`trace ${result.digest}; see it with: npm run sim -- ${again(failed.seed, leftOut)}`);
}
