import { describe, expect, it } from '@jest/globals';
import { creatorAccounts, reconciliations } from '../../src/application/aggregates.js';
import { givenFor } from '../support/given.js';
import { ACCEPTED_ORDER, givenOrder, ORDER_ID } from './order/story.js';
import { CREATED, givenPayment } from './payment/story.js';
import { CREATOR_ID, givenCreator, OFFERING_PUBLISHED, PRICE } from './people.js';
import { START } from './timeline.js';

describe('a log that tells of something before it begins is broken, and is not decided on', () => {
  it('of an order', () => {
    const [, held] = ACCEPTED_ORDER;
    expect(() => givenOrder(held)).toThrow('FundsHeld before OrderPlaced');
  });

  it('of a payment', () => {
    expect(() => givenPayment(CREATED)).toThrow('PaymentCreated before PaymentStarted');
  });

  it('of an earning', () => {
    const ofOrder = { creatorId: CREATOR_ID, orderId: ORDER_ID, disputeId: 'dp_1' };
    expect(() =>
      givenFor(creatorAccounts)({
        type: 'EarningReleased',
        data: { ...ofOrder, earning: PRICE, releasedAt: START },
      }),
    ).toThrow('has earned nothing');
  });

  it('of a reconciliation', () => {
    const of = { provider: 'stripe_test', day: '2026-11-22', run: 1 };
    expect(() =>
      givenFor(reconciliations)({ type: 'ReconciliationFailed', data: { ...of, failedAt: START } }),
    ).toThrow('ReconciliationFailed before ReconciliationStarted');
  });

  it('of a creator', () => {
    expect(() => givenCreator(OFFERING_PUBLISHED)).toThrow('OfferingPublished before CreatorRegistered');
  });
});
