import { describe, expect, it } from '@jest/globals';
import { recordOutcomeUnknown } from '../../../src/domain/payment/decide.js';
import type { PaymentEvent } from '../../../src/domain/payment/payment.js';
import { plusMs } from '../../../src/domain/time.js';
import { ORDER_ID } from '../order/story.js';
import { START } from '../timeline.js';
import { CREATED, givenPayment, STARTED } from './story.js';

const SECOND_MS = 1_000;

const unknown = (failures: number, retryAfterMs: number): PaymentEvent => ({
  type: 'ProviderOutcomeUnknown',
  data: {
    orderId: ORDER_ID,
    call: 'confirm',
    failures,
    unknownAt: START,
    retryAt: plusMs(START, retryAfterMs),
  },
});

describe('a reply of the provider is lost', () => {
  it.each([
    [1, 5],
    [2, 10],
    [3, 20],
    [10, 2_560],
    [11, 3_600],
    [5_000, 3_600],
  ])(
    'for the %dth time in a row: nothing is concluded, and it is looked up after %d seconds',
    (nth, seconds) => {
      const before = nth === 1 ? [] : [unknown(nth - 1, 0)];
      givenPayment(STARTED, ...before)
        .when(recordOutcomeUnknown, { call: 'confirm', now: START })
        .then(unknown(nth, seconds * SECOND_MS));
    },
  );

  it('and the payment is where it was', () => {
    const { state } = givenPayment(STARTED, CREATED, unknown(1, 5_000));
    expect(state).toMatchObject({ phase: 'to_confirm', attempt: 1, failures: 1 });
  });

  it('and the next one that arrives ends the row', () => {
    expect(givenPayment(STARTED, unknown(1, 5_000), unknown(2, 10_000), CREATED).state).toMatchObject({
      failures: 0,
    });
  });

  it('and before a payment was started there is nothing to look up', () => {
    givenPayment().when(recordOutcomeUnknown, { call: 'create', now: START }).thenNothing();
  });
});
