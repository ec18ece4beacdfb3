import { describe, expect, it } from '@jest/globals';
import { creatorAccounts } from '../../src/application/aggregates.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { givenFor } from '../support/given.js';
import { ACCEPTED_ORDER, givenOrder } from './order/story.js';
import { CREATED, givenPayment } from './payment/story.js';
import { givenCreator, OFFERING_PUBLISHED } from './people.js';

describe('a log that tells of something before it begins is broken, and is not decided on', () => {
  it('of an order', () => {
    const [, held] = ACCEPTED_ORDER;
    expect(() => givenOrder(held)).toThrow('FundsHeld before OrderPlaced');
  });

  it('of a payment', () => {
    expect(() => givenPayment(CREATED)).toThrow('PaymentCreated before PaymentStarted');
  });

  it('of an earning', () => {
    const { EarningDisputed } = SAMPLES;
    expect(() => givenFor(creatorAccounts)({ type: 'EarningDisputed', data: EarningDisputed })).toThrow(
      'has earned nothing',
    );
  });

  it('of a creator', () => {
    expect(() => givenCreator(OFFERING_PUBLISHED)).toThrow('OfferingPublished before CreatorRegistered');
  });
});
