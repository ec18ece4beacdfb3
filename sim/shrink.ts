import type { WorldResult } from './run-world.js';
import type { WorkOrder } from './worker.js';

const MOST_RUNS = 300;

/**
 * The same world with as few faults as still break a law: ever smaller parts of them are left out (delta debugging). What users want
 * is drawn apart from the faults, and stays.
 */
export async function shrink(
  seed: number,
  failing: WorldResult,
  /** Answers `undefined` of a world that never ends: that is another story. */
  run: (order: WorkOrder) => Promise<WorldResult | undefined>,
): Promise<{ readonly leftOut: readonly number[]; readonly result: WorldResult }> {
  let best = { leftOut: [] as readonly number[], result: failing };
  let runs = 0;
  for (let size = Math.ceil(failing.faults.length / 2); size >= 1 && runs < MOST_RUNS;) {
    let hasShrunk = false;
    for (const part of parts(best.result.faults, size)) {
      if (runs >= MOST_RUNS) break;
      runs += 1;
      const leftOut = [...best.leftOut, ...part];
      const result = await run({ seed, leftOut });
      if (result === undefined || result.broken.length === 0) continue;
      best = { leftOut, result };
      hasShrunk = true;
      break;
    }
    if (!hasShrunk) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return best;
}

function* parts(faults: WorldResult['faults'], size: number): Generator<readonly number[]> {
  for (let start = 0; start < faults.length; start += size)
    yield faults.slice(start, start + size).map(({ number }) => number);
}
