import { describe, it } from '@jest/globals';
import {
  recordPaymentReport,
  refusePayment,
  type ReportedPayment,
} from '../../../src/domain/payment/decide.js';
import type { PaymentEvent } from '../../../src/domain/payment/payment.js';
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
const { chargeId, amount } = PAID;
const SUCCESS: ReportedPayment = { status: 'succeeded', chargeId, amount };
const REFUSAL: ReportedPayment = { status: 'refused', code: 'card_declined' };

const TO_CONFIRM = [STARTED, CREATED];
const IN_PROGRESS: readonly [string, readonly PaymentEvent[]][] = [
  ['to be confirmed', TO_CONFIRM],
  ['waiting for 3-D Secure', [...TO_CONFIRM, ACTION_REQUIRED]],
  ['refused', [...TO_CONFIRM, refused()]],
  ['canceled', [...TO_CONFIRM, CANCELED]],
];

describe.each(IN_PROGRESS)('the provider tells of a payment that is %s', (_name, events) => {
  it.each(['confirm', 'look_up'] as const)('that it succeeded (%s), which is always taken', (from) => {
    givenPayment(...events)
      .when(recordPaymentReport, { attempt: 1, report: SUCCESS, from, now })
      .then(SUCCEEDED);
  });

  it.each(['created', 'processing'] as const)('that it is %s, which is no news', (status) => {
    givenPayment(...events)
      .when(recordPaymentReport, { attempt: 1, report: { status }, from: 'look_up', now })
      .thenNothing();
  });
});

describe('the provider tells', () => {
  it.each<ReportedPayment>([
    SUCCESS,
    REFUSAL,
    { status: 'canceled' },
    { status: 'action_required' },
    { status: 'processing' },
  ])('%j after the success, which stays', (report) => {
    givenPayment(...TO_CONFIRM, SUCCEEDED)
      .when(recordPaymentReport, { attempt: 1, report, from: 'look_up', now })
      .thenNothing();
  });

  it('that the payment is canceled, once', () => {
    for (const events of [[], [ACTION_REQUIRED], [refused()]])
      givenPayment(...TO_CONFIRM, ...events)
        .when(recordPaymentReport, { attempt: 1, report: { status: 'canceled' }, from: 'look_up', now })
        .then(CANCELED);
    givenPayment(...TO_CONFIRM, CANCELED)
      .when(recordPaymentReport, { attempt: 1, report: { status: 'canceled' }, from: 'look_up', now })
      .thenNothing();
  });

  it('that the fan must complete 3-D Secure, once per attempt', () => {
    const report = { status: 'action_required' } as const;
    givenPayment(...TO_CONFIRM)
      .when(recordPaymentReport, { attempt: 1, report, from: 'confirm', now })
      .then(ACTION_REQUIRED);
    for (const events of [[ACTION_REQUIRED], [refused()], [CANCELED]])
      givenPayment(...TO_CONFIRM, ...events)
        .when(recordPaymentReport, { attempt: 1, report, from: 'look_up', now })
        .thenNothing();
  });

  it('that the attempt is refused, in reply to it', () => {
    givenPayment(...TO_CONFIRM)
      .when(recordPaymentReport, { attempt: 1, report: REFUSAL, from: 'confirm', now })
      .then(refused());
  });

  it('that an attempt is refused while the next one is on its way: looked up, it may be the earlier one', () => {
    givenPayment(...TO_CONFIRM, refused(), retried())
      .when(recordPaymentReport, { attempt: 2, report: REFUSAL, from: 'look_up', now })
      .thenNothing();
    givenPayment(...TO_CONFIRM, refused(), retried())
      .when(recordPaymentReport, { attempt: 2, report: REFUSAL, from: 'confirm', now })
      .then(refused(2));
  });

  it('of an earlier attempt, asked for before the next one began: the next one is still to be made', () => {
    const reports = [REFUSAL, { status: 'action_required' } as const];
    for (const report of reports)
      for (const from of ['confirm', 'look_up'] as const)
        givenPayment(...TO_CONFIRM, refused(), retried())
          .when(recordPaymentReport, { attempt: 1, report, from, now })
          .thenNothing();
    givenPayment(STARTED, refused(), retried())
      .when(refusePayment, { attempt: 1, code: 'card_declined', now })
      .thenNothing();
  });

  it('that 3-D Secure failed, by whichever way it comes', () => {
    for (const from of ['confirm', 'look_up'] as const)
      givenPayment(...TO_CONFIRM, ACTION_REQUIRED)
        .when(recordPaymentReport, { attempt: 1, report: REFUSAL, from, now })
        .then(refused());
  });

  it('that it is refused, again: nothing more', () => {
    for (const events of [[refused()], [CANCELED]])
      givenPayment(...TO_CONFIRM, ...events)
        .when(recordPaymentReport, { attempt: 1, report: REFUSAL, from: 'confirm', now })
        .thenNothing();
  });

  it('of a payment that we have not created: nothing can be said of it', () => {
    for (const events of [[], [STARTED]])
      givenPayment(...events)
        .when(recordPaymentReport, { attempt: 1, report: SUCCESS, from: 'look_up', now })
        .thenNothing();
  });
});
