import { describe, expect, it } from '@jest/globals';
import { money } from '../../../src/domain/money.js';
import { refuseUnpayable } from '../../../src/domain/order/decide.js';
import { recordFundsHeld, recordPaymentFailed } from '../../../src/domain/order/decide-money.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import { decided } from '../../support/given.js';
import { after, justBefore, later } from '../timeline.js';
import {
  AWAITING_ACCEPTANCE,
  DECLINED_ORDER,
  DELIVERED_ORDER,
  givenOrder,
  HELD,
  HELD_AT,
  HELD_FOR_REVIEW,
  heldTooLate,
  lapsedAt,
  ORDER_ID,
  PAID,
  PAY_BY,
  PLACED,
  placedUnder,
  refundRequestedAt,
} from './story.js';

const LAPSED = lapsedAt(PAY_BY);
const WITHDRAWN: OrderEvent = { type: 'OrderWithdrawn', data: { orderId: ORDER_ID, withdrawnAt: HELD_AT } };
const MUCH_LATER = after({ days: 2 });

describe('the money is held', () => {
  it("starts the creator's three days", () => {
    givenOrder(PLACED)
      .when(recordFundsHeld, { ...PAID, now: HELD_AT })
      .then(HELD);
  });

  it('starts the review instead, where requests are reviewed', () => {
    givenOrder(placedUnder({ reviewRequests: true }))
      .when(recordFundsHeld, { ...PAID, now: HELD_AT })
      .then(HELD_FOR_REVIEW);
  });

  it('is in time in the last millisecond', () => {
    const now = justBefore(PAY_BY);
    givenOrder(PLACED)
      .when(recordFundsHeld, { ...PAID, now })
      .then({ ...HELD, data: { ...HELD.data, heldAt: now, acceptBy: later(now, { days: 3 }) } });
  });

  it('once: a second payment of the order is a case that a person sees', () => {
    givenOrder(PLACED, HELD)
      .when(recordFundsHeld, { ...PAID, now: MUCH_LATER })
      .thenNothing();
    givenOrder(PLACED, HELD)
      .when(recordFundsHeld, { ...PAID, paymentId: 'pi_2', now: MUCH_LATER })
      .thenRefused('payment_not_expected');
  });

  it('goes back at once from the deadline on, even when the lapse has not been recorded', () => {
    givenOrder(PLACED)
      .when(recordFundsHeld, { ...PAID, now: PAY_BY })
      .then(LAPSED, heldTooLate(PAY_BY), refundRequestedAt(PAY_BY));
  });

  it('goes back at once after the order has lapsed', () => {
    givenOrder(PLACED, LAPSED)
      .when(recordFundsHeld, { ...PAID, now: MUCH_LATER })
      .then(heldTooLate(MUCH_LATER), refundRequestedAt(MUCH_LATER));
  });

  it('goes back at once after the fan has withdrawn', () => {
    givenOrder(PLACED, WITHDRAWN)
      .when(recordFundsHeld, { ...PAID, now: MUCH_LATER })
      .then(heldTooLate(MUCH_LATER), refundRequestedAt(MUCH_LATER));
  });

  it.each([
    ['a held order', AWAITING_ACCEPTANCE],
    ['a delivered order', DELIVERED_ORDER],
    ['an order that is being refunded', DECLINED_ORDER],
    [
      'a lapsed order that is being refunded',
      [PLACED, LAPSED, heldTooLate(MUCH_LATER), refundRequestedAt(MUCH_LATER)],
    ],
  ])('changes nothing when %s is told again', (_name, events) => {
    givenOrder(...events)
      .when(recordFundsHeld, { ...PAID, now: MUCH_LATER })
      .thenNothing();
  });

  it.each([money(149_999n, 'TRY'), money(150_001n, 'TRY'), money(150_000n, 'AED')])(
    'is refused when it is not the price',
    (amount) => {
      givenOrder(PLACED)
        .when(recordFundsHeld, { ...PAID, amount, now: HELD_AT })
        .thenRefused('payment_amount_differs');
      givenOrder(PLACED, LAPSED)
        .when(recordFundsHeld, { ...PAID, amount, now: MUCH_LATER })
        .thenRefused('payment_amount_differs');
    },
  );

  it('is refused for an order that does not exist', () => {
    givenOrder()
      .when(recordFundsHeld, { ...PAID, now: HELD_AT })
      .thenRefused('order_not_found');
  });
});

describe('a payment fails', () => {
  const failure = { code: 'card_declined', now: HELD_AT };
  const FAILED: OrderEvent = {
    type: 'PaymentFailed',
    data: { orderId: ORDER_ID, code: 'card_declined', failedAt: HELD_AT },
  };

  it('is told, and the fan may pay in another way', () => {
    givenOrder(PLACED).when(recordPaymentFailed, failure).then(FAILED);
    givenOrder(PLACED, FAILED)
      .when(recordFundsHeld, { ...PAID, now: HELD_AT })
      .then(HELD);
  });

  it.each([
    ['that does not exist', []],
    ['that has been paid', AWAITING_ACCEPTANCE],
    ['that has lapsed', [PLACED, LAPSED]],
  ])('says nothing about an order %s', (_name, events) => {
    givenOrder(...events)
      .when(recordPaymentFailed, failure)
      .thenNothing();
  });
});

describe('paying again', () => {
  const payable = (events: readonly OrderEvent[], now = HELD_AT) =>
    decided(refuseUnpayable(givenOrder(...events).state, now) ?? []);

  it('is possible until the last millisecond of the payment window', () => {
    payable([PLACED], justBefore(PAY_BY)).thenNothing();
  });

  it('is refused from the deadline on, even when the lapse has not been recorded', () => {
    payable([PLACED], PAY_BY).thenRefused('payment_window_closed');
  });

  it('is refused for an order that has ended, and for one that does not exist', () => {
    payable([PLACED, LAPSED]).thenRefused('order_ended');
    payable([]).thenRefused('order_not_found');
  });

  it.each([AWAITING_ACCEPTANCE, DELIVERED_ORDER])('is refused when the order has been paid', (...events) => {
    payable(events).thenRefused('order_already_paid');
  });

  it('is what the fan can do while the order is unpaid', () => {
    expect(refuseUnpayable(givenOrder(PLACED).state, HELD_AT)).toBeUndefined();
  });
});
