import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Instance } from '../program/instance.js';
import { limitFiles, type SmallDisk } from '../stores/small-disk.js';
import type { Harm, Victims } from './victims.js';

const LATEST_MS = 800;
const FULL_MS = [300, 2_000] as const;
const FILES = ['events', 'read-models', 'idempotency', 'stripe-sandbox'] as const;
const ROOM_BYTES = 48 * 1024;

/** No page is left on the disk of its files; or no file may grow beyond what one of them has. */
export const disk: Harm = {
  whyNot: ({ instances: [first, ...others] }) => {
    if (others.length > 0) return 'what several instances share is not in their folders';
    // A look at what it has, which changes nothing.
    return first?.pid === undefined || limitFiles(process.pid, undefined)
      ? undefined
      : 'this machine has no prlimit, and lets nobody mount a disk';
  },
  async befall(victims: Victims) {
    const { dice, disk: small, instances } = victims;
    const fullMs = dice.between(...FULL_MS);
    await pause(dice.between(0, LATEST_MS));
    const starting = (await instances[0]?.isReady()) === false ? instances[0] : undefined;
    const words = await full(victims, small !== undefined && dice.permille(500) ? small : undefined, fullMs);
    return `${words}${(await startedAgain(starting)) ? ', while it started; and started again' : ''}`;
  },
};

async function full(victims: Victims, small: SmallDisk | undefined, ms: number): Promise<string> {
  if (small === undefined) return limited(victims, ms);
  small.fill();
  await pause(ms);
  small.makeRoom();
  return `its disk full for ${(ms / 1_000).toFixed(1)} s`;
}

/** One that finds no room while it starts may end: whoever looks after it starts it again, once there is. */
async function startedAgain(starting: Instance | undefined): Promise<boolean> {
  if (starting === undefined) return false;
  await starting.ready().catch(() => undefined);
  if (starting.isRunning) return false;
  starting.start();
  return true;
}

async function limited({ instances: [instance], dataDir, dice }: Victims, ms: number): Promise<string> {
  const pid = instance?.pid;
  if (pid === undefined) return 'not limited';
  const file = dice.oneOf(FILES);
  limitFiles(pid, bytesOf(join(dataDir, `${file}.sqlite-wal`)) + dice.between(0, ROOM_BYTES));
  await pause(ms);
  limitFiles(pid, undefined);
  return `no file larger than that of ${file} for ${(ms / 1_000).toFixed(1)} s`;
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
