import { describe, it } from '@jest/globals';
import { publishOffering } from '../../../src/domain/creator/decide.js';
import { DEFAULT_MARKETS, HIGHEST_AMOUNT_MINOR, type MarketTerms } from '../../../src/domain/market/terms.js';
import { money } from '../../../src/domain/money.js';
import { instant } from '../../../src/domain/time.js';
import {
  CLOSED_TURKEY,
  CREATOR_REGISTERED,
  EMIRATES,
  givenCreator,
  marketWith,
  OFFERING_PUBLISHED,
  PRICE,
  TURKEY,
} from '../people.js';
import { START } from '../timeline.js';

const OFFER = { price: PRICE, mostOpenOrders: null, residence: TURKEY, now: START };
const turkeyWith = (terms: Partial<MarketTerms>) => marketWith({ ...DEFAULT_MARKETS.TR, ...terms });

describe('the creator alone sets the price', () => {
  it('publishes it', () => {
    givenCreator(CREATOR_REGISTERED).when(publishOffering, OFFER).then(OFFERING_PUBLISHED);
  });

  it('changes it, or how many orders are taken at once', () => {
    for (const change of [{ price: money(200_000n, 'TRY') }, { mostOpenOrders: 3 }])
      givenCreator(CREATOR_REGISTERED, OFFERING_PUBLISHED)
        .when(publishOffering, { ...OFFER, ...change })
        .then({ ...OFFERING_PUBLISHED, data: { ...OFFERING_PUBLISHED.data, ...change } });
  });

  it('says it again: nothing changes', () => {
    givenCreator(CREATOR_REGISTERED, OFFERING_PUBLISHED).when(publishOffering, OFFER).thenNothing();
  });

  it("only from the market's floor to its ceiling", () => {
    const creator = givenCreator(CREATOR_REGISTERED);
    const at = (amountMinor: bigint) =>
      creator.when(publishOffering, { ...OFFER, price: money(amountMinor, 'TRY') });
    const published = (amountMinor: bigint) => ({
      ...OFFERING_PUBLISHED,
      data: { ...OFFERING_PUBLISHED.data, price: money(amountMinor, 'TRY') },
    });
    at(4_999n).thenRefused('price_outside_terms', 'from 50.00 TRY to 999999.99 TRY');
    at(5_000n).then(published(5_000n));
    at(HIGHEST_AMOUNT_MINOR).then(published(HIGHEST_AMOUNT_MINOR));
    at(HIGHEST_AMOUNT_MINOR + 1n).thenRefused('price_outside_terms');
    at(-5_000n).thenRefused('price_outside_terms');
  });

  it('of what can be paid: providers take a currency of three decimals with a 0 at its end', () => {
    const residence = turkeyWith({ prices: [{ currency: 'KWD', floorMinor: 1n, ceilingMinor: 99_999n }] });
    const at = (amountMinor: bigint) =>
      givenCreator(CREATOR_REGISTERED).when(publishOffering, {
        ...OFFER,
        residence,
        price: money(amountMinor, 'KWD'),
      });
    at(12_347n).thenRefused('price_outside_terms', 'a multiple of 0.010 KWD');
    at(12_340n).then({
      ...OFFERING_PUBLISHED,
      data: { ...OFFERING_PUBLISHED.data, price: money(12_340n, 'KWD') },
    });
  });

  it('only in a currency of the market', () => {
    givenCreator(CREATOR_REGISTERED)
      .when(publishOffering, { ...OFFER, price: money(150_000n, 'EUR') })
      .thenRefused('currency_not_allowed', 'it takes TRY');
    givenCreator(CREATOR_REGISTERED)
      .when(publishOffering, { ...OFFER, residence: EMIRATES })
      .thenRefused('currency_not_allowed', 'it takes AED, USD');
  });

  it('always in the currency of the first offering, since earnings are kept in one', () => {
    const inEmirates = { ...CREATOR_REGISTERED, data: { ...CREATOR_REGISTERED.data, market: 'AE' } };
    const inDirham = {
      ...OFFERING_PUBLISHED,
      data: { ...OFFERING_PUBLISHED.data, market: 'AE', price: money(20_000n, 'AED') },
    };
    const offer = { ...OFFER, residence: EMIRATES, price: money(20_000n, 'USD') };
    givenCreator(inEmirates)
      .when(publishOffering, offer)
      .then({ ...inDirham, data: { ...inDirham.data, price: offer.price } });
    givenCreator(inEmirates, inDirham).when(publishOffering, offer).thenRefused('currency_fixed');
  });

  it.each([0, -1, 1.5, 1_001, Number.NaN])('not for %d orders at once', (mostOpenOrders) => {
    givenCreator(CREATOR_REGISTERED)
      .when(publishOffering, { ...OFFER, mostOpenOrders })
      .thenRefused('invalid_value');
  });

  it.each([1, 1_000])('for %d orders at once', (mostOpenOrders) => {
    givenCreator(CREATOR_REGISTERED)
      .when(publishOffering, { ...OFFER, mostOpenOrders })
      .then({ ...OFFERING_PUBLISHED, data: { ...OFFERING_PUBLISHED.data, mostOpenOrders } });
  });

  it('not before registering, and not in a closed market', () => {
    givenCreator().when(publishOffering, OFFER).thenRefused('not_registered');
    givenCreator(CREATOR_REGISTERED)
      .when(publishOffering, { ...OFFER, residence: CLOSED_TURKEY })
      .thenRefused('market_not_open');
  });
});

describe('who may sell', () => {
  it('needs the followers that the market asks for', () => {
    const with12000 = givenCreator(CREATOR_REGISTERED);
    with12000
      .when(publishOffering, { ...OFFER, residence: turkeyWith({ minFollowers: 12_000 }) })
      .then(OFFERING_PUBLISHED);
    with12000
      .when(publishOffering, { ...OFFER, residence: turkeyWith({ minFollowers: 12_001 }) })
      .thenRefused('creator_not_eligible');
  });

  it.each([
    ['2008-11-23', 'turns 18 today', true],
    ['2008-11-24', 'turns 18 tomorrow', false],
    ['2008-12-01', 'turns 18 next month', false],
    ['2008-10-31', 'turned 18 last month', true],
    ['1950-01-01', 'is long of age', true],
  ])('needs the age that the market asks for: born on %s, %s', (bornOn, _says, isOfAge) => {
    const creator = givenCreator({
      ...CREATOR_REGISTERED,
      data: { ...CREATOR_REGISTERED.data, bornOn },
    });
    const asked = creator.when(publishOffering, { ...OFFER, residence: turkeyWith({ minAgeYears: 18 }) });
    if (isOfAge) asked.then(OFFERING_PUBLISHED);
    else asked.thenRefused('creator_not_eligible');
  });

  it('and was born on a leap day is a year older on the first of March', () => {
    const creator = givenCreator({
      ...CREATOR_REGISTERED,
      data: { ...CREATOR_REGISTERED.data, bornOn: '2008-02-29' },
    });
    const residence = turkeyWith({ minAgeYears: 18 });
    const market = { versions: residence.versions.map((dated) => ({ ...dated, effectiveFrom: instant(0) })) };
    const on = (now: number) =>
      creator.when(publishOffering, { ...OFFER, residence: market, now: instant(now) });
    on(Date.UTC(2026, 1, 28, 23, 59)).thenRefused('creator_not_eligible');
    on(Date.UTC(2026, 2, 1)).then({
      ...OFFERING_PUBLISHED,
      data: { ...OFFERING_PUBLISHED.data, publishedAt: instant(Date.UTC(2026, 2, 1)) },
    });
  });
});
