/**
 * An instant in UTC, ISO 8601 with milliseconds (`2026-11-23T09:30:00.000Z`). The fixed form makes string
 * order the order of time, so instants compare with `<` and stand in events and indexes as they are.
 */
export type Instant = string & { readonly __brand: 'Instant' };

export const instant = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant;

/** RFC 3339: what ISO 8601 allows beyond it (weeks, days of the year, commas), `Date.parse` does not take. */
const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * As people and programs write it, with its offset. `undefined` also for a day that there is not, since 30 February parses as 2 March; and
 * for years that do not have four digits once they are in UTC, which would stand in the wrong order.
 */
export function instantOfText(text: string): Instant | undefined {
  const [, day] = RFC_3339.exec(text) ?? [];
  const [dayMs, ms] = [Date.parse(`${day ?? ''}T00:00:00.000Z`), Date.parse(text)];
  if (Number.isNaN(dayMs) || Number.isNaN(ms) || dayOf(instant(dayMs)) !== day) return undefined;
  const at = instant(ms);
  return RFC_3339.test(at) ? at : undefined;
}

export const epochMs = (at: Instant): number => Date.parse(at);

export const plusMs = (at: Instant, ms: number): Instant => instant(epochMs(at) + ms);

/** The day of an instant, in UTC (`2026-11-23`). */
export const dayOf = (at: string): string => at.slice(0, 'YYYY-MM-DD'.length);

/** The last instant of a day (UTC). */
export const endOfDay = (day: string): Instant => `${day}T23:59:59.999Z` as Instant;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
