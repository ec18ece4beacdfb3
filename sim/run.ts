import { Crew } from './crew.js';
import { type Options, readOptions } from './options.js';
import { PLANTED_FAULTS } from './planted/planted-faults.js';
import { plantAll } from './planted/plant-all.js';
import type { WorldResult } from './run-world.js';
import { shrink } from './shrink.js';
import { historyOf } from './world/names.js';
import type { WorkOrder } from './worker.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const tell = (text: string): void => void process.stderr.write(`${text}\n`);

/** So many worlds are run twice, and must come out the same. */
const EVERY_TWICE = 200;
const PROGRESS_MS = 5_000;
const LONGEST_HISTORY = 80;

const options = readOptions(process.argv.slice(2));
if (options.replay !== undefined) process.exitCode = await replay(options.replay, options.planted);
else if (options.planted !== undefined)
  process.exitCode = await plantAll(options.planted, options.seeds, say, tell);
else process.exitCode = await simulate(options);

async function replay(
  { seed, leftOut }: NonNullable<Options['replay']>,
  planted: string | undefined,
): Promise<number> {
  const fault = planted === undefined ? undefined : PLANTED_FAULTS.find(({ name }) => name.includes(planted));
  const crew = new Crew(fault, 1);
  const result = await crew.run({ seed, leftOut, keepsTrace: true });
  await crew.end();
  tellStory(result);
  say('\nEverything, line by line:');
  for (const line of result.trace) say(line);
  say(
    `seed ${String(seed)}: trace ${result.digest}, ${String(result.events)} events, ${String(result.faults.length)} faults`,
  );
  for (const law of result.broken) say(`BROKEN  ${law}`);
  return result.broken.length === 0 ? 0 : 1;
}

async function simulate({ seeds, from, minutes }: Options): Promise<number> {
  const crew = new Crew();
  const until = minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + minutes * 60_000;
  const began = Date.now();
  const counts = { worlds: 0, events: 0, orders: 0, faults: 0 };
  const passed = new Map<string, number>();
  const types = new Map<string, number>();
  const digests = new Map<number, string>();
  let failed: WorldResult | undefined;
  let toldMs = began;
  const seen = (result: WorldResult): boolean => {
    const { seed, digest, broken } = result;
    const first = digests.get(seed);
    if (first !== undefined && first !== digest) {
      failed = { ...result, broken: [`the seed gave two traces: ${first} and ${digest}`] };
      return true;
    }
    if (seed % EVERY_TWICE === 0) digests.set(seed, digest);
    counts.worlds += 1;
    counts.events += result.events;
    counts.orders += result.orders;
    counts.faults += result.faults.length;
    for (const [place, crashes] of result.passed) passed.set(place, (passed.get(place) ?? 0) + crashes);
    for (const [type, number] of Object.entries(result.types))
      types.set(type, (types.get(type) ?? 0) + number);
    if (broken.length > 0) failed = result;
    if (Date.now() - toldMs > PROGRESS_MS) {
      toldMs = Date.now();
      tell(
        `${String(counts.worlds)} worlds, ${(counts.worlds / ((toldMs - began) / 1_000)).toFixed(0)} per second`,
      );
    }
    return failed !== undefined;
  };
  await crew.runAll(ordersFrom(from, minutes === undefined ? seeds : Number.MAX_SAFE_INTEGER, until), seen);
  say(
    `${String(counts.worlds)} worlds from seed ${String(from)}: ${String(counts.orders)} orders, ${String(counts.events)} events, ` +
      `${String(counts.faults)} faults, in ${((Date.now() - began) / 1_000).toFixed(0)} s`,
  );
  report(passed, types);
  if (failed !== undefined) await explain(failed, crew);
  await crew.end();
  return failed === undefined ? 0 : 1;
}

function* ordersFrom(from: number, seeds: number, until: number): Generator<WorkOrder> {
  for (let seed = from; seed < from + seeds && Date.now() < until; seed += 1) {
    yield { seed };
    if (seed % EVERY_TWICE === 0) yield { seed };
  }
}

function report(passed: ReadonlyMap<string, number>, types: ReadonlyMap<string, number>): void {
  const never = [...passed].filter(([, crashes]) => crashes === 0).map(([place]) => place);
  say(`killed at ${String(passed.size - never.length)} of ${String(passed.size)} places where it can be`);
  if (never.length > 0) say(`not killed: ${never.sort().join(', ')}`);
  say(
    `events: ${[...types]
      .sort(([, a], [, b]) => b - a)
      .map(([type, number]) => `${type} ${String(number)}`)
      .join(', ')}`,
  );
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
  const { leftOut, result } = await shrink(failed.seed, failed, (order) => crew.run(order));
  say(
    `faults that it takes: ${result.faults.map(({ fault, point }) => `${fault} ${point}`).join('; ') || 'none'}`,
  );
  const { trace, ...named } = await crew.run({ seed: failed.seed, leftOut, keepsTrace: true });
  tellStory({ trace, ...named });
  say(
    `trace ${result.digest}; see it with: npm run sim -- --replay ${String(failed.seed)}${leftOut.length > 0 ? `:${leftOut.join(',')}` : ''}`,
  );
}
