import { describe, expect, it } from '@jest/globals';
import { entryOf } from '../../../src/domain/ledger/journal.js';
import { money } from '../../../src/domain/money.js';
import type { Instant } from '../../../src/domain/time.js';

describe('the fees that the provider has taken on a day', () => {
  it.each([
    ['an hour after it', '2026-11-23T01:00:00.000Z', '2026-11-22T23:59:59.999Z'],
    ['months later', '2027-03-01T12:00:00.000Z', '2026-11-22T23:59:59.999Z'],
    ['before it is over', '2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z'],
  ])('are effective within that day, when it is compared %s', (_when, takenAt, effectiveAt) => {
    const of = { provider: 'sandbox', day: '2026-11-22', run: 1 };
    const data = { ...of, fee: money(50n, 'TRY'), takenAt: takenAt as Instant };
    expect(entryOf({ type: 'ProviderFeesTaken', data })).toMatchObject({ effectiveAt });
  });
});
