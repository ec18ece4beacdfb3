import { describe, it } from '@jest/globals';
import {
  recordRefundFailed,
  recordRefundIssued,
  recordRefundPending,
  retryRefund,
} from '../../../src/domain/order/decide-money.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import { later } from '../timeline.js';
import {
  ACCEPTED_AT,
  ACCEPTED_ORDER,
  chargebackLostAt,
  chargebackOpenedAt,
  DECLINED_ORDER,
  DELIVERED_ORDER,
  givenOrder,
  ORDER_ID,
  REFUND,
  refundFailedAt,
  refundIssuedAt,
  refundRequestedAt,
} from './story.js';
import { PRICE } from '../people.js';

const now = later(ACCEPTED_AT, { hours: 1 });
const { refundId } = REFUND;

const PENDING: OrderEvent = { type: 'RefundPending', data: { orderId: ORDER_ID, refundId, pendingAt: now } };
const ISSUED = refundIssuedAt(now);
const FAILED = refundFailedAt(now);
const { code } = FAILED.data;

describe('a requested refund', () => {
  it('is pending when the provider has taken it', () => {
    givenOrder(...DECLINED_ORDER)
      .when(recordRefundPending, { refundId, now })
      .then(PENDING);
  });

  it.each([
    ['at once', DECLINED_ORDER],
    ['after it was pending', [...DECLINED_ORDER, PENDING]],
    ['after it was called failed', [...DECLINED_ORDER, FAILED]],
  ])('is issued when the provider says that it succeeded, %s', (_name, events) => {
    givenOrder(...events)
      .when(recordRefundIssued, { ...REFUND, now })
      .then(ISSUED);
  });

  it.each([
    ['at once', DECLINED_ORDER],
    ['after it was pending', [...DECLINED_ORDER, PENDING]],
  ])('fails when the provider says so, %s', (_name, events) => {
    givenOrder(...events)
      .when(recordRefundFailed, { refundId, code, now })
      .then(FAILED);
  });

  it("comes back after it was issued, when the fan's bank does not take it", () => {
    givenOrder(...DECLINED_ORDER, ISSUED)
      .when(recordRefundFailed, { refundId, code, now })
      .then(refundFailedAt(now, PRICE));
  });

  it('fails without an id when the provider refused the request itself', () => {
    givenOrder(...DECLINED_ORDER)
      .when(recordRefundFailed, { refundId: null, code, now })
      .then({ ...FAILED, data: { ...FAILED.data, refundId: null } });
  });

  it('is told once: pending, issued and failed, late and twice, change nothing', () => {
    for (const events of [[PENDING], [ISSUED], [FAILED], [PENDING, ISSUED]])
      givenOrder(...DECLINED_ORDER, ...events)
        .when(recordRefundPending, { refundId, now })
        .thenNothing();
    givenOrder(...DECLINED_ORDER, ISSUED)
      .when(recordRefundIssued, { ...REFUND, now })
      .thenNothing();
    givenOrder(...DECLINED_ORDER, FAILED)
      .when(recordRefundFailed, { refundId, code, now })
      .thenNothing();
  });
});

describe('a failed refund', () => {
  const RETRIED = [...DECLINED_ORDER, FAILED, refundRequestedAt(now, 2)];

  it('is sent again by a person, as the next attempt', () => {
    givenOrder(...DECLINED_ORDER, FAILED)
      .when(retryRefund, { now })
      .then(refundRequestedAt(now, 2));
  });

  it('does not fail the next attempt when it is reported late', () => {
    givenOrder(...RETRIED)
      .when(recordRefundFailed, { refundId, code, now })
      .thenNothing();
    givenOrder(...RETRIED)
      .when(recordRefundFailed, { refundId: 're_2', code, now })
      .then({ ...FAILED, data: { ...FAILED.data, refundId: 're_2' } });
  });

  it('fails again when the provider refused two requests', () => {
    const refused: OrderEvent = { ...FAILED, data: { ...FAILED.data, refundId: null } };
    givenOrder(...DECLINED_ORDER, refused, refundRequestedAt(now, 2))
      .when(recordRefundFailed, { refundId: null, code, now })
      .then(refused);
  });

  it('does not fail by one that failed two attempts ago, when the provider refused the one between', () => {
    const refused: OrderEvent = { ...FAILED, data: { ...FAILED.data, refundId: null } };
    givenOrder(...RETRIED, refused, refundRequestedAt(now, 3))
      .when(recordRefundFailed, { refundId, code, now })
      .thenNothing();
  });

  it('counts its attempts', () => {
    givenOrder(...RETRIED, FAILED)
      .when(retryRefund, { now })
      .then(refundRequestedAt(now, 3));
  });

  it.each([
    ['has not failed', DECLINED_ORDER],
    ['is pending', [...DECLINED_ORDER, PENDING]],
    ['has been issued', [...DECLINED_ORDER, ISSUED]],
    ['was never due', ACCEPTED_ORDER],
    ['is of a delivered order', DELIVERED_ORDER],
    ['is of money that the bank has asked back', [...DECLINED_ORDER, FAILED, chargebackOpenedAt(now)]],
    [
      'is of money that the bank has taken back',
      [...DECLINED_ORDER, FAILED, chargebackOpenedAt(now), chargebackLostAt(now)],
    ],
  ] satisfies [string, readonly OrderEvent[]][])('cannot be sent again when it %s', (_name, events) => {
    givenOrder(...events)
      .when(retryRefund, { now })
      .thenRefused('refund_not_failed');
  });

  it('cannot be sent again for an order that does not exist', () => {
    givenOrder().when(retryRefund, { now }).thenRefused('order_not_found');
  });
});
