import type { Currency } from '../../../domain/money.js';
import type { Fate } from './stage.js';

export const MONEY_COLUMNS = ['paid', 'refunded', 'earned', 'fee', 'held', 'charged back'] as const;
export type MoneyColumn = (typeof MONEY_COLUMNS)[number];

/** Where the fan's money is, in minor units of one currency. */
export type Money = Readonly<Record<MoneyColumn, bigint>>;

export interface OrderFigures {
  readonly orderId: string;
  readonly title: string;
  readonly fate: Fate;
  readonly creatorId: string;
  readonly currency: Currency;
  readonly priceMinor: bigint;
  /** What its creator will earn, when the order is accepted and not delivered yet; else 0. */
  readonly pendingMinor: bigint;
  readonly money: Money;
}

/** What the payment provider reported, as it was recorded then, about whichever order. */
export interface Report {
  readonly column: 'paid' | 'refunded';
  readonly orderId: string;
  readonly currency: Currency;
  readonly amountMinor: bigint;
}

export interface CreatorEarnings {
  readonly creatorId: string;
  readonly currency: Currency;
  readonly pendingMinor: bigint;
  /** In hold, available or disputed. */
  readonly earnedMinor: bigint;
}

export interface Books {
  readonly orders: readonly OrderFigures[];
  readonly reports: readonly Report[];
  readonly earnings: readonly CreatorEarnings[];
  readonly moneyCases: readonly { readonly orderId: string; readonly code: string }[];
}

/** Each line is a figure that differs from what it has to be; none when everything adds up. */
export function differencesIn({ orders, reports, earnings, moneyCases }: Books): readonly string[] {
  return [
    ...orders.flatMap(differencesInOrder),
    ...(['paid', 'refunded'] as const).flatMap((column) => differencesInReports(column, orders, reports)),
    ...differencesInEarnings(orders, earnings),
    ...moneyCases.map(({ orderId, code }) => `${orderId}: a person must look at ${code}`),
  ];
}

function differencesInOrder({ title, fate, priceMinor, money }: OrderFigures): readonly string[] {
  const expected = moneyOfFate(fate, priceMinor, money);
  // product.md, "Money, always true", 2.
  const whereItIs = money.refunded + money.earned + money.fee + money.held + money['charged back'];
  return [
    ...differing(`${title}: refunded + earned + fee + held + charged back`, whereItIs, money.paid),
    ...MONEY_COLUMNS.flatMap((column) =>
      differing(`${title} (${fate}): ${column}`, money[column], expected[column]),
    ),
  ];
}

const NOTHING: Money = { paid: 0n, refunded: 0n, earned: 0n, fee: 0n, held: 0n, 'charged back': 0n };

/** How a delivered price is split is the market's affair: that it is split without rest, the sum says. */
function moneyOfFate(fate: Fate, priceMinor: bigint, { earned, fee }: Money): Money {
  switch (fate) {
    case 'delivered':
      return { ...NOTHING, paid: priceMinor, earned, fee };
    case 'refunded':
      return { ...NOTHING, paid: priceMinor, refunded: priceMinor };
    case 'held':
      return { ...NOTHING, paid: priceMinor, held: priceMinor };
    case 'never paid':
      return NOTHING;
  }
}

/** In total, too: money that was reported for an order that is not in the table would show there alone. */
function differencesInReports(
  column: Report['column'],
  orders: readonly OrderFigures[],
  reports: readonly Report[],
): readonly string[] {
  const reported = reports.filter((report) => report.column === column);
  const compare = (name: string, own: readonly OrderFigures[], told: readonly Report[]) =>
    differing(
      `${name}: ${column}, against what the payment provider reported`,
      sumOf(own, ({ money }) => money[column]),
      sumOf(told, ({ amountMinor }) => amountMinor),
    );
  const ofOrders = orders.flatMap((order) => {
    const told = reported.filter(({ orderId }) => orderId === order.orderId);
    return compare(order.title, [order], told);
  });
  const currencies = [...new Set([...orders, ...reported].map(({ currency }) => currency))];
  const inTotal = currencies.flatMap((currency) => {
    const isInIt = (one: { readonly currency: Currency }) => one.currency === currency;
    return compare(`total in ${currency}`, orders.filter(isInIt), reported.filter(isInIt));
  });
  return [...ofOrders, ...inTotal];
}

/** Both ways: what orders say of a creator and currency without a summary differs from zero. */
function differencesInEarnings(
  orders: readonly OrderFigures[],
  earnings: readonly CreatorEarnings[],
): readonly string[] {
  const keyOf = ({ creatorId, currency }: { creatorId: string; currency: Currency }) =>
    `${creatorId} in ${currency}`;
  const keys = new Set([...orders.map(keyOf), ...earnings.map(keyOf)]);
  return [...keys].flatMap((key) => {
    const own = orders.filter((order) => keyOf(order) === key);
    const summary = earnings.find((one) => keyOf(one) === key);
    const earned = sumOf(own, ({ money }) => money.earned);
    const pending = sumOf(own, ({ pendingMinor }) => pendingMinor);
    return [
      ...differing(`${key}: earned, against the summary`, earned, summary?.earnedMinor ?? 0n),
      ...differing(`${key}: pending, against the summary`, pending, summary?.pendingMinor ?? 0n),
    ];
  });
}

export const sumOf = <Item>(items: readonly Item[], minorOf: (item: Item) => bigint): bigint =>
  items.reduce((sum, item) => sum + minorOf(item), 0n);

const differing = (what: string, isMinor: bigint, hasToBeMinor: bigint): readonly string[] =>
  isMinor === hasToBeMinor ? [] : [`${what}: ${String(isMinor)} is not ${String(hasToBeMinor)}`];
