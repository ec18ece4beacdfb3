import type { DomainEvent } from '../event.js';
import type { MarketCode } from '../ids.js';
import type { Instant } from '../time.js';
import type { DatedTerms, MarketTerms } from './terms.js';

export type MarketTermsPublished = DomainEvent<
  'MarketTermsPublished',
  {
    readonly market: MarketCode;
    /** 1 for the first; one more each time. */
    readonly version: number;
    readonly effectiveFrom: Instant;
    readonly terms: MarketTerms;
  }
>;

export type MarketEvent = MarketTermsPublished;

/** A market is its dated terms, oldest first. One without any has never been open. */
export interface Market {
  readonly versions: readonly DatedTerms[];
}

export const initialMarket: Market = { versions: [] };

export function evolveMarket(market: Market, { data }: MarketEvent): Market {
  const { version, effectiveFrom, terms } = data;
  return { versions: [...market.versions, { version, effectiveFrom, terms }] };
}

/** The terms in force at an instant, if the market has any yet. */
export const termsAt = (market: Market, at: Instant): DatedTerms | undefined =>
  market.versions.findLast(({ effectiveFrom }) => effectiveFrom <= at);

/** The terms in force, if they say that the market is open. */
export function openTermsAt(market: Market, at: Instant): DatedTerms | undefined {
  const dated = termsAt(market, at);
  return dated?.terms.open === true ? dated : undefined;
}
