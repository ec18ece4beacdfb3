import { inDataFolder } from '../data-folder.js';
import type { Engine } from '../engines/engine.js';
import { generateLoad } from '../load/load.js';
import { count, mb, median, ms, print, ratio, tell } from '../print.js';
import { deliveredIn, seedLog, SMALLEST_LOG } from '../seed/seed-log.js';
import { ServerProcess } from '../servers/server-process.js';

const STARTS = 5;
const LOAD_SECONDS = 5;
const CONNECTIONS = 64;

interface Measured {
  readonly startMs: number;
  readonly idleMb: number;
  readonly loadedMb: number;
}

/** How long the program takes to its first answer, and how much memory, on a short log and on a long one. */
export async function startUp(engine: Engine, events: number): Promise<void> {
  const [short, long] = [await measured(engine, SMALLEST_LOG), await measured(engine, events)];
  print(
    `start      ${ratio(long.startMs / short.startMs)} of the time with a short log` +
      `   ${ms(long.startMs)} with ${count(events)} events, ${ms(short.startMs)} with ${count(SMALLEST_LOG)}`,
  );
  for (const [when, key] of [['after start', 'idleMb'] as const, ['under load', 'loadedMb'] as const])
    print(
      `memory     ${ratio(long[key] / short[key])} of that with a short log ${when}` +
        `   ${mb(long[key])} with ${count(events)} events, ${mb(short[key])} with ${count(SMALLEST_LOG)}`,
    );
}

function measured(engine: Engine, events: number): Promise<Measured> {
  return inDataFolder(async (dataDir) => {
    tell(`seeding ${count(events)} events`);
    const delivered = deliveredIn(events);
    await seedLog(engine, dataDir, { delivered, held: 0 });
    tell('read models catching up');
    const first = await ServerProcess.start('real', dataDir);
    await first.caughtUp();
    await first.stop();
    tell('starting');
    const startsMs: number[] = [];
    const idleMbs: number[] = [];
    for (let n = 0; n < STARTS; n += 1) {
      const server = await ServerProcess.start('real', dataDir);
      startsMs.push(server.startMs);
      await server.caughtUp();
      idleMbs.push(server.residentMb());
      await server.stop();
    }
    const loadedMb = await memoryUnderLoad(dataDir);
    return { startMs: median(startsMs), idleMb: median(idleMbs), loadedMb };
  });
}

async function memoryUnderLoad(dataDir: string): Promise<number> {
  const server = await ServerProcess.start('real', dataDir);
  await generateLoad({
    ...{ url: server.url, kind: 'place', tokens: await server.tokens(), existing: 1 },
    ...{ connections: CONNECTIONS, warmUpSeconds: 0, seconds: LOAD_SECONDS },
    ...{ from: 0, to: Number.MAX_SAFE_INTEGER },
  });
  const residentMb = server.residentMb();
  await server.stop();
  return residentMb;
}
