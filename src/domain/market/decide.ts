import type { MarketCode } from '../ids.js';
import { type Decision, reject } from '../rejection.js';
import type { Instant } from '../time.js';
import type { Market, MarketEvent } from './market.js';
import { faultIn, type MarketTerms } from './terms.js';

export interface PublishMarketTerms {
  readonly market: MarketCode;
  /** When they begin to hold; not in the past: terms are never changed under anybody's feet. */
  readonly effectiveFrom: Instant;
  readonly terms: MarketTerms;
  readonly now: Instant;
}

/** Opens a market, or changes its terms from a date on. Orders placed before keep the terms they were placed under. */
export function publishMarketTerms(market: Market, command: PublishMarketTerms): Decision<MarketEvent> {
  const { effectiveFrom, terms, now } = command;
  const fault = faultIn(terms);
  if (fault !== undefined) return reject('market_terms_invalid', fault);
  if (effectiveFrom < now)
    return reject(
      'market_terms_not_in_order',
      `the terms would begin at ${effectiveFrom}, and it is ${now} already`,
    );
  const latest = market.versions.at(-1);
  if (latest !== undefined && effectiveFrom <= latest.effectiveFrom)
    return reject(
      'market_terms_not_in_order',
      `the terms must begin after ${latest.effectiveFrom}, when version ${String(latest.version)} does`,
    );
  const version = (latest?.version ?? 0) + 1;
  return [{ type: 'MarketTermsPublished', data: { market: command.market, version, effectiveFrom, terms } }];
}
