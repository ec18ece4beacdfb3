import { DAY_MS, HOUR_MS, type Instant, instant, MINUTE_MS, plusMs } from '../../src/domain/time.js';

interface Span {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
}

/** When every story of these tests begins. */
export const START = instant(Date.UTC(2026, 10, 23, 9, 30));

export const later = (from: Instant, { days = 0, hours = 0, minutes = 0 }: Span): Instant =>
  plusMs(from, days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS);

export const after = (span: Span): Instant => later(START, span);

/** The last millisecond that is in time for a deadline. */
export const justBefore = (deadline: Instant): Instant => plusMs(deadline, -1);
