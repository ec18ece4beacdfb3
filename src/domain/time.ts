/**
 * An instant in UTC, ISO 8601 with milliseconds (`2026-11-23T09:30:00.000Z`). The fixed form makes string
 * order the order of time, so instants compare with `<` and stand in events and indexes as they are.
 */
export type Instant = string & { readonly __brand: 'Instant' };

export const instant = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant;

export const epochMs = (at: Instant): number => Date.parse(at);

export const plusMs = (at: Instant, ms: number): Instant => instant(epochMs(at) + ms);

/** The day of an instant, in UTC (`2026-11-23`). */
export const dayOf = (at: string): string => at.slice(0, 'YYYY-MM-DD'.length);

/** The last instant of a day (UTC). */
export const endOfDay = (day: string): Instant => `${day}T23:59:59.999Z` as Instant;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
