import { describe, expect, it } from '@jest/globals';
import {
  recordPaymentCreated,
  refusePayment,
  retryPayment,
  startPayment,
} from '../../../src/domain/payment/decide.js';
import { PAID } from '../order/story.js';
import { START } from '../timeline.js';
import {
  ACTION_REQUIRED,
  CANCELED,
  CREATED,
  givenPayment,
  refused,
  retried,
  STARTED,
  SUCCEEDED,
} from './story.js';

const now = START;
const { startedAt: _startedAt, attempt: _attempt, ...payment } = STARTED.data;
const { paymentId } = PAID;

describe('a payment', () => {
  it('is started once, whatever has become of it', () => {
    givenPayment()
      .when(startPayment, { ...payment, now })
      .then(STARTED);
    for (const events of [[], [refused()], [CREATED, SUCCEEDED], [CREATED, CANCELED]])
      givenPayment(STARTED, ...events)
        .when(startPayment, { ...payment, now })
        .thenNothing();
  });

  it('is created at the provider once', () => {
    givenPayment(STARTED).when(recordPaymentCreated, { paymentId, now }).then(CREATED);
    for (const events of [[], [STARTED, CREATED], [STARTED, CREATED, refused()], [STARTED, refused()]])
      givenPayment(...events)
        .when(recordPaymentCreated, { paymentId, now })
        .thenNothing();
  });

  it('is refused when the provider does not take the request itself', () => {
    for (const events of [[STARTED], [STARTED, CREATED]])
      givenPayment(...events)
        .when(refusePayment, { attempt: 1, code: 'card_declined', now })
        .then(refused());
  });

  it('is not refused by a request that came after its end, or while the fan is asked to act', () => {
    for (const events of [
      [],
      [STARTED, refused()],
      [STARTED, CREATED, ACTION_REQUIRED],
      [STARTED, CREATED, SUCCEEDED],
      [STARTED, CREATED, CANCELED],
    ])
      givenPayment(...events)
        .when(refusePayment, { attempt: 1, code: 'card_declined', now })
        .thenNothing();
  });
});

describe('another payment method', () => {
  const another = { paymentMethod: 'pm_card_mastercard', now };

  it('is tried after a refusal, as the next attempt', () => {
    for (const events of [[STARTED], [STARTED, CREATED], [STARTED, CREATED, ACTION_REQUIRED]])
      givenPayment(...events, refused())
        .when(retryPayment, another)
        .then(retried());
    givenPayment(STARTED, CREATED, refused(), retried(), refused(2))
      .when(retryPayment, another)
      .then(retried(3));
  });

  it('is confirmed on the same payment where there is one, so that the fan cannot pay twice', () => {
    expect(givenPayment(STARTED, CREATED, refused(), retried()).state).toMatchObject({
      phase: 'to_confirm',
      paymentId,
      paymentMethod: 'pm_card_mastercard',
    });
    expect(givenPayment(STARTED, refused(), retried()).state).toMatchObject({
      phase: 'to_create',
      paymentId: null,
    });
  });

  it('is refused while an attempt may still succeed, and after the end', () => {
    for (const events of [
      [],
      [STARTED],
      [STARTED, CREATED],
      [STARTED, CREATED, ACTION_REQUIRED],
      [STARTED, CREATED, SUCCEEDED],
      [STARTED, CREATED, CANCELED],
      [STARTED, CREATED, refused(), retried()],
    ])
      givenPayment(...events)
        .when(retryPayment, another)
        .thenRefused('payment_in_progress');
  });
});
