import { epochMs, type Instant, instant, MINUTE_MS } from '../../domain/time.js';

/** Which minutes, hours, days of the month, months and days of the week (0 is Sunday) are meant; in UTC. */
export interface Cron {
  readonly minute: ReadonlySet<number>;
  readonly hour: ReadonlySet<number>;
  readonly day: ReadonlySet<number>;
  readonly month: ReadonlySet<number>;
  readonly weekday: ReadonlySet<number>;
  /** As cron has it: where both kinds of days are named, either will do. */
  readonly isEitherDay: boolean;
}

/** The last is Sunday as well. */
const SUNDAY_AS_WELL = 7;
const FIELDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, SUNDAY_AS_WELL],
] as const;

const PART = /^(\d{1,2})(?:-(\d{1,2}))?(?:\/(\d{1,2}))?$/;

/** Five fields of cron: `*`, numbers, ranges, lists and steps. `undefined` for anything else. */
export function cronOf(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) return undefined;
  const sets = fields.map((field, index) => numbersOf(field, FIELDS[index] ?? [0, 0]));
  const [minute, hour, day, month, weekdays] = sets;
  if (!minute || !hour || !day || !month || !weekdays) return undefined;
  const weekday = new Set([...weekdays].map((each) => each % SUNDAY_AS_WELL));
  const isEitherDay = !(fields[2] ?? '').startsWith('*') && !(fields[4] ?? '').startsWith('*');
  return { minute, hour, day, month, weekday, isEitherDay };
}

function numbersOf(field: string, [least, most]: readonly [number, number]): ReadonlySet<number> | undefined {
  const numbers = new Set<number>();
  for (const part of field.split(',')) {
    const range = rangeOf(part, most, least);
    if (range === undefined) return undefined;
    for (let number = range.from; number <= range.to; number += range.step) numbers.add(number);
  }
  return numbers;
}

/** `*` is all of it; a number with a step goes on to the end, as cron has it. */
function rangeOf(part: string, most: number, least: number) {
  const written = part
    .replace(/^\*/, `${String(least)}-${String(most)}`)
    .replace(/^(\d+)\//, `$1-${String(most)}/`);
  const [matched, first, last = first, step = '1'] = PART.exec(written) ?? [];
  if (matched === undefined) return undefined;
  const range = { from: Number(first), to: Number(last), step: Number(step) };
  const isWithin = range.from >= least && range.from <= range.to && range.to <= most;
  return isWithin && range.step > 0 ? range : undefined;
}

/** The newest minute that is meant, at or before `now`, if there was one within so long. */
export function lastOccasion(cron: Cron, now: Instant, withinMs: number): Instant | undefined {
  const thisMinuteMs = Math.floor(epochMs(now) / MINUTE_MS) * MINUTE_MS;
  for (let agoMs = 0; agoMs <= withinMs; agoMs += MINUTE_MS)
    if (isMeant(cron, new Date(thisMinuteMs - agoMs))) return instant(thisMinuteMs - agoMs);
  return undefined;
}

function isMeant({ minute, hour, day, month, weekday, isEitherDay }: Cron, at: Date): boolean {
  const isDay = day.has(at.getUTCDate());
  const isWeekday = weekday.has(at.getUTCDay());
  return (
    minute.has(at.getUTCMinutes()) &&
    hour.has(at.getUTCHours()) &&
    month.has(at.getUTCMonth() + 1) &&
    (isEitherDay ? isDay || isWeekday : isDay && isWeekday)
  );
}
