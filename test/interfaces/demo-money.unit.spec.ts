import { describe, expect, it } from '@jest/globals';
import {
  type Books,
  differencesIn,
  type Money,
  type OrderFigures,
} from '../../src/interfaces/cli/demo/money-check.js';
import { moneyTable } from '../../src/interfaces/cli/demo/money-table.js';

const NOTHING: Money = { paid: 0n, refunded: 0n, earned: 0n, fee: 0n, held: 0n, 'charged back': 0n };

const order = (orderId: string, given: Partial<OrderFigures> & { money: Money }): OrderFigures => ({
  orderId,
  title: orderId,
  fate: 'held',
  creatorId: 'cre_ada',
  currency: 'TRY',
  priceMinor: 15_000n,
  pendingMinor: 0n,
  ...given,
});

const delivered = order('delivered', {
  fate: 'delivered',
  money: { ...NOTHING, paid: 15_000n, earned: 12_000n, fee: 3_000n },
});
const refunded = order('refunded', {
  fate: 'refunded',
  creatorId: 'cre_omar',
  currency: 'AED',
  money: { ...NOTHING, paid: 15_000n, refunded: 15_000n },
});
const accepted = order('accepted', {
  pendingMinor: 12_000n,
  money: { ...NOTHING, paid: 15_000n, held: 15_000n },
});
const lapsed = order('lapsed', { fate: 'never paid', money: NOTHING });

const paid = ({ orderId, currency }: OrderFigures) => ({
  ...{ column: 'paid' as const, orderId, currency },
  amountMinor: 15_000n,
});

const books: Books = {
  orders: [delivered, refunded, accepted, lapsed],
  reports: [paid(delivered), paid(refunded), paid(accepted), { ...paid(refunded), column: 'refunded' }],
  earnings: [{ creatorId: 'cre_ada', currency: 'TRY', pendingMinor: 12_000n, earnedMinor: 12_000n }],
  moneyCases: [],
};

const withOrder = (changed: OrderFigures): Books => ({
  ...books,
  orders: books.orders.map((one) => (one.orderId === changed.orderId ? changed : one)),
});

describe('the money of the demonstration', () => {
  it('adds up when every figure is right', () => {
    expect(differencesIn(books)).toEqual([]);
  });

  it.each(['paid', 'refunded', 'earned', 'fee', 'held', 'charged back'] as const)(
    'does not add up when %s of an order is off by one',
    (column) => {
      const money = { ...delivered.money, [column]: delivered.money[column] + 1n };
      const [first] = differencesIn(withOrder({ ...delivered, money }));
      expect(first).toMatch(/^delivered: refunded \+ earned \+ fee \+ held \+ charged back: \d+ is not \d+$/);
    },
  );

  it('does not add up when the money of an order is not where its story ends', () => {
    const money = { ...NOTHING, paid: 15_000n, held: 15_000n };
    expect(differencesIn(withOrder({ ...refunded, money }))).toEqual([
      'refunded (refunded): refunded: 0 is not 15000',
      'refunded (refunded): held: 15000 is not 0',
      'refunded: refunded, against what the payment provider reported: 0 is not 15000',
      'total in AED: refunded, against what the payment provider reported: 0 is not 15000',
    ]);
  });

  it('does not add up when the provider reported another amount', () => {
    const reports = books.reports.map((report) => ({ ...report, amountMinor: 14_999n }));
    expect(differencesIn({ ...books, reports })).toContain(
      'refunded: refunded, against what the payment provider reported: 15000 is not 14999',
    );
  });

  it('does not add up when the provider was paid for an order that nobody has', () => {
    const reports = [...books.reports, { ...paid(delivered), orderId: 'another' }];
    expect(differencesIn({ ...books, reports })).toEqual([
      'total in TRY: paid, against what the payment provider reported: 30000 is not 45000',
    ]);
  });

  it.each(['pendingMinor', 'earnedMinor'] as const)(
    'does not add up when %s of a creator is off by one',
    (sum) => {
      const earnings = books.earnings.map((one) => ({ ...one, [sum]: one[sum] + 1n }));
      const name = sum.replace('Minor', '');
      expect(differencesIn({ ...books, earnings })).toEqual([
        `cre_ada in TRY: ${name}, against the summary: 12000 is not 12001`,
      ]);
    },
  );

  it('does not add up when a creator has no summary, or one for orders that nobody placed', () => {
    expect(differencesIn({ ...books, earnings: [] })).toHaveLength(2);
    const stray = { creatorId: 'cre_omar', currency: 'USD', pendingMinor: 0n, earnedMinor: 1n } as const;
    expect(differencesIn({ ...books, earnings: [...books.earnings, stray] })).toEqual([
      'cre_omar in USD: earned, against the summary: 0 is not 1',
    ]);
  });

  it('does not add up while a person must look at something', () => {
    const moneyCases = [{ orderId: 'delivered', code: 'payment_amount_differs' }];
    expect(differencesIn({ ...books, moneyCases })).toEqual([
      'delivered: a person must look at payment_amount_differs',
    ]);
  });
});

describe('the table of the demonstration', () => {
  it('shows each order, and totals per currency, in 100 columns', () => {
    const lines = moneyTable(books.orders).split('\n');
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.map((line) => line.trim().split(/ {2,}| (?=TRY|AED)/))).toEqual([
      ['paid', 'refunded', 'earned', 'fee', 'held', 'charged back'],
      ['delivered', 'TRY', '150.00', '–', '120.00', '30.00', '–', '–'],
      ['refunded', 'AED', '150.00', '150.00', '–', '–', '–', '–'],
      ['accepted', 'TRY', '150.00', '–', '–', '–', '150.00', '–'],
      ['lapsed', 'TRY', '–', '–', '–', '–', '–', '–'],
      ['total', 'TRY', '300.00', '–', '120.00', '30.00', '150.00', '–'],
      ['total', 'AED', '150.00', '150.00', '–', '–', '–', '–'],
    ]);
  });
});
