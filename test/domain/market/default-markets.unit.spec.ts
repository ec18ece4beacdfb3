import { describe, expect, it } from '@jest/globals';
import { publishMarketTerms } from '../../../src/domain/market/decide.js';
import { initialMarket } from '../../../src/domain/market/market.js';
import { DEFAULT_MARKETS, snapshotTerms } from '../../../src/domain/market/terms.js';
import { DAY_MS, MINUTE_MS } from '../../../src/domain/time.js';
import { decided } from '../../support/given.js';
import { START } from '../timeline.js';

describe('the markets that are open from the start', () => {
  it('are Turkey and the United Arab Emirates', () => {
    expect(Object.keys(DEFAULT_MARKETS).sort()).toEqual(['AE', 'TR']);
  });

  it.each(['TR', 'AE'] as const)('%s has terms that can be published', (market) => {
    const terms = DEFAULT_MARKETS[market];
    decided(publishMarketTerms(initialMarket, { market, effectiveFrom: START, terms, now: START })).then({
      type: 'MarketTermsPublished',
      data: { market, version: 1, effectiveFrom: START, terms },
    });
  });

  it.each(['TR', 'AE'] as const)('%s gives an hour to pay, 3 days to answer and 7 to deliver', (market) => {
    const terms = DEFAULT_MARKETS[market];
    expect(terms).toMatchObject({ open: true, crossMarket: true, minFollowers: 0, minAgeYears: 0 });
    expect(snapshotTerms({ version: 1, effectiveFrom: START, terms })).toEqual({
      version: 1,
      feeBasisPoints: 2_000,
      paymentWindowMs: 60 * MINUTE_MS,
      acceptanceWindowMs: 3 * DAY_MS,
      deliveryWindowMs: 7 * DAY_MS,
      reviewWindowMs: 3 * DAY_MS,
      holdMs: 7 * DAY_MS,
      reviewRequests: false,
      reviewVideos: false,
    });
  });

  it("takes their currencies, from the payment provider's minimum to its maximum", () => {
    expect(DEFAULT_MARKETS.TR.prices).toEqual([
      { currency: 'TRY', floorMinor: 5_000n, ceilingMinor: 99_999_999n },
    ]);
    expect(DEFAULT_MARKETS.AE.prices).toEqual([
      { currency: 'AED', floorMinor: 200n, ceilingMinor: 99_999_999n },
      { currency: 'USD', floorMinor: 50n, ceilingMinor: 99_999_999n },
    ]);
  });
});
