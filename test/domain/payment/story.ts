import { payments } from '../../../src/application/aggregates.js';
import type { PaymentEvent, PaymentStarted } from '../../../src/domain/payment/payment.js';
import { givenFor } from '../../support/given.js';
import { ORDER_ID, PAID } from '../order/story.js';
import { PRICE } from '../people.js';
import { START } from '../timeline.js';

// One payment at the provider, step by step.

export const givenPayment = givenFor(payments);

const { paymentId, chargeId, amount } = PAID;

export const STARTED: PaymentStarted = {
  type: 'PaymentStarted',
  data: {
    orderId: ORDER_ID,
    amount: PRICE,
    paymentMethod: 'pm_card_visa',
    attempt: 1,
    startedAt: START,
  },
};

export const CREATED: PaymentEvent = {
  type: 'PaymentCreated',
  data: { orderId: ORDER_ID, paymentId, createdAt: START },
};

export const ACTION_REQUIRED: PaymentEvent = {
  type: 'PaymentActionRequired',
  data: { orderId: ORDER_ID, paymentId, attempt: 1, requiredAt: START },
};

export const SUCCEEDED: PaymentEvent = {
  type: 'PaymentSucceeded',
  data: { orderId: ORDER_ID, paymentId, chargeId, amount, succeededAt: START },
};

export const CANCELED: PaymentEvent = {
  type: 'PaymentCanceled',
  data: { orderId: ORDER_ID, canceledAt: START },
};

export const refused = (attempt = 1): PaymentEvent => ({
  type: 'PaymentRefused',
  data: { orderId: ORDER_ID, attempt, code: 'card_declined', refusedAt: START },
});

export const retried = (attempt = 2): PaymentEvent => ({
  type: 'PaymentRetried',
  data: { orderId: ORDER_ID, paymentMethod: 'pm_card_mastercard', attempt, retriedAt: START },
});
