import { describe, expect, it } from '@jest/globals';
import { orders } from '../../../src/application/aggregates.js';
import { money } from '../../../src/domain/money.js';
import { submitVideo, withdrawOrder } from '../../../src/domain/order/decide.js';
import { closeChargeback } from '../../../src/domain/order/decide-chargeback.js';
import { refuseInPart } from '../../../src/domain/order/differences.js';
import {
  recordRefundFailed,
  recordRefundIssued,
  retryRefund,
} from '../../../src/domain/order/decide-money.js';
import type { OrderEvent, RefundIssued } from '../../../src/domain/order/events.js';
import { moneyOfOrder } from '../../../src/domain/order/money-of-order.js';
import { isRejection } from '../../../src/domain/rejection.js';
import { PRICE } from '../people.js';
import { later } from '../timeline.js';
import {
  ACCEPTED_AT,
  ACCEPTED_ORDER,
  AWAITING_ACCEPTANCE,
  chargebackLostAt,
  chargebackOpenedAt,
  chargebackWonAt,
  DECLINED_ORDER,
  deliveredAt,
  DELIVERED_ORDER,
  givenOrder,
  ORDER_ID,
  PART,
  partRefundedAt,
  partReturnedAt,
  refundFailedAt,
  refundIssuedAt,
  refundRequestedAt,
  SUBMITTED,
  VIDEO,
} from './story.js';

const now = later(ACCEPTED_AT, { hours: 1 });
const code = 'expired_or_canceled_card';
const GIVEN = partRefundedAt(now);
const REST = money(149_000n, 'TRY');
const rest = { refundId: 're_rest', amount: REST };
const REST_ISSUED: RefundIssued = {
  type: 'RefundIssued',
  data: { orderId: ORDER_ID, ...rest, issuedAt: now },
};
const [, , ...DECLINED_AFTER] = [...AWAITING_ACCEPTANCE, GIVEN];
const declinedInPart = [
  ...DECLINED_ORDER.slice(0, -1),
  ...DECLINED_AFTER,
  refundRequestedAt(now, 1, REST),
] as const;

const after = (...events: readonly OrderEvent[]) => events.reduce(orders.evolve, orders.initial);

