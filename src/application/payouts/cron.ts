import { Cron } from 'croner';
import { epochMs, type Instant, instant } from '../../domain/time.js';

export type { Cron };

/** Five fields of cron, in UTC; `undefined` for anything else. */
export function cronOf(text: string): Cron | undefined {
  try {
    return new Cron(text, { mode: '5-part', timezone: 'UTC' });
  } catch {
    return undefined;
  }
}

/** The newest minute that is meant, at or before `now`, if there was one within so long. */
export function lastOccasion(cron: Cron, now: Instant, withinMs: number): Instant | undefined {
  // What it answers is before the second that it is asked of.
  const [last] = cron.previousRuns(1, new Date(epochMs(now) + SECOND_MS));
  const isRecent = last !== undefined && last.getTime() >= epochMs(now) - withinMs;
  return isRecent ? instant(last.getTime()) : undefined;
}

const SECOND_MS = 1_000;
