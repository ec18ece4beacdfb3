import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inDataFolder } from '../data-folder.js';
import type { Engine } from '../engines/engine.js';
import { print, tell } from '../print.js';
import { seedLog } from '../seed/seed-log.js';
import type { CommandCost } from './command-costs.js';

/** A young generation so large that nothing is collected while it is measured: what grew is what was allocated. */
const NODE_OPTIONS = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];
const HELD = 2_000;

/** One command after the other, each waited for: no HTTP, no background work, nothing else under way. */
export async function oneCommand(engine: Engine): Promise<void> {
  tell('one command');
  await inDataFolder(async (dataDir) => {
    await seedLog(engine, dataDir, { delivered: 0, held: HELD });
    const program = fileURLToPath(new URL('./command-costs.js', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [...NODE_OPTIONS, program, dataDir]);
    for (const { name, medianMs, allocatedBytes, keptBytes } of JSON.parse(stdout) as CommandCost[])
      print(
        `${`one ${name}`.padEnd(10)} ${medianMs.toFixed(2)} ms until it is on disk` +
          `   ${kib(allocatedBytes)} allocated, ${kib(keptBytes)} of it kept (the streams it remembers)`,
      );
  });
}

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
