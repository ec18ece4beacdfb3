/**
 * Money: an integer count of minor units and an ISO 4217 code (product.md, "Money, always true", 1).
 * How many decimals a currency has is asked of the currency, never assumed to be two.
 */
export interface Money {
  readonly amountMinor: bigint;
  readonly currency: Currency;
}

/** ISO 4217 alphabetic code of a currency that the platform can take. */
export type Currency = keyof typeof CURRENCIES;

/** Decimals per ISO 4217. */
const CURRENCIES = { AED: 2, EUR: 2, TRY: 2, USD: 2, GBP: 2, JPY: 0, KWD: 3 } as const;

export const isCurrency = (code: string): code is Currency => Object.hasOwn(CURRENCIES, code);

export const currencies = (): readonly Currency[] => Object.keys(CURRENCIES) as Currency[];

export const decimalsOf = (currency: Currency): number => CURRENCIES[currency];

/**
 * Amounts that can be paid are multiples of this, in minor units: payment providers take currencies of three decimals with a 0 at the end
 * (docs.stripe.com/currencies#three-decimal).
 */
const STEPS: Partial<Record<Currency, bigint>> = { KWD: 10n };

export const stepOf = (currency: Currency): bigint => STEPS[currency] ?? 1n;

export const isPayable = ({ amountMinor, currency }: Money): boolean => amountMinor % stepOf(currency) === 0n;

export const money = (amountMinor: bigint, currency: Currency): Money => ({ amountMinor, currency });

export const sameMoney = (a: Money, b: Money): boolean =>
  a.currency === b.currency && a.amountMinor === b.amountMinor;

/** How much it is, in minor units, whichever way it goes. */
export const sizeOf = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

/** `150.00 TRY`: for people, never for arithmetic. */
export const formatMoney = (amount: Money): string => `${decimalOf(amount)} ${amount.currency}`;

/** `150.00`, with as many decimals as the currency has: to be written, never to be counted with. */
export function decimalOf({ amountMinor, currency }: Money): string {
  const decimals = decimalsOf(currency);
  const sign = amountMinor < 0n ? '-' : '';
  const digits = amountMinor
    .toString()
    .replace('-', '')
    .padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${sign}${decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`}`;
}

/**
 * Splits a price into the platform's fee and the creator's earning; the fee is rounded down, in the creator's favour, to what can be paid:
 * of a price that can be, the earning can be paid out, too.
 */
export function splitFee(
  price: Money,
  feeBasisPoints: number,
): { readonly fee: Money; readonly earning: Money } {
  const step = stepOf(price.currency);
  const feeMinor = ((price.amountMinor * BigInt(feeBasisPoints)) / 10_000n / step) * step;
  return {
    fee: money(feeMinor, price.currency),
    earning: money(price.amountMinor - feeMinor, price.currency),
  };
}
