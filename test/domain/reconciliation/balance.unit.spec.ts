import { describe, expect, it } from '@jest/globals';
import { type BalanceSides, compareBalances } from '../../../src/domain/reconciliation/balance.js';
import { nameOfDifference } from '../../../src/domain/reconciliation/difference.js';
import {
  addPart,
  comparePayoutReport,
  EMPTY_REPORT,
  type ReportPart,
} from '../../../src/domain/reconciliation/payout-report.js';

const compared = (changes: Partial<BalanceSides>) =>
  compareBalances({
    ...{ currency: 'TRY', oursMinor: 15_000n, theirsMinor: 15_000n, notToldMinor: 0n, underWayMinor: 0n },
    ...changes,
  });

describe('the balance of our books and that of the provider', () => {
  it('agree where they are the same, and where what differs is not told to our ledger yet', () => {
    expect(compared({})).toBeUndefined();
    expect(compared({ theirsMinor: 14_565n, notToldMinor: -435n })).toBeUndefined();
    expect(compared({ theirsMinor: 15_000n, notToldMinor: -435n })).toMatchObject({
      amount: { amountMinor: 435n },
    });
  });

  it.each([
    [15_700n, '7.00 TRY more than provider_clearing'],
    [14_300n, '7.00 TRY less than provider_clearing'],
  ])('differ by how much they are apart: %s', (theirsMinor, theirs) => {
    expect(compared({ theirsMinor })).toEqual({
      ...{ kind: 'amount_differs', about: 'balance', objectId: 'TRY', orderId: null },
      ...{ amount: { amountMinor: 700n, currency: 'TRY' }, ours: 'provider_clearing', theirs },
    });
  });

  it.each([
    ['KWD', '0.700 KWD'],
    ['JPY', '700 JPY'],
    ['SEK', '700 minor units of SEK'],
  ])('differ in whole units and their decimals, as far as they are known: %s', (currency, amount) => {
    expect(compared({ theirsMinor: 15_700n, currency })?.theirs).toBe(
      `${amount} more than provider_clearing`,
    );
  });

  it.each([15_700n, 14_300n])('may agree once what is under way has arrived: %s', (theirsMinor) => {
    expect(compared({ theirsMinor, underWayMinor: 700n })).toBeUndefined();
    expect(compared({ theirsMinor, underWayMinor: 699n })).toBeDefined();
  });

  it('have one name for a difference, however large it is', () => {
    const names = [15_700n, 3n].map((theirsMinor) => {
      const found = compared({ theirsMinor });
      return found && nameOfDifference(found);
    });
    expect(names).toEqual(['amount_differs balance TRY', 'amount_differs balance TRY']);
  });
});

const part = (netMinor: bigint, changes: Partial<ReportPart> = {}): ReportPart => ({
  ...{ netMinor, feeMinor: 0n, isKnown: true, ...changes },
});
const reported = (amountMinor: bigint, ...parts: readonly ReportPart[]) =>
  comparePayoutReport({
    ...{ bankPayoutId: 'po_1', amount: { amountMinor, currency: 'TRY' } },
    sum: parts.reduce(addPart, EMPTY_REPORT),
  });
const about = { about: 'bank_payout', objectId: 'po_1', orderId: null, theirs: '9.00 TRY' } as const;

describe('a report of what went to our bank', () => {
  it('agrees where it is the sum of its parts, and each part is ours', () => {
    expect(reported(900n, part(970n), part(-70n))).toBeUndefined();
    expect(reported(0n)).toBeUndefined();
  });

  it.each([
    [899n, '8.99'],
    [901n, '9.01'],
  ])('differs where its parts come to something else: %s', (sum, said) => {
    expect(reported(900n, part(sum))).toEqual({
      ...{ ...about, kind: 'amount_differs', ours: `1 parts, ${said} TRY` },
      amount: { amountMinor: 1n, currency: 'TRY' },
    });
  });

  it('differs where a part is of nobody, by what the part is of before its fee', () => {
    const stranger = part(388n, { feeMinor: 12n, isKnown: false });
    expect(reported(900n, part(512n), stranger)).toEqual({
      ...{ ...about, kind: 'foreign_object', ours: '1 parts, 5.00 TRY' },
      amount: { amountMinor: 400n, currency: 'TRY' },
    });
  });

  it('agrees where what is of nobody came and went', () => {
    const came = part(388n, { feeMinor: 12n, isKnown: false });
    expect(reported(888n, part(900n), came, part(-400n, { isKnown: false }))).toBeUndefined();
  });
});
