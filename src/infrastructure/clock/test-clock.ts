import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MovableClock } from '../../application/ports/movable-clock.js';
import { instant, type Instant } from '../../domain/time.js';
import { readDataFile } from '../embedded/data-file.js';
import { SystemClock } from './system-clock.js';

const REMEDY =
  'restore it from a backup, or write {"aheadMs": N}, with how many milliseconds the clock was ahead';

/** Beyond, instants have five digits for the year, and their text no longer sorts as they do. */
const LATEST_MS = Date.parse('9000-01-01T00:00:00.000Z');

/** The folder's time was moved ahead by a test clock: with the machine's, new events would be dated before old ones. */
export class ClockMovedError extends Error {
  override readonly name = 'ClockMovedError';
}

/**
 * The machine's clock, ahead by as much as it has been advanced (`TEST_CLOCK=1`). How far is kept in the data folder,
 * since a log whose newest events lie in the future would make no sense after a restart.
 */
export class TestClock extends SystemClock implements MovableClock {
  private readonly path: string;
  private aheadMs: number;

  /** @throws DataFileError */
  constructor(dataDir: string) {
    super();
    this.path = join(dataDir, 'test-clock.json');
    this.aheadMs = existsSync(this.path) ? readDataFile(this.path, REMEDY, parseAheadMs) : 0;
  }

  /** @throws ClockMovedError, DataFileError */
  static refuseMovedFolder(dataDir: string): void {
    const { aheadMs, path } = new TestClock(dataDir);
    if (aheadMs > 0)
      throw new ClockMovedError(
        `${path} says that the time of this folder was moved ahead: start with TEST_CLOCK=1, or set DATA_DIR to another folder`,
      );
  }

  override now(): Instant {
    return instant(Date.now() + this.aheadMs);
  }

  /** Moves the clock forwards; it never goes back. @throws RangeError beyond the year 9000 */
  advance(ms: number): Instant {
    const aheadMs = this.aheadMs + ms;
    if (Date.now() + aheadMs > LATEST_MS) throw new RangeError('the clock would pass the year 9000');
    writeFileSync(`${this.path}.new`, JSON.stringify({ aheadMs }));
    renameSync(`${this.path}.new`, this.path);
    // Last: a clock that is not on disk would go back at the next start.
    this.aheadMs = aheadMs;
    return this.now();
  }
}

function parseAheadMs(content: Buffer): number {
  const { aheadMs } = JSON.parse(content.toString()) as { aheadMs?: unknown };
  if (typeof aheadMs !== 'number' || !Number.isSafeInteger(aheadMs))
    throw new TypeError('aheadMs is no integer');
  return aheadMs;
}
