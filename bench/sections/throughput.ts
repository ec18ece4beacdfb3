import { inDataFolder } from '../data-folder.js';
import type { Engine } from '../engines/engine.js';
import type { Kind } from '../load/requests.js';
import type { Section } from '../options.js';
import { count, print, ratio, tell } from '../print.js';
import { embeddedAppends, rawGroupedAppends } from '../raw/append-baseline.js';
import { seedLog } from '../seed/seed-log.js';
import { ServerProcess } from '../servers/server-process.js';
import { compare } from './under-load.js';

const DELIVERED = 2_000;
const WARM_UP_SECONDS = 5;
/** What it runs through is warm from placing; and the more it takes, the fewer orders are left to measure. */
const ACCEPT_WARM_UP_SECONDS = 1;
const RAW_EVENTS = 50_000;

/** Commands per second over HTTP, of those that were measured. */
export type CommandRates = ReadonlyMap<Kind, number>;

/**
 * Requests per second over HTTP: reads, then the commands, whose background work would disturb the reads. The orders that are
 * accepted are those that were placed and paid for before: the program has seen them, as in service.
 */
export async function throughput(
  engine: Engine,
  seconds: number,
  only: ReadonlySet<Section>,
): Promise<CommandRates> {
  const kinds: Kind[] = [
    ...(only.has('reads') ? (['order', 'catalogue', 'inbox'] as const) : []),
    ...(only.has('place') || only.has('accept') ? (['place'] as const) : []),
    ...(only.has('accept') ? (['accept'] as const) : []),
  ];
  const rates = new Map<Kind, number>();
  if (kinds.length === 0) return rates;
  const existing = { delivered: DELIVERED, held: 0 };
  await inDataFolder(async (dataDir) => {
    tell('seeding');
    await seedLog(engine, dataDir, existing);
    await inDataFolder(async (emptyDir) => {
      const real = await ServerProcess.start('real', dataDir, engine.environment);
      const empty = await ServerProcess.start('empty', emptyDir);
      tell('read models catching up');
      await real.caughtUp();
      for (const kind of kinds) {
        const isLast = kind === kinds.at(-1);
        const calm = () => (isLast ? real.stop() : real.caughtUp());
        const warmUpSeconds = kind === 'accept' ? ACCEPT_WARM_UP_SECONDS : WARM_UP_SECONDS;
        const result = await compare({ real, empty, kind, warmUpSeconds, seconds, existing, calm });
        if (kind === 'place') existing.held = result.real.next;
        if (kind !== 'accept' && kind !== 'place') continue;
        rates.set(kind, result.real.perSecond);
        if (engine.eventStoreUrl === undefined) await compareWithAppends(kind, result.real.perSecond);
      }
      await empty.stop();
    });
  });
  return rates;
}

async function compareWithAppends(kind: Kind, perSecond: number): Promise<void> {
  const raw = await rawGroupedAppends(RAW_EVENTS);
  const store = await embeddedAppends(RAW_EVENTS);
  print(
    `${kind.padEnd(10)} ${ratio(perSecond / raw)} of raw grouped appends (${count(raw)} per second)` +
      `   ${ratio(perSecond / store)} of the event store's own (${count(store)} per second)`,
  );
}
