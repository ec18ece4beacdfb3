import { setTimeout as sleep } from 'node:timers/promises';
import { inDataFolder } from '../data-folder.js';
import type { Engine } from '../engines/engine.js';
import { generateLoad, type LoadResult } from '../load/load.js';
import { count, mb, mean, ms, print, ratio, tell } from '../print.js';
import { rawDocumentWrites } from '../raw/raw-document-writes.js';
import { rawScan } from '../raw/raw-scan.js';
import { perSecond } from '../raw/sample-events.js';
import { deliveredIn, seedLog } from '../seed/seed-log.js';
import { ServerProcess } from '../servers/server-process.js';

const ALONE = 'order_view';
const TOGETHER = ['order_view', 'creator_earnings', 'audit_trail'];
/** Few enough that requests do not wait for each other. */
const CONNECTIONS = 4;
const READ_SECONDS = 10;
const SHORT = 100_000;

/**
 * Rebuilds of the running program beside a scan of the same log that reads its JSON and does nothing with it; how much memory they take
 * on a short and on a long log; and how long queries take meanwhile.
 */
export async function rebuild(engine: Engine, events: number): Promise<void> {
  const lengths = events <= SHORT ? [events] : [SHORT, events];
  for (const length of lengths) await inDataFolder((dataDir) => measured(engine, dataDir, length));
}

async function measured(engine: Engine, dataDir: string, length: number): Promise<void> {
  tell(`rebuild: seeding ${count(length)} events`);
  const delivered = deliveredIn(length);
  const { events } = await seedLog(engine, dataDir, { delivered, held: 0 });
  const server = await ServerProcess.start('real', dataDir, engine.environment);
  await server.caughtUp();
  const idleMb = server.residentMb();
  const scans = [await rawScan(dataDir, events)];
  const peak = new Peak(server);
  const alone = await rate(server, events, [ALONE], { compare: false });
  const compared = await rate(server, events, [ALONE], {});
  const together = await rate(server, events, TOGETHER, { compare: false });
  const peakMb = await peak.end();
  scans.push(await rawScan(dataDir, events));
  const raw = mean(scans);
  print(`rebuild    of ${count(events)} events, beside a raw scan with JSON: ${count(raw)} per second`);
  for (const [what, perSecond] of [
    [`${ALONE} alone`, alone],
    [`${ALONE}, compared`, compared],
    [`${String(TOGETHER.length)} together`, together],
  ] as const)
    print(
      `  ${what.padEnd(22)} ${ratio(perSecond / raw)} of the scan   ${count(perSecond)} events per second`,
    );
  if (engine.name === 'embedded') await besideWrites(server, dataDir, events, { raw, alone });
  print(`  memory                 ${mb(peakMb)} at its peak, ${mb(idleMb)} before`);
  await reads(server, delivered);
  await server.stop();
}

/** Of a rebuild, the writing of its documents alone takes longer than the scan: so what both take, one after the other, too. */
async function besideWrites(
  server: ServerProcess,
  dataDir: string,
  events: number,
  { raw, alone }: { readonly raw: number; readonly alone: number },
): Promise<void> {
  const { projections } = await server.projections();
  const collection = projections.find(({ name }) => name === ALONE)?.collection ?? '';
  const most = events / (events / raw + rawDocumentWrites(dataDir, collection));
  print(
    `  ${`${ALONE} alone`.padEnd(22)} ${ratio(alone / most)} of the scan and raw writes of its documents   ` +
      `${count(most)} events per second, ${ratio(most / raw)} of the scan`,
  );
}

async function rate(
  server: ServerProcess,
  events: number,
  names: readonly string[],
  body: object,
): Promise<number> {
  tell(`rebuild: ${names.join(', ')}`);
  const took = await perSecond(events, () => Promise.all(names.map((name) => server.rebuilt(name, body))));
  // What is kept takes events, too: it is not what is measured.
  for (const name of names) await server.dropKept(name);
  return took;
}

async function reads(server: ServerProcess, existing: number): Promise<void> {
  const load = async (): Promise<LoadResult> =>
    generateLoad({
      ...{ url: server.url, kind: 'order', tokens: await server.tokens(), existing },
      ...{ connections: CONNECTIONS, warmUpSeconds: 1, seconds: READ_SECONDS },
      ...{ from: 0, to: Number.MAX_SAFE_INTEGER },
    });
  tell('rebuild: queries, idle');
  const idle = await load();
  tell('rebuild: queries, while it is rebuilt again and again');
  const enough = new AbortController();
  const again = (async () => {
    while (!enough.signal.aborted) await server.rebuilt(ALONE, {});
  })();
  const meanwhile = await load();
  enough.abort();
  await again;
  print(
    `  queries                p99 ${ms(meanwhile.p99Ms)} meanwhile, ${ms(idle.p99Ms)} idle: ${ratio(meanwhile.p99Ms / idle.p99Ms)}` +
      `   p50 ${ms(meanwhile.p50Ms)}, ${ms(idle.p50Ms)}   (${String(CONNECTIONS)} connections)`,
  );
}

/** The most memory that a server takes until it is asked. */
class Peak {
  #mostMb = 0;
  readonly #stop = new AbortController();
  readonly #looking: Promise<void>;

  constructor(private readonly server: ServerProcess) {
    this.#looking = this.look();
  }

  async end(): Promise<number> {
    this.#stop.abort();
    await this.#looking;
    return this.#mostMb;
  }

  private async look(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#mostMb = Math.max(this.#mostMb, this.server.residentMb());
      await sleep(LOOK_MS);
    }
  }
}

const LOOK_MS = 200;
