import type { CreatorRegistered, OfferingPublished } from '../../src/domain/creator/creator.js';
import type { FanRegistered } from '../../src/domain/fan/fan.js';
import type { CreatorId, FanId } from '../../src/domain/ids.js';
import { initialMarket, type Market } from '../../src/domain/market/market.js';
import { DEFAULT_MARKETS, type MarketTerms } from '../../src/domain/market/terms.js';
import { money } from '../../src/domain/money.js';
import { creators, fans } from '../../src/application/aggregates.js';
import type { Parties } from '../../src/domain/market/residence.js';
import { givenFor } from '../support/given.js';
import { START } from './timeline.js';

export const FAN_ID: FanId = 'fan_0193a5d2-0000-7000-8000-000000000003';
export const CREATOR_ID: CreatorId = 'cre_0193a5d2-0000-7000-8000-000000000004';

/** 1,500.00 Turkish lira. */
export const PRICE = money(150_000n, 'TRY');

export const givenFan = givenFor(fans);
export const givenCreator = givenFor(creators);

/** A market that has had these terms since the story began. */
export const marketWith = (terms: MarketTerms): Market => ({
  versions: [{ version: 1, effectiveFrom: START, terms }],
});

export const TURKEY = marketWith(DEFAULT_MARKETS.TR);
export const EMIRATES = marketWith(DEFAULT_MARKETS.AE);
export const CLOSED_TURKEY = marketWith({ ...DEFAULT_MARKETS.TR, open: false });
export const NEVER_OPENED = initialMarket;

export const FAN_REGISTERED: FanRegistered = {
  type: 'FanRegistered',
  data: { fanId: FAN_ID, name: 'Zeynep Yılmaz', market: 'TR', registeredAt: START },
};

export const CREATOR_REGISTERED: CreatorRegistered = {
  type: 'CreatorRegistered',
  data: {
    creatorId: CREATOR_ID,
    name: 'Barış Demir',
    bornOn: '2008-11-23',
    market: 'TR',
    followers: 12_000,
    registeredAt: START,
  },
};

export const OFFERING_PUBLISHED: OfferingPublished = {
  type: 'OfferingPublished',
  data: { creatorId: CREATOR_ID, market: 'TR', price: PRICE, mostOpenOrders: null, publishedAt: START },
};

/** A registered fan and a creator with an open offering, both residents of Turkey. */
export function partiesInTurkey(): Parties {
  const fan = givenFan(FAN_REGISTERED).state;
  const creator = givenCreator(CREATOR_REGISTERED, OFFERING_PUBLISHED).state;
  if (fan.status === 'unknown' || creator.status === 'unknown') throw new Error('both are registered');
  return { fan, fanMarket: TURKEY, creator, creatorMarket: TURKEY };
}
