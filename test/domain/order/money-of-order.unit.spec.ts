import { describe, expect, it } from '@jest/globals';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import { moneyOfOrder, type OrderMoney } from '../../../src/domain/order/money-of-order.js';
import {
  ACCEPTED_AT,
  ACCEPTED_ORDER,
  AWAITING_ACCEPTANCE,
  chargebackLostAt,
  chargebackOpenedAt,
  chargebackWonAt,
  DECLINED_ORDER,
  DELIVERED_ORDER,
  givenOrder,
  lapsedAt,
  PAY_BY,
  PLACED,
  refundFailedAt,
  refundIssuedAt,
} from './story.js';

const ISSUED = refundIssuedAt(ACCEPTED_AT);
const FAILED = refundFailedAt(ACCEPTED_AT);
const LAPSED = lapsedAt(PAY_BY);
const OPENED = chargebackOpenedAt(ACCEPTED_AT);
const LOST = chargebackLostAt(ACCEPTED_AT);
const WON = chargebackWonAt(ACCEPTED_AT);

const NOTHING = {
  paidMinor: 0n,
  refundedMinor: 0n,
  earnedMinor: 0n,
  feeMinor: 0n,
  heldMinor: 0n,
  chargedBackMinor: 0n,
};
const PAID = { ...NOTHING, paidMinor: 150_000n };
const HELD = { ...PAID, heldMinor: 150_000n };
const EARNED = { ...PAID, earnedMinor: 120_000n, feeMinor: 30_000n };
const REFUNDED = { ...PAID, refundedMinor: 150_000n };
const CHARGED_BACK = { ...PAID, chargedBackMinor: 150_000n };

describe("where the fan's money is", () => {
  it.each<[string, OrderMoney, readonly OrderEvent[]]>([
    ['nowhere before it is paid', NOTHING, [PLACED]],
    ['nowhere when the order lapsed', NOTHING, [PLACED, LAPSED]],
    ['held for the order', HELD, AWAITING_ACCEPTANCE],
    ['held until the video is delivered', HELD, ACCEPTED_ORDER],
    ['split into earning and fee on delivery', EARNED, DELIVERED_ORDER],
    ['held until the refund is issued', HELD, DECLINED_ORDER],
    ['refunded when the provider says so', REFUNDED, [...DECLINED_ORDER, ISSUED]],
    ["refunded from the provider's dashboard", REFUNDED, [...ACCEPTED_ORDER, ISSUED]],
    ['held again when the refund came back', HELD, [...DECLINED_ORDER, ISSUED, FAILED]],
    ['still earned while a chargeback is open', EARNED, [...DELIVERED_ORDER, OPENED]],
    ['still earned when the chargeback was won', EARNED, [...DELIVERED_ORDER, OPENED, WON]],
    ['taken from creator and platform when it was lost', CHARGED_BACK, [...DELIVERED_ORDER, OPENED, LOST]],
    ['held while the chargeback of an open order lasts', HELD, [...ACCEPTED_ORDER, OPENED]],
    ['charged back when that was lost', CHARGED_BACK, [...ACCEPTED_ORDER, OPENED, LOST]],
  ])('is %s', (_name, money, events) => {
    expect(moneyOfOrder(givenOrder(...events).state)).toEqual(money);
  });

  it('is nowhere before there is an order', () => {
    expect(moneyOfOrder(givenOrder().state)).toEqual(NOTHING);
  });
});
