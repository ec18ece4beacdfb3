import { cpus } from 'node:os';
import { type Engine, startEngine } from './engines/engine.js';
import { readOptions, type Section } from './options.js';
import { count, print, ratio } from './print.js';
import { compareWithClient } from './sections/event-store-db.js';
import { startUp } from './sections/start-up.js';
import { type CommandRates, throughput } from './sections/throughput.js';
import { projections } from './sections/projections.js';
import { killedRebuilds } from './sections/killed-rebuilds.js';
import { rebuild } from './sections/rebuild.js';
import { oneCommand } from './sections/one-command.js';

const RAW_EVENTS = 10_000;

// The servers end with this process, whatever ends it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const { engine: name, seconds, only, events } = readOptions(process.argv.slice(2));
print(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${String(cpus().length)} cores`,
);
const hasFile = name !== 'eventstoredb';
await onEngine(['reads', 'accept', 'place', 'log'], async (engine) => {
  const rates = await throughput(engine, seconds, only);
  if (only.has('log')) await log(engine, rates);
});
await onEngine(['projections'], projections);
// Each is measured on several logs, and a server has one.
if (hasFile) await onEngine(['rebuild'], (engine) => rebuild(engine, events));
if (hasFile) await onEngine(['killed'], (engine) => killedRebuilds(engine, events));
if (hasFile) await onEngine(['start'], (engine) => startUp(engine, events));
if (hasFile) await onEngine(['command'], oneCommand);
// What the raw client leaves open.
process.exit(0);

/** A fresh one for what is measured; not started when none of it is wanted. */
async function onEngine(
  sections: readonly Section[],
  measure: (engine: Engine) => Promise<void>,
): Promise<void> {
  if (!sections.some((section) => only.has(section))) return;
  const engine = await startEngine(name);
  try {
    await measure(engine);
  } finally {
    await engine.close();
  }
}

/** Last on its server: the program has no use for what this writes. */
async function log(engine: Engine, rates: CommandRates): Promise<void> {
  if (engine.eventStoreUrl === undefined) return;
  const raw = await compareWithClient(engine, RAW_EVENTS);
  for (const [kind, perSecond] of rates)
    print(
      `${kind.padEnd(10)} ${ratio(perSecond / raw.appendsPerSecond)} of raw appendToStream over HTTP` +
        `   ${count(perSecond)} of ${count(raw.appendsPerSecond)} per second`,
    );
}
