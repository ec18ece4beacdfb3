import { describe, expect, it } from '@jest/globals';
import { cronOf, lastOccasion } from '../../src/application/payouts/cron.js';
import { DAY_MS, type Instant, MINUTE_MS } from '../../src/domain/time.js';

// A Monday.
const NOW = '2026-11-23T06:30:45.123Z' as Instant;
const last = (text: string, now = NOW, withinMs = DAY_MS) => {
  const cron = cronOf(text);
  return cron === undefined ? 'no cron' : lastOccasion(cron, now, withinMs);
};

describe('a schedule', () => {
  it.each([
    ['0 6 * * 1', '2026-11-23T06:00:00.000Z'],
    ['30 6 * * *', '2026-11-23T06:30:00.000Z'],
    ['31 6 * * *', '2026-11-22T06:31:00.000Z'],
    ['*/20 * * * *', '2026-11-23T06:20:00.000Z'],
    ['5-10/2,50 5 * * *', '2026-11-23T05:50:00.000Z'],
    ['10-59/25 * * * *', '2026-11-23T06:10:00.000Z'],
    ['0 0 * * 0', undefined],
    ['0 12 * * 7', '2026-11-22T12:00:00.000Z'],
    ['0 6 23 11 *', '2026-11-23T06:00:00.000Z'],
    ['0 6 24 11 *', undefined],
    ['0 6 * 12 *', undefined],
    // Either kind of day, where both are named.
    ['0 6 1 * 1', '2026-11-23T06:00:00.000Z'],
    ['0 6 23 * 5', '2026-11-23T06:00:00.000Z'],
    ['0 6 1 * 5', undefined],
    ['0 0 31 2 *', undefined],
  ])('%s was last meant at %s', (text, at) => {
    expect(last(text)).toBe(at);
  });

  it('looks back so long, and no longer', () => {
    expect(last('0 6 * * *', NOW, 31 * MINUTE_MS)).toBe('2026-11-23T06:00:00.000Z');
    expect(last('0 6 * * *', NOW, 30 * MINUTE_MS)).toBeUndefined();
  });

  it.each([
    ...['', '* * * *', '* * * * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '* * * * 8'],
    ...['5-1 * * * *', '*/0 * * * *', 'a * * * *', '1,,2 * * * *', '-1 * * * *', '1- * * * *'],
  ])('is not %j', (text) => {
    expect(cronOf(text)).toBeUndefined();
  });
});
