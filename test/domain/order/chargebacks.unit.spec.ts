import { describe, expect, it } from '@jest/globals';
import { acceptOrder, submitVideo } from '../../../src/domain/order/decide.js';
import { closeChargeback, openChargeback } from '../../../src/domain/order/decide-chargeback.js';
import { refuseOfOtherPayment } from '../../../src/domain/order/differences.js';
import { holdsMoney } from '../../../src/domain/order/decide-money.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import { later } from '../timeline.js';
import {
  ACCEPTED_AT,
  ACCEPTED_ORDER,
  AWAITING_ACCEPTANCE,
  chargebackLostAt,
  chargebackOpenedAt,
  chargebackWonAt,
  DECLINED_ORDER,
  DELIVERED_ORDER,
  DISPUTE,
  givenOrder,
  IN_REQUEST_REVIEW,
  IN_VIDEO_REVIEW,
  lapsedAt,
  ORDER_ID,
  PAY_BY,
  PLACED,
  refundIssuedAt,
  refundRequestedAt,
  VIDEO,
} from './story.js';
import { PRICE } from '../people.js';

const now = later(ACCEPTED_AT, { days: 3 });
const { disputeId } = DISPUTE;
const OPENED = chargebackOpenedAt(now);
const WON = chargebackWonAt(now);
const LOST = chargebackLostAt(now);
const ISSUED = refundIssuedAt(now);

const HELD_ORDERS: readonly [string, readonly OrderEvent[]][] = [
  ['in request review', IN_REQUEST_REVIEW],
  ['awaiting acceptance', AWAITING_ACCEPTANCE],
  ['accepted', ACCEPTED_ORDER],
  ['in video review', IN_VIDEO_REVIEW],
];

describe.each([...HELD_ORDERS, ['delivered', DELIVERED_ORDER], ['being refunded', DECLINED_ORDER]])(
  "the fan's bank asks the money back of an order that is %s",
  (_name, events: readonly OrderEvent[]) => {
    it('opens a chargeback, once', () => {
      givenOrder(...events)
        .when(openChargeback, { ...DISPUTE, now })
        .then(OPENED);
      for (const closing of [[], [WON], [LOST]])
        givenOrder(...events, OPENED, ...closing)
          .when(openChargeback, { ...DISPUTE, now })
          .thenNothing();
    });

    it('loses it: the bank keeps the money', () => {
      givenOrder(...events, OPENED)
        .when(closeChargeback, { disputeId, outcome: 'lost', now })
        .then(chargebackLostAt(now, events === DELIVERED_ORDER ? null : PRICE));
    });

    it('closes it once', () => {
      for (const [closed, outcome] of [
        [WON, 'won'],
        [LOST, 'lost'],
      ] as const)
        givenOrder(...events, OPENED, closed)
          .when(closeChargeback, { disputeId, outcome, now })
          .thenNothing();
    });

    it('takes a bank that decides otherwise later for a case that a person sees', () => {
      for (const [closed, outcome] of [
        [WON, 'lost'],
        [LOST, 'won'],
      ] as const)
        givenOrder(...events, OPENED, closed)
          .when(closeChargeback, { disputeId, outcome, now })
          .thenRefused('chargeback_not_expected');
    });

    it('takes a second dispute for a case that a person sees', () => {
      const second = { ...DISPUTE, disputeId: 'dp_2' };
      for (const closing of [[], [WON], [LOST]])
        givenOrder(...events, OPENED, ...closing)
          .when(openChargeback, { ...second, now })
          .thenRefused('chargeback_not_expected');
      givenOrder(...events, OPENED)
        .when(closeChargeback, { disputeId: 'dp_2', outcome: 'lost', now })
        .thenNothing();
    });
  },
);

describe.each(HELD_ORDERS)('a chargeback of an order that was %s', (_name, events) => {
  it('ends the order: there is nothing left to work for', () => {
    const order = givenOrder(...events, OPENED);
    order.when(acceptOrder, { now }).thenRefused('order_ended');
    order.when(submitVideo, { video: VIDEO, uploadedFor: ORDER_ID, now }).thenRefused('order_ended');
  });

  it('is won: the fan, who has no video for it, gets everything back', () => {
    givenOrder(...events, OPENED)
      .when(closeChargeback, { disputeId, outcome: 'won', now })
      .then(WON, refundRequestedAt(now));
  });
});

describe('a chargeback', () => {
  it('of a delivered order is won, and the creator keeps the earning', () => {
    givenOrder(...DELIVERED_ORDER, OPENED)
      .when(closeChargeback, { disputeId, outcome: 'won', now })
      .then(WON);
  });

  it('that is won does not refund what has been requested or refunded already', () => {
    for (const events of [DECLINED_ORDER, [...DECLINED_ORDER, ISSUED]])
      givenOrder(...events, OPENED)
        .when(closeChargeback, { disputeId, outcome: 'won', now })
        .then(WON);
  });

  it('that is lost after the refund was issued is refused: the money left twice, and a person must see it', () => {
    givenOrder(...DECLINED_ORDER, ISSUED, OPENED)
      .when(closeChargeback, { disputeId, outcome: 'lost', now })
      .thenRefused('chargeback_not_expected');
  });

  it('of an unpaid order is refused, for a person to see to', () => {
    for (const events of [[PLACED], [PLACED, lapsedAt(PAY_BY)]])
      givenOrder(...events)
        .when(openChargeback, { ...DISPUTE, now })
        .thenRefused('chargeback_not_expected');
  });

  it('of another payment that carries the order is for a person to see to', () => {
    const code = 'chargeback_not_expected';
    expect(refuseOfOtherPayment('dp_2', 'pi_2')).toMatchObject({
      code,
      detail: 'the provider reports the dispute dp_2 of pi_2, which is not the payment of the order',
    });
    expect(refuseOfOtherPayment('dp_2', null)).toMatchObject({
      code,
      detail: expect.stringContaining('of no payment'),
    });
  });

  it('is not closed before it was opened', () => {
    for (const events of [[PLACED], ACCEPTED_ORDER, DELIVERED_ORDER])
      givenOrder(...events)
        .when(closeChargeback, { disputeId, outcome: 'lost', now })
        .thenNothing();
  });

  it('of an order that does not exist is refused', () => {
    givenOrder()
      .when(openChargeback, { ...DISPUTE, now })
      .thenRefused('order_not_found');
    givenOrder().when(closeChargeback, { disputeId, outcome: 'won', now }).thenRefused('order_not_found');
  });
});

describe('money that the fan may still claim', () => {
  it.each<[string, boolean, readonly OrderEvent[]]>([
    ['is with us while the order is open', true, ACCEPTED_ORDER],
    ['is with us until the refund is issued', true, DECLINED_ORDER],
    ['is in question while the bank asks it back', true, [...ACCEPTED_ORDER, OPENED]],
    ['is gone when the bank took it back', false, [...ACCEPTED_ORDER, OPENED, LOST]],
    ['is gone when it was refunded', false, [...DECLINED_ORDER, ISSUED]],
    ['is not with us before the fan has paid', false, [PLACED]],
    ['is not with us when nobody paid in time', false, [PLACED, lapsedAt(PAY_BY)]],
    ["is the creator's after the delivery", false, DELIVERED_ORDER],
  ])('%s', (_name, holds, events) => {
    expect(holdsMoney(givenOrder(...events).state)).toBe(holds);
  });
});
