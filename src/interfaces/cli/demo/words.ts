import { type Currency, formatMoney, money } from '../../../domain/money.js';

/** `ord_…5b8f10`: the end of an id is what tells it from others of the same minute. */
export const shortIds = (text: string): string =>
  text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{6}([0-9a-f]{6})/g, '…$1');

/** `150.00`, without the currency, which stands beside it. */
export const amountText = (minor: bigint, currency: Currency): string =>
  formatMoney(money(minor, currency)).replace(` ${currency}`, '');