describe("a part that somebody gave back in the provider's dashboard", () => {
  it.each<[string, readonly OrderEvent[]]>([
    ['is open', ACCEPTED_ORDER],
    ['has ended, and waits for its refund', DECLINED_ORDER],
  ])('is told once, of an order that %s', (_name, events) => {
    givenOrder(...events)
      .when(recordRefundIssued, { ...PART, now })
      .then(GIVEN);
    givenOrder(...events, GIVEN)
      .when(recordRefundIssued, { ...PART, now })
      .thenNothing();
  });

  it('leaves the rest to be given back when the order ends', () => {
    givenOrder(...AWAITING_ACCEPTANCE, GIVEN)
      .when(withdrawOrder, { now })
      .then(
        { type: 'OrderWithdrawn', data: { orderId: ORDER_ID, withdrawnAt: now } },
        refundRequestedAt(now, 1, REST),
      );
    givenOrder(...declinedInPart)
      .when(recordRefundIssued, { ...rest, now })
      .then(REST_ISSUED);
    expect(moneyOfOrder(after(...declinedInPart, REST_ISSUED))).toMatchObject({
      paidMinor: 150_000n,
      refundedMinor: 150_000n,
      heldMinor: 0n,
    });
  });

  it('ends an open order once a last part makes all of it, whichever is heard of first', () => {
    for (const [first, last] of [
      [PART, rest],
      [rest, PART],
    ] as const)
      givenOrder(...ACCEPTED_ORDER, partRefundedAt(now, first))
        .when(recordRefundIssued, { ...last, now })
        .then({ type: 'RefundIssued', data: { orderId: ORDER_ID, ...last, issuedAt: now } });
    expect(after(...ACCEPTED_ORDER, GIVEN, REST_ISSUED)).toMatchObject({
      status: 'ended',
      ending: 'refunded_by_provider',
      refund: { status: 'issued' },
    });
  });

  it('is a case while the order goes on, and none otherwise', () => {
    const refused = refuseInPart(after(...ACCEPTED_ORDER, GIVEN));
    expect(refused).toMatchObject({ code: 'refund_not_full' });
    expect(refused?.detail).toContain('10.00 TRY of 1500.00 TRY');
    for (const events of [ACCEPTED_ORDER, declinedInPart, [...ACCEPTED_ORDER, GIVEN, partReturnedAt(now)]])
      expect(refuseInPart(after(...events))).toBeUndefined();
  });

  it('is borne by the platform where the order is delivered all the same', () => {
    givenOrder(...ACCEPTED_ORDER, GIVEN)
      .when(submitVideo, { video: VIDEO, uploadedFor: ORDER_ID, now })
      .then({ ...SUBMITTED, data: { ...SUBMITTED.data, submittedAt: now } }, deliveredAt(now, PART.amount));
    expect(
      moneyOfOrder(after(...ACCEPTED_ORDER, GIVEN, SUBMITTED, deliveredAt(now, PART.amount))),
    ).toMatchObject({
      ...{ refundedMinor: 1_000n, earnedMinor: 120_000n, feeMinor: 29_000n, heldMinor: 0n },
    });
  });

  it('is held again where the bank of the fan did not take it', () => {
    for (const events of [
      [...ACCEPTED_ORDER, GIVEN],
      [...DECLINED_ORDER, GIVEN],
    ])
      givenOrder(...events)
        .when(recordRefundFailed, { refundId: PART.refundId, code, now })
        .then(partReturnedAt(now));
  });

  it.each<[string, readonly OrderEvent[]]>([
    ['was delivered', [SUBMITTED, deliveredAt(now, PART.amount)]],
    ['was lost to a bank', [chargebackOpenedAt(now), chargebackLostAt(now, REST)]],
  ])('comes back to nothing where the rest %s: a person must see to it', (_name, over) => {
    givenOrder(...ACCEPTED_ORDER, GIVEN, ...over)
      .when(recordRefundFailed, { refundId: PART.refundId, code, now })
      .thenRefused('refund_not_expected', '10.00 TRY');
  });

  it('is sent by us where it came back after everything was issued', () => {
    const cameBack = refundFailedAt(now, PART.amount);
    const failed: OrderEvent = { ...cameBack, data: { ...cameBack.data, refundId: PART.refundId } };
    givenOrder(...declinedInPart, REST_ISSUED)
      .when(recordRefundFailed, { refundId: PART.refundId, code, now })
      .then(failed);
    givenOrder(...declinedInPart, REST_ISSUED, failed)
      .when(retryRefund, { now })
      .then(refundRequestedAt(now, 2, PART.amount));
  });

  it('is not in what a bank takes back by a chargeback, nor in what is given back after one', () => {
    const disputed = [...ACCEPTED_ORDER, GIVEN, chargebackOpenedAt(now)];
    givenOrder(...disputed)
      .when(closeChargeback, { disputeId: 'dp_1', outcome: 'lost', now })
      .then(chargebackLostAt(now, REST));
    givenOrder(...disputed)
      .when(closeChargeback, { disputeId: 'dp_1', outcome: 'won', now })
      .then(chargebackWonAt(now), refundRequestedAt(now, 1, REST));
    expect(moneyOfOrder(after(...disputed, chargebackLostAt(now, REST)))).toMatchObject({
      ...{ refundedMinor: 1_000n, chargedBackMinor: 149_000n, heldMinor: 0n },
    });
  });

  it('of a delivered order is refused, for a person to see to', () => {
    givenOrder(...DELIVERED_ORDER)
      .when(recordRefundIssued, { ...PART, now })
      .thenRefused('refund_not_expected');
  });

  it('does not bring back a refund that failed two attempts ago', () => {
    const tried = [...DECLINED_ORDER, refundFailedAt(now), refundRequestedAt(now, 2), refundIssuedAt(now)];
    const again = [...tried, refundFailedAt(now, PRICE), refundRequestedAt(now, 3)];
    givenOrder(...again)
      .when(recordRefundFailed, { refundId: 're_1', code, now })
      .thenNothing();
    expect(isRejection(recordRefundFailed(after(...again), { refundId: 're_1', code, now }))).toBe(false);
  });
});
