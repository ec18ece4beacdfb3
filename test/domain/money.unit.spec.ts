import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  currencies,
  decimalsOf,
  formatMoney,
  isCurrency,
  money,
  type Money,
  sameMoney,
  isPayable,
  splitFee,
  stepOf,
} from '../../src/domain/money.js';

describe('money for people', () => {
  it.each<[Money, string]>([
    [money(150_000n, 'TRY'), '1500.00 TRY'],
    [money(5n, 'TRY'), '0.05 TRY'],
    [money(0n, 'AED'), '0.00 AED'],
    [money(-150n, 'USD'), '-1.50 USD'],
    [money(-5n, 'USD'), '-0.05 USD'],
    [money(1_500n, 'JPY'), '1500 JPY'],
    [money(0n, 'JPY'), '0 JPY'],
    [money(1_500n, 'KWD'), '1.500 KWD'],
    [money(7n, 'KWD'), '0.007 KWD'],
    [money(90_071_992_547_409_931n, 'TRY'), '900719925474099.31 TRY'],
  ])('%j reads %s', (amount, text) => {
    expect(formatMoney(amount)).toBe(text);
  });

  it('has as many decimals as its currency', () => {
    expect(decimalsOf('JPY')).toBe(0);
    expect(decimalsOf('TRY')).toBe(2);
    expect(decimalsOf('KWD')).toBe(3);
  });

  it('is of a currency that can be taken', () => {
    expect(currencies().every(isCurrency)).toBe(true);
    expect(isCurrency('XXX')).toBe(false);
    expect(isCurrency('toString')).toBe(false);
  });

  it('is the same when amount and currency are', () => {
    expect(sameMoney(money(1n, 'TRY'), money(1n, 'TRY'))).toBe(true);
    expect(sameMoney(money(1n, 'TRY'), money(2n, 'TRY'))).toBe(false);
    expect(sameMoney(money(1n, 'TRY'), money(1n, 'AED'))).toBe(false);
  });
});

describe('the fee', () => {
  it.each([
    [10_000, 2_000, 2_000],
    [99, 2_000, 19],
    [1, 9_999, 0],
    [4, 2_500, 1],
    [3, 2_500, 0],
    [100, 0, 0],
    [100, 10_000, 100],
    [99_999_999, 2_000, 19_999_999],
  ])(
    'of %d at %d basis points is %d, rounded down in favour of the creator',
    (priceMinor, points, feeMinor) => {
      const { fee, earning } = splitFee(money(BigInt(priceMinor), 'TRY'), points);
      expect(fee).toEqual(money(BigInt(feeMinor), 'TRY'));
      expect(earning).toEqual(money(BigInt(priceMinor - feeMinor), 'TRY'));
    },
  );

  it('leaves an earning that can be paid out, of every price that can be paid', () => {
    expect(splitFee(money(12_340n, 'KWD'), 999)).toEqual({
      ...{ fee: money(1_230n, 'KWD'), earning: money(11_110n, 'KWD') },
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...currencies()),
        fc.bigInt({ min: 1n, max: 9_999_999n }),
        fc.integer({ min: 0, max: 10_000 }),
        (currency, steps, points) => {
          const price = money(steps * stepOf(currency), currency);
          const { fee, earning } = splitFee(price, points);
          expect([fee, earning].map(isPayable)).toEqual([true, true]);
          expect(fee.amountMinor + earning.amountMinor).toBe(price.amountMinor);
          expect(fee.amountMinor * 10_000n).toBeLessThanOrEqual(price.amountMinor * BigInt(points));
        },
      ),
    );
  });

  it('and the earning are the price, and the fee is less than one unit below its exact share', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 99_999_999n }),
        fc.integer({ min: 0, max: 10_000 }),
        (priceMinor, points) => {
          const { fee, earning } = splitFee(money(priceMinor, 'TRY'), points);
          expect(fee.amountMinor + earning.amountMinor).toBe(priceMinor);
          expect(earning.amountMinor >= 0n).toBe(true);
          const lost = priceMinor * BigInt(points) - fee.amountMinor * 10_000n;
          expect(lost >= 0n && lost < 10_000n).toBe(true);
        },
      ),
    );
  });
});
