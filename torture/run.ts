import { Dice } from '../sim/world/dice.js';
import { readOrTell } from '../sim/usage.js';
import { HELP, type Options, readOptions } from './options.js';
import { Points } from './points/armed-point.js';
import { programFolder } from './program/program-folder.js';
import { addUp, again, count, noTotals, report, roundLine, summary, type Totals } from './words.js';
import { MoneyWorld } from './money/world.js';
import { Stops } from './money/stops.js';
import { World } from './world.js';

/** Then another world begins: a log that is looked at as a whole must not grow for ever. */
const ROUNDS_OF_WORLD = 12;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    process.stderr.write('ends after this round; once more, and it ends now\n');
  });

const options = readOrTell(() => readOptions(process.argv.slice(2)), HELP);
if (options !== undefined) process.exitCode = await torture(options);
// What drivers of stores leave open.
process.exit();

async function torture(options: Options): Promise<number> {
  const { seed, engine, planted } = options;
  const program = await programFolder(planted);
  const totals = noTotals();
  say(`seed ${String(seed)}, ${engine}${planted === undefined ? '' : `, with a mistake: ${planted.name}`}`);
  if (options.stops > 0) await stopAtSteps(options, program, totals);
  if (options.only.size > 0) await hurtInRounds(options, program, totals);
  say(summary(options, totals));
  return isBroken(totals) ? 1 : 0;
}

/** Where the clock cannot be moved, nothing becomes available to be paid out. */
async function stopAtSteps(options: Options, program: string, totals: Totals): Promise<void> {
  if (options.engine === 'instances') return say('skipped: steps (each instance has a clock of its own)');
  const stops = new Stops();
  const world = await MoneyWorld.open(options, program, stops);
  const verdict = await world.tell(options.stops);
  totals.kills += stops.total;
  addUp(totals, verdict);
  const lines = isBroken(totals) ? [] : stops.lines;
  for (const line of [...lines, stops.summary, ...report(verdict)]) say(line);
  const kept = await world.close(isBroken(totals));
  if (kept !== undefined)
    say(`what it left is in ${kept}; again: ${again({ ...options, only: new Set() }, 1)}`);
}

async function hurtInRounds(options: Options, program: string, totals: Totals): Promise<void> {
  const points = new Points(new Dice(options.seed, 'points'), options.engine);
  const isOver = untilOver(options, totals);
  for (let number = 1; !isOver(); number += 1) {
    const world = await World.open({ options, program, points, number });
    if (number === 1 && world.skipped.length > 0) say(`skipped: ${world.skipped.join(', ')}`);
    for (let turn = 0; turn < ROUNDS_OF_WORLD && !isOver(); turn += 1) await round(world, totals);
    const kept = await world.close(isBroken(totals));
    if (kept !== undefined) say(`what it left is in ${kept}; again: ${again(options, totals.rounds)}`);
  }
  say(points.summary);
}

function untilOver({ rounds, minutes }: Options, totals: Totals): () => boolean {
  const endsAtMs = minutes === undefined ? Infinity : performance.now() + minutes * 60_000;
  const most = minutes === undefined ? rounds : Infinity;
  return () => isStopping || isBroken(totals) || totals.rounds >= most || performance.now() >= endsAtMs;
}

async function round(world: World, totals: Totals): Promise<void> {
  const beganMs = performance.now();
  const result = await world.round(totals.rounds + 1);
  count(totals, result);
  say(roundLine(totals.rounds, result, (performance.now() - beganMs) / 1_000));
  for (const line of report(result.verdict)) say(line);
}

function isBroken({ lost, duplicated, wrong }: Totals): boolean {
  return lost + duplicated + wrong > 0;
}
