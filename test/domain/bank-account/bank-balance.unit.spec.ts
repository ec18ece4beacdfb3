import { describe, expect, it } from '@jest/globals';
import { compareBankBalance, MOST_UNDER_WAY } from '../../../src/domain/bank-account/bank-balance.js';
import { money } from '../../../src/domain/money.js';

const found = (closingMinor: bigint, oursMinor: bigint, ...underWay: readonly bigint[]) =>
  compareBankBalance({ closing: money(closingMinor, 'TRY'), oursMinor, underWay });

describe('the balance of our bank account', () => {
  it('agrees where the ledger has it', () => {
    expect(found(100n, 100n)).toEqual({ name: 'amount_differs bank_balance TRY', difference: null });
  });

  it.each([
    ['all of what is under way', 100n, 150n, [70n, -20n]],
    ['some of it', 100n, 170n, [30n, 70n, -20n]],
    ['none of it', 100n, 100n, [30n, -20n]],
  ])('agrees where %s is not booked yet', (_what, closing, ours, underWay) => {
    expect(found(closing, ours, ...underWay).difference).toBeNull();
  });

  it.each([
    ['less', 88n, 100n, [], 12n, '0.12 TRY less than bank'],
    ['more', 112n, 100n, [], 12n, '0.12 TRY more than bank'],
    ['less, beside what is under way', 88n, 1_100n, [1_000n], 12n, '0.12 TRY less than bank'],
    ['a little less, and a lot is under way', 88n, 100n, [1_000n], 12n, '0.12 TRY less than bank'],
  ])('is a case where the bank has %s', (_what, closing, ours, underWay, minor, theirs) => {
    expect(found(closing, ours, ...underWay).difference).toEqual({
      ...{ kind: 'amount_differs', about: 'bank_balance', objectId: 'TRY', orderId: null },
      ...{ amount: { amountMinor: minor, currency: 'TRY' }, ours: 'bank', theirs },
    });
  });

  it('takes nothing for booked where that comes as near', () => {
    expect(found(100n, 107n, 14n).difference).toMatchObject({ theirs: '0.07 TRY less than bank' });
  });

  it('looks at the latest of what is under way, where there is a lot', () => {
    const others = Array.from({ length: MOST_UNDER_WAY }, () => 1_000n);
    expect(found(100n, 107n, ...others, 7n).difference).toBeNull();
    expect(found(100n, 107n, 7n, ...others).difference).not.toBeNull();
  });
});
