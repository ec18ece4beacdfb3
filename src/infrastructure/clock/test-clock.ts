import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MovableClock } from '../../application/ports/movable-clock.js';
import { instant, type Instant } from '../../domain/time.js';
import { readDataFile } from '../embedded/data-file.js';
import { SystemClock } from './system-clock.js';

const REMEDY =
  'restore it from a backup, or write {"aheadMs": N}, with how many milliseconds the clock was ahead';

/**
 * The machine's clock, ahead by as much as it has been advanced (`TEST_CLOCK=1`). How far is kept in the data folder,
 * since a log whose newest events lie in the future would make no sense after a restart.
 */
export class TestClock extends SystemClock implements MovableClock {
  readonly #path: string;
  #aheadMs: number;

  /** @throws DataFileError */
  constructor(dataDir: string) {
    super();
    this.#path = join(dataDir, 'test-clock.json');
    this.#aheadMs = existsSync(this.#path) ? readDataFile(this.#path, REMEDY, parseAheadMs) : 0;
  }

  override now(): Instant {
    return instant(Date.now() + this.#aheadMs);
  }

  /** Moves the clock forwards; it never goes back. */
  advance(ms: number): Instant {
    const aheadMs = this.#aheadMs + ms;
    writeFileSync(`${this.#path}.new`, JSON.stringify({ aheadMs }));
    renameSync(`${this.#path}.new`, this.#path);
    // Last: a clock that is not on disk would go back at the next start.
    this.#aheadMs = aheadMs;
    return this.now();
  }
}

function parseAheadMs(content: Buffer): number {
  const { aheadMs } = JSON.parse(content.toString()) as { aheadMs?: unknown };
  if (typeof aheadMs !== 'number' || !Number.isSafeInteger(aheadMs))
    throw new TypeError('aheadMs is no integer');
  return aheadMs;
}
