import type { Currency } from '../../../domain/money.js';
import { type Money, MONEY_COLUMNS, type OrderFigures, sumOf } from './money-check.js';
import { amountText } from './words.js';

const TITLE_CHARS = 29;
const AMOUNT_CHARS = 10;
const LAST_CHARS = 14;

/** One line per order, and the totals of each currency. */
export function moneyTable(orders: readonly OrderFigures[]): string {
  const currencies = [...new Set(orders.map(({ currency }) => currency))];
  return [
    lineOf('', '', MONEY_COLUMNS),
    ...orders.map(({ title, currency, money }) => amountsLine(title, currency, money)),
    ...currencies.map((currency) => amountsLine('total', currency, totalOf(orders, currency))),
  ].join('\n');
}

function totalOf(orders: readonly OrderFigures[], currency: Currency): Money {
  const own = orders.filter((order) => order.currency === currency);
  const sums = MONEY_COLUMNS.map((column) => [column, sumOf(own, ({ money }) => money[column])]);
  return Object.fromEntries(sums) as Money;
}

/** A dash where there is nothing: it is where the eye finds that there is something. */
const amountsLine = (title: string, currency: Currency, money: Money): string =>
  lineOf(
    title,
    currency,
    MONEY_COLUMNS.map((column) => (money[column] === 0n ? '–' : amountText(money[column], currency))),
  );

function lineOf(title: string, currency: string, cells: readonly string[]): string {
  const padded = cells.map((cell, index) =>
    cell.padStart(index === cells.length - 1 ? LAST_CHARS : AMOUNT_CHARS),
  );
  return `  ${title.padEnd(TITLE_CHARS)}${currency.padEnd(3)}${padded.join('')}`.trimEnd();
}
