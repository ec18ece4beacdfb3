import { describe, expect, it } from '@jest/globals';
import { DEFAULT_MARKETS } from '../../../src/domain/market/terms.js';
import { money } from '../../../src/domain/money.js';
import { checkPlacement, type Placement } from '../../../src/domain/order/placement.js';
import type { Quote } from '../../../src/domain/quote/quote.js';
import { isRejection } from '../../../src/domain/rejection.js';
import { decided } from '../../support/given.js';
import { CREATOR_ID, FAN_ID, marketWith, NEVER_OPENED, partiesInTurkey, PRICE, TURKEY } from '../people.js';
import { after, justBefore, START } from '../timeline.js';
import { QUOTE_ID } from './story.js';

const parties = partiesInTurkey();
const { creator } = parties;
const PLACEMENT: Placement = { parties, agreed: null, price: PRICE, now: START };
const ORDER_BY = after({ days: 2 });
const BETWEEN = { quoteId: QUOTE_ID, fanId: FAN_ID, creatorId: CREATOR_ID };
const AGREED_PRICE = money(90_000n, 'TRY');
const AGREED: Quote = { ...BETWEEN, status: 'accepted', price: AGREED_PRICE, orderBy: ORDER_BY };

const placing = (placement: Partial<Placement>) => {
  const answer = checkPlacement({ ...PLACEMENT, ...placement });
  return decided(isRejection(answer) ? answer : []);
};

const placingOn = (quote: Quote, placement: Partial<Placement> = {}) =>
  placing({ agreed: { quoteId: QUOTE_ID, quote }, price: AGREED_PRICE, ...placement });

describe('a fan may order at the published price', () => {
  it('under the terms in force', () => {
    expect(checkPlacement(PLACEMENT)).toEqual(TURKEY.versions[0]);
  });

  it('not at one that the creator has changed meanwhile', () => {
    placing({ price: money(149_999n, 'TRY') }).thenRefused('price_changed');
    placing({ price: money(150_000n, 'USD') }).thenRefused('price_changed');
  });

  it('not when the market has moved its limits away from the price', () => {
    const creatorMarket = marketWith({
      ...DEFAULT_MARKETS.TR,
      prices: [{ currency: 'TRY', floorMinor: 5_000n, ceilingMinor: 149_999n }],
    });
    placing({ parties: { ...parties, creatorMarket } }).thenRefused('price_outside_terms');
  });

  it('not when the market has given the currency up', () => {
    const creatorMarket = marketWith({ ...DEFAULT_MARKETS.TR, prices: DEFAULT_MARKETS.AE.prices });
    placing({ parties: { ...parties, creatorMarket } }).thenRefused('currency_not_allowed');
  });

  it('not from a creator without an offering, or with a paused one', () => {
    placing({ parties: { ...parties, creator: { ...creator, offering: null } } }).thenRefused(
      'offering_not_published',
    );
    const paused = { state: 'paused', price: PRICE, mostOpenOrders: null } as const;
    placing({ parties: { ...parties, creator: { ...creator, offering: paused } } }).thenRefused(
      'offering_paused',
    );
  });

  it('not where the market is not open', () => {
    placing({ parties: { ...parties, creatorMarket: NEVER_OPENED } }).thenRefused('market_not_open');
  });
});

describe('a fan may order at the agreed price', () => {
  it('until the last millisecond of its window', () => {
    placingOn(AGREED, { now: justBefore(ORDER_BY) }).thenNothing();
    placingOn(AGREED, { now: ORDER_BY }).thenRefused('quote_expired');
  });

  it('not at another one, the published one included', () => {
    for (const price of [PRICE, money(90_001n, 'TRY')])
      placingOn(AGREED, { price }).thenRefused('price_changed');
  });

  it('whatever the published price is by then', () => {
    const dearer = { state: 'open', price: money(900_000n, 'TRY'), mostOpenOrders: null } as const;
    placingOn(AGREED, { parties: { ...parties, creator: { ...creator, offering: dearer } } }).thenNothing();
  });

  it.each<[string, Quote]>([
    ['is still open', { ...BETWEEN, status: 'open', proposal: null, expiresAt: ORDER_BY }],
    ['was declined', { ...BETWEEN, status: 'declined' }],
    ['has expired', { ...BETWEEN, status: 'expired' }],
  ])('not on a quote that %s', (_name, quote) => {
    placingOn(quote).thenRefused('quote_not_accepted');
  });

  it("not on somebody else's quote, and not on none", () => {
    placingOn({ ...AGREED, fanId: 'fan_other' }).thenRefused('quote_not_found');
    placingOn({ ...AGREED, creatorId: 'cre_other' }).thenRefused('quote_not_found');
    placingOn({ status: 'none' }).thenRefused('quote_not_found');
  });

  it('not when the creator has paused, or the limits have moved', () => {
    const paused = { state: 'paused', price: PRICE, mostOpenOrders: null } as const;
    placingOn(AGREED, { parties: { ...parties, creator: { ...creator, offering: paused } } }).thenRefused(
      'offering_paused',
    );
    const creatorMarket = marketWith({
      ...DEFAULT_MARKETS.TR,
      prices: [{ currency: 'TRY', floorMinor: 90_001n, ceilingMinor: 500_000n }],
    });
    placingOn(AGREED, { parties: { ...parties, creatorMarket } }).thenRefused('price_outside_terms');
  });
});
