import { describe, it } from '@jest/globals';
import { money } from '../../../src/domain/money.js';
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
  AWAITING_ACCEPTANCE,
  chargebackLostAt,
  chargebackOpenedAt,
  DECLINED_ORDER,
  DELIVERED_ORDER,
  givenOrder,
  IN_REQUEST_REVIEW,
  IN_VIDEO_REVIEW,
  lapsedAt,
  PART,
  PAY_BY,
  PLACED,
  REFUND,
  refundFailedAt,
  refundIssuedAt,
  refundRequestedAt,
} from './story.js';

const now = later(ACCEPTED_AT, { hours: 1 });
const { refundId } = REFUND;

const ISSUED = refundIssuedAt(now);
const FAILED = refundFailedAt(now);
const { code } = FAILED.data;
const LAPSED = lapsedAt(PAY_BY);

describe("a refund that somebody made in the provider's dashboard", () => {
  it.each([
    ['in request review', IN_REQUEST_REVIEW],
    ['awaiting acceptance', AWAITING_ACCEPTANCE],
    ['accepted', ACCEPTED_ORDER],
    ['in video review', IN_VIDEO_REVIEW],
    ['charged back', [...ACCEPTED_ORDER, chargebackOpenedAt(now)]],
  ])('is taken as it is, and ends an order that is %s', (_name, events) => {
    givenOrder(...events)
      .when(recordRefundIssued, { ...REFUND, now })
      .then(ISSUED);
    givenOrder(...events, ISSUED)
      .when(recordRefundIssued, { ...REFUND, now })
      .thenNothing();
  });

  it('can fail, and is then sent again as the first attempt of our own', () => {
    givenOrder(...ACCEPTED_ORDER, ISSUED, FAILED)
      .when(retryRefund, { now })
      .then(refundRequestedAt(now));
  });

  it('of nothing, of more than is left, or in another currency, is refused, for a person to see to', () => {
    for (const events of [AWAITING_ACCEPTANCE, DECLINED_ORDER])
      for (const amount of [
        ...[money(0n, 'TRY'), money(-1n, 'TRY'), money(150_001n, 'TRY')],
        ...[money(150_000n, 'USD'), money(1_000n, 'USD')],
      ])
        givenOrder(...events)
          .when(recordRefundIssued, { refundId, amount, now })
          .thenRefused('refund_not_full');
    givenOrder(...DECLINED_ORDER, ISSUED)
      .when(recordRefundIssued, { ...PART, now })
      .thenRefused('refund_not_full');
  });

  it.each([
    ['a delivered order', DELIVERED_ORDER],
    ['an unpaid order', [PLACED]],
    ['an order that lapsed unpaid', [PLACED, LAPSED]],
    [
      'money that the bank has taken back',
      [...AWAITING_ACCEPTANCE, chargebackOpenedAt(now), chargebackLostAt(now)],
    ],
  ] satisfies [string, readonly OrderEvent[]][])(
    'of %s is refused, for a person to see to',
    (_name, events) => {
      givenOrder(...events)
        .when(recordRefundIssued, { ...REFUND, now })
        .thenRefused('refund_not_expected', `the refund ${refundId}`);
    },
  );

  it('of an order that does not exist is refused', () => {
    givenOrder()
      .when(recordRefundIssued, { ...REFUND, now })
      .thenRefused('order_not_found');
  });

  it.each([
    ['open', ACCEPTED_ORDER],
    ['delivered', DELIVERED_ORDER],
    ['unpaid', [PLACED]],
  ])('says nothing about an order that is %s while it is pending or when it failed', (_name, events) => {
    const order = givenOrder(...events);
    order.when(recordRefundPending, { refundId, now }).thenNothing();
    order.when(recordRefundFailed, { refundId, code, now }).thenNothing();
  });
});
