import type { Currency, Money } from '../money.js';
import { isCurrency } from '../money.js';
import type { Instant } from '../time.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time.js';

/** What a price may be in one currency of a market. */
export interface PriceLimits {
  readonly currency: Currency;
  readonly floorMinor: bigint;
  readonly ceilingMinor: bigint;
}

/** The terms of a market in one dated version. An order keeps a snapshot of those it was placed under. */
export interface MarketTerms {
  /** Whether people who live there may order and sell. */
  readonly open: boolean;
  readonly prices: readonly PriceLimits[];
  /** The platform's share of the price, in hundredths of a percent. */
  readonly feeBasisPoints: number;
  readonly paymentWindowMinutes: number;
  readonly acceptanceWindowHours: number;
  readonly deliveryWindowHours: number;
  /** How long a request or video may wait for its review before the order ends with a refund. */
  readonly reviewWindowHours: number;
  /** From delivery until the earning is available. */
  readonly holdDays: number;
  readonly reviewRequests: boolean;
  readonly reviewVideos: boolean;
  /** Eligibility of creators; 0 asks nothing (product.md, fact 7: not fixed yet). */
  readonly minFollowers: number;
  readonly minAgeYears: number;
  /** Whether fans of other open markets may order from this market's creators. */
  readonly crossMarket: boolean;
}

/** The part of the terms that an order lives by, in milliseconds, with the version it was taken from. */
export interface TermsSnapshot {
  readonly version: number;
  readonly feeBasisPoints: number;
  readonly paymentWindowMs: number;
  readonly acceptanceWindowMs: number;
  readonly deliveryWindowMs: number;
  readonly reviewWindowMs: number;
  readonly holdMs: number;
  readonly reviewRequests: boolean;
  readonly reviewVideos: boolean;
}

export interface DatedTerms {
  readonly version: number;
  readonly effectiveFrom: Instant;
  readonly terms: MarketTerms;
}

export const snapshotTerms = ({ version, terms }: DatedTerms): TermsSnapshot => ({
  version,
  feeBasisPoints: terms.feeBasisPoints,
  paymentWindowMs: terms.paymentWindowMinutes * MINUTE_MS,
  acceptanceWindowMs: terms.acceptanceWindowHours * HOUR_MS,
  deliveryWindowMs: terms.deliveryWindowHours * HOUR_MS,
  reviewWindowMs: terms.reviewWindowHours * HOUR_MS,
  holdMs: terms.holdDays * DAY_MS,
  reviewRequests: terms.reviewRequests,
  reviewVideos: terms.reviewVideos,
});

export const priceLimits = (terms: MarketTerms, currency: Currency): PriceLimits | undefined =>
  terms.prices.find((limits) => limits.currency === currency);

export const isWithin = (limits: PriceLimits, price: Money): boolean =>
  price.amountMinor >= limits.floorMinor && price.amountMinor <= limits.ceilingMinor;

/** What is wrong with these terms, for the person who wrote them; `undefined` when nothing is. */
export function faultIn(terms: MarketTerms): string | undefined {
  return faultInPrices(terms.prices) ?? faultInNumbers(terms);
}

/** The largest amount that the payment provider takes: 999,999.99 (its documented maximum of 8 digits). */
export const HIGHEST_AMOUNT_MINOR = 99_999_999n;

function faultInPrices(prices: readonly PriceLimits[]): string | undefined {
  if (prices.length === 0) return 'a market needs price limits in at least one currency';
  const seen = new Set<string>();
  for (const { currency, floorMinor, ceilingMinor } of prices) {
    if (!isCurrency(currency)) return `${String(currency)} is not a currency that can be taken`;
    if (seen.has(currency)) return `the limits of ${currency} are named twice`;
    seen.add(currency);
    if (floorMinor < 1n) return `the floor of ${currency} must be at least 1 minor unit`;
    if (ceilingMinor < floorMinor) return `the ceiling of ${currency} is below its floor`;
    if (ceilingMinor > HIGHEST_AMOUNT_MINOR)
      return `the ceiling of ${currency} is above ${String(HIGHEST_AMOUNT_MINOR)} minor units`;
  }
  return undefined;
}

type NumericTerm = {
  [K in keyof MarketTerms]: MarketTerms[K] extends number ? K : never;
}[keyof MarketTerms];

/** Smallest and largest value of every number in the terms. */
const LIMITS: Readonly<Record<NumericTerm, readonly [number, number]>> = {
  feeBasisPoints: [0, 10_000],
  paymentWindowMinutes: [1, 24 * 60],
  acceptanceWindowHours: [1, 30 * 24],
  deliveryWindowHours: [1, 90 * 24],
  reviewWindowHours: [1, 30 * 24],
  holdDays: [0, 90],
  minFollowers: [0, 1_000_000_000],
  minAgeYears: [0, 99],
};

function faultInNumbers(terms: MarketTerms): string | undefined {
  for (const [name, [least, most]] of Object.entries(LIMITS) as [NumericTerm, readonly [number, number]][]) {
    const value = terms[name];
    if (!Number.isInteger(value) || value < least || value > most)
      return `${inWords(name)} must be a whole number from ${String(least)} to ${String(most)}`;
  }
  return undefined;
}

/** Names differ between here and the API; words do not. */
const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const COMMON = {
  open: true,
  feeBasisPoints: 2_000,
  paymentWindowMinutes: 60,
  acceptanceWindowHours: 72,
  deliveryWindowHours: 168,
  reviewWindowHours: 72,
  holdDays: 7,
  reviewRequests: false,
  reviewVideos: false,
  minFollowers: 0,
  minAgeYears: 0,
  crossMarket: true,
} as const;

/**
 * The markets that are open from the start (product.md, fact 6), with its windows (facts 3 and 5). The floor is the
 * payment provider's minimum, since the platform imposes no tariff (fact 1): 2.00 AED, and for TRY, whose minimum
 * depends on the settlement currency, a prudent 50.00.
 */
export const DEFAULT_MARKETS: Readonly<Record<'TR' | 'AE', MarketTerms>> = {
  TR: { ...COMMON, prices: [{ currency: 'TRY', floorMinor: 5_000n, ceilingMinor: HIGHEST_AMOUNT_MINOR }] },
  AE: {
    ...COMMON,
    prices: [
      { currency: 'AED', floorMinor: 200n, ceilingMinor: HIGHEST_AMOUNT_MINOR },
      { currency: 'USD', floorMinor: 50n, ceilingMinor: HIGHEST_AMOUNT_MINOR },
    ],
  },
};
