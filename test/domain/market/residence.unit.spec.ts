import { describe, expect, it } from '@jest/globals';
import { type Parties, termsBetween } from '../../../src/domain/market/residence.js';
import { DEFAULT_MARKETS } from '../../../src/domain/market/terms.js';
import { isRejection } from '../../../src/domain/rejection.js';
import { decided } from '../../support/given.js';
import { CLOSED_TURKEY, EMIRATES, marketWith, NEVER_OPENED, partiesInTurkey, TURKEY } from '../people.js';
import { after, START } from '../timeline.js';

const parties = partiesInTurkey();
const fanInEmirates: Parties = {
  ...parties,
  fan: { ...parties.fan, market: 'AE' },
  fanMarket: EMIRATES,
};

const between = (who: Parties, now = START) => {
  const answer = termsBetween(who, now);
  return decided(isRejection(answer) ? answer : []);
};

describe('who does not reside in an open market can neither order nor sell', () => {
  it('lets residents of one open market deal with each other', () => {
    expect(termsBetween(parties, START)).toEqual(TURKEY.versions[0]);
  });

  it("lets a fan in another open market order, under the terms of the creator's market", () => {
    expect(termsBetween(fanInEmirates, START)).toEqual(TURKEY.versions[0]);
  });

  it("refuses when the creator's market is closed or was never open", () => {
    for (const creatorMarket of [CLOSED_TURKEY, NEVER_OPENED])
      between({ ...parties, creatorMarket }).thenRefused('market_not_open');
  });

  it("refuses when the fan's market is closed or was never open", () => {
    for (const fanMarket of [CLOSED_TURKEY, NEVER_OPENED])
      between({ ...parties, fanMarket }).thenRefused('market_not_open');
  });

  it("refuses fans from elsewhere when the terms of the creator's market say so", () => {
    const residentsOnly = marketWith({ ...DEFAULT_MARKETS.TR, crossMarket: false });
    between({ ...fanInEmirates, creatorMarket: residentsOnly }).thenRefused('cross_market_not_allowed');
    between({ ...parties, creatorMarket: residentsOnly }).thenNothing();
  });

  it("does not ask the terms of the fan's market for residents only", () => {
    const emiratesForResidents = marketWith({ ...DEFAULT_MARKETS.AE, crossMarket: false });
    between({ ...fanInEmirates, fanMarket: emiratesForResidents }).thenNothing();
  });

  it('goes by the terms of the day', () => {
    const closing = {
      versions: [
        ...TURKEY.versions,
        {
          version: 2,
          effectiveFrom: after({ days: 1 }),
          terms: { ...DEFAULT_MARKETS.TR, open: false },
        },
      ],
    };
    between({ ...parties, creatorMarket: closing }, START).thenNothing();
    between({ ...parties, creatorMarket: closing }, after({ days: 1 })).thenRefused('market_not_open');
  });
});
