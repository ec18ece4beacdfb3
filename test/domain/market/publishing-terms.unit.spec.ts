import { describe, expect, it } from '@jest/globals';
import { publishMarketTerms } from '../../../src/domain/market/decide.js';
import { type MarketTermsPublished, openTermsAt, termsAt } from '../../../src/domain/market/market.js';
import { DEFAULT_MARKETS, HIGHEST_AMOUNT_MINOR, type MarketTerms } from '../../../src/domain/market/terms.js';
import { type Currency } from '../../../src/domain/money.js';
import { markets } from '../../../src/application/aggregates.js';
import { plusMs } from '../../../src/domain/time.js';
import { givenFor } from '../../support/given.js';
import { after, justBefore, START } from '../timeline.js';

const givenMarket = givenFor(markets);
const FRANCE: MarketTerms = {
  ...DEFAULT_MARKETS.TR,
  prices: [{ currency: 'EUR', floorMinor: 500n, ceilingMinor: 500_000n }],
};
const TOMORROW = after({ days: 1 });
const OPENING = { market: 'FR', effectiveFrom: TOMORROW, terms: FRANCE, now: START };

const published = (version: number, effectiveFrom = TOMORROW, terms = FRANCE): MarketTermsPublished => ({
  type: 'MarketTermsPublished',
  data: { market: 'FR', version, effectiveFrom, terms },
});

describe('a market', () => {
  it('opens by one command', () => {
    givenMarket().when(publishMarketTerms, OPENING).then(published(1));
  });

  it('opens at once, but never in the past', () => {
    givenMarket()
      .when(publishMarketTerms, { ...OPENING, effectiveFrom: START })
      .then(published(1, START));
    givenMarket()
      .when(publishMarketTerms, { ...OPENING, effectiveFrom: justBefore(START) })
      .thenRefused('market_terms_not_in_order');
  });

  it('changes its terms from a later date on, in a new version', () => {
    const effectiveFrom = plusMs(TOMORROW, 1);
    givenMarket(published(1))
      .when(publishMarketTerms, { ...OPENING, effectiveFrom })
      .then(published(2, effectiveFrom));
  });

  it('never changes terms that are published: not at the same instant, and not before them', () => {
    for (const effectiveFrom of [TOMORROW, justBefore(TOMORROW)])
      givenMarket(published(1))
        .when(publishMarketTerms, { ...OPENING, effectiveFrom })
        .thenRefused('market_terms_not_in_order');
  });

  it('closes by terms that say so', () => {
    const nextWeek = after({ days: 7 });
    const { state } = givenMarket(published(1), published(2, nextWeek, { ...FRANCE, open: false }));
    expect(openTermsAt(state, justBefore(TOMORROW))).toBeUndefined();
    expect(openTermsAt(state, TOMORROW)?.version).toBe(1);
    expect(openTermsAt(state, justBefore(nextWeek))?.version).toBe(1);
    expect(openTermsAt(state, nextWeek)).toBeUndefined();
    expect(termsAt(state, nextWeek)?.version).toBe(2);
  });
});

const inEuro = (limits: Partial<MarketTerms['prices'][number]>): Partial<MarketTerms> => ({
  prices: [{ currency: 'EUR', floorMinor: 500n, ceilingMinor: 500_000n, ...limits }],
});

describe('terms are refused', () => {
  it.each<[string, Partial<MarketTerms>]>([
    ['without a currency', { prices: [] }],
    ['with a currency that cannot be taken', inEuro({ currency: 'XXX' as Currency })],
    ['with a currency twice', { prices: [...FRANCE.prices, ...FRANCE.prices] }],
    ['with a floor of nothing', inEuro({ floorMinor: 0n })],
    ['with a ceiling below the floor', inEuro({ ceilingMinor: 499n })],
    ['with a ceiling above what the provider takes', inEuro({ ceilingMinor: HIGHEST_AMOUNT_MINOR + 1n })],
    ['with a negative fee', { feeBasisPoints: -1 }],
    ['with a fee above the price', { feeBasisPoints: 10_001 }],
    ['with a fraction of a basis point', { feeBasisPoints: 12.5 }],
    ['without time to pay', { paymentWindowMinutes: 0 }],
    ['with more than a day to pay', { paymentWindowMinutes: 1_441 }],
    ['without time to answer', { acceptanceWindowHours: 0 }],
    ['with more than 30 days to answer', { acceptanceWindowHours: 721 }],
    ['without time to deliver', { deliveryWindowHours: 0 }],
    ['with more than 90 days to deliver', { deliveryWindowHours: 2_161 }],
    ['without time to review', { reviewWindowHours: 0 }],
    ['with more than 30 days to review', { reviewWindowHours: 721 }],
    ['with a negative hold', { holdDays: -1 }],
    ['with more than 90 days of hold', { holdDays: 91 }],
    ['with a negative number of followers', { minFollowers: -1 }],
    ['with more followers than there are people', { minFollowers: 1_000_000_001 }],
    ['with a negative age', { minAgeYears: -1 }],
    ['with an age of 100', { minAgeYears: 100 }],
    ['with what is not a number', { holdDays: Number.NaN }],
  ])('%s', (_name, fault) => {
    givenMarket()
      .when(publishMarketTerms, { ...OPENING, terms: { ...FRANCE, ...fault } })
      .thenRefused('market_terms_invalid');
  });

  it('in words, with the numbers that make sense', () => {
    givenMarket()
      .when(publishMarketTerms, { ...OPENING, terms: { ...FRANCE, acceptanceWindowHours: 0 } })
      .thenRefused('market_terms_invalid', 'acceptance window hours must be a whole number from 1 to 720');
  });

  it.each<[string, Partial<MarketTerms>]>([
    [
      'smallest',
      {
        ...inEuro({ floorMinor: 1n, ceilingMinor: 1n }),
        feeBasisPoints: 0,
        paymentWindowMinutes: 1,
        acceptanceWindowHours: 1,
        deliveryWindowHours: 1,
        reviewWindowHours: 1,
        holdDays: 0,
      },
    ],
    [
      'largest',
      {
        ...inEuro({ ceilingMinor: HIGHEST_AMOUNT_MINOR }),
        feeBasisPoints: 10_000,
        paymentWindowMinutes: 1_440,
        acceptanceWindowHours: 720,
        deliveryWindowHours: 2_160,
        reviewWindowHours: 720,
        holdDays: 90,
        minFollowers: 1_000_000_000,
        minAgeYears: 99,
      },
    ],
  ])('not for the %s numbers that make sense', (_name, numbers) => {
    const terms = { ...FRANCE, ...numbers };
    givenMarket()
      .when(publishMarketTerms, { ...OPENING, terms })
      .then(published(1, TOMORROW, terms));
  });
});
