import type { Instant } from '../../domain/time.js';
import { Clock } from './clock.js';

/** A clock for trying things out: with `TEST_CLOCK=1` only. */
export abstract class MovableClock extends Clock {
  /** Moves it forwards. @throws RangeError when there is no time so late */
  abstract advance(ms: number): Instant;
}
