import { describe, expect, it } from '@jest/globals';
import { pauseOffering, publishOffering, reopenOffering } from '../../../src/domain/creator/decide.js';
import type { OfferingPaused, OfferingReopened } from '../../../src/domain/creator/creator.js';
import { money } from '../../../src/domain/money.js';
import { CREATOR_ID, CREATOR_REGISTERED, givenCreator, OFFERING_PUBLISHED, TURKEY } from '../people.js';
import { after } from '../timeline.js';

const now = after({ days: 1 });
const PAUSED: OfferingPaused = { type: 'OfferingPaused', data: { creatorId: CREATOR_ID, pausedAt: now } };
const REOPENED: OfferingReopened = {
  type: 'OfferingReopened',
  data: { creatorId: CREATOR_ID, reopenedAt: now },
};
const OFFERED = [CREATOR_REGISTERED, OFFERING_PUBLISHED];

describe('an offering', () => {
  it('is paused, once', () => {
    givenCreator(...OFFERED)
      .when(pauseOffering, { now })
      .then(PAUSED);
    givenCreator(...OFFERED, PAUSED)
      .when(pauseOffering, { now })
      .thenNothing();
  });

  it('is reopened, once', () => {
    givenCreator(...OFFERED, PAUSED)
      .when(reopenOffering, { now })
      .then(REOPENED);
    givenCreator(...OFFERED, PAUSED, REOPENED)
      .when(reopenOffering, { now })
      .thenNothing();
    givenCreator(...OFFERED)
      .when(reopenOffering, { now })
      .thenNothing();
  });

  it('stays paused when its price changes', () => {
    const price = money(200_000n, 'TRY');
    const published = {
      ...OFFERING_PUBLISHED,
      data: { ...OFFERING_PUBLISHED.data, price, publishedAt: now },
    };
    givenCreator(...OFFERED, PAUSED)
      .when(publishOffering, { price, mostOpenOrders: null, residence: TURKEY, now })
      .then(published);
    expect(givenCreator(...OFFERED, PAUSED, published).state).toMatchObject({
      offering: { state: 'paused', price },
    });
  });

  it.each([
    ['paused', pauseOffering],
    ['reopened', reopenOffering],
  ])('is %s only by a registered creator who has published it', (_name, decide) => {
    givenCreator(CREATOR_REGISTERED).when(decide, { now }).thenRefused('offering_not_published');
    givenCreator().when(decide, { now }).thenRefused('not_registered');
  });
});
