import { formatMoney, type Money, money, sameMoney } from '../money.js';
import { type Decision, reject, type Rejection } from '../rejection.js';
import { type Instant, plusMs } from '../time.js';
import type { FundsHeld, OrderEvent, RefundRequested } from './events.js';
import { refuseSecondPayment } from './differences.js';
import { leftOfPayment } from './money-of-order.js';
import {
  attemptOf,
  type Ended,
  type GivenBack,
  isRefunding,
  isUnderWay,
  type Order,
  paymentOf,
  type PlacedOrder,
} from './order.js';

// What the payment provider tells of an order. These are facts about money: they may come late, twice and in any
// order, so a fact that is known already is taken silently (no events), and one that cannot be true is refused, for
// a person to look at (product.md, "Money, always true", 5).

export interface RecordFundsHeld {
  readonly paymentId: string;
  readonly chargeId: string;
  readonly amount: Money;
  readonly now: Instant;
}

/**
 * The creator's 3 days start here. Money that comes after the order has ended, or too late, goes back at once: whether
 * the lapse has been recorded yet decides nothing (product.md, "tie at the deadline").
 */
export function recordFundsHeld(order: Order, command: RecordFundsHeld): Decision<OrderEvent> {
  const { now, ...payment } = command;
  if (order.status === 'none') return reject('order_not_found', 'there is no such order');
  if (order.status !== 'awaiting_payment' && order.payment !== null)
    return order.payment.paymentId === payment.paymentId ? [] : refuseSecondPayment(payment.paymentId);
  const { price, orderId, terms } = order.facts;
  if (!sameMoney(command.amount, price))
    return reject(
      'payment_amount_differs',
      `${formatMoney(command.amount)} was paid for a price of ${formatMoney(price)}`,
    );
  const held = (acceptBy: Instant | null, reviewBy: Instant | null): FundsHeld => ({
    type: 'FundsHeld',
    data: { orderId, ...payment, heldAt: now, acceptBy, reviewBy },
  });
  if (order.status === 'ended') return [held(null, null), requestRefund(order, now)];
  if (order.status === 'awaiting_payment' && now >= order.payBy)
    return [
      { type: 'OrderLapsed', data: { orderId, lapsedAt: now } },
      held(null, null),
      requestRefund(order, now),
    ];
  return [
    terms.reviewRequests
      ? held(null, plusMs(now, terms.reviewWindowMs))
      : held(plusMs(now, terms.acceptanceWindowMs), null),
  ];
}

export interface RecordPaymentFailed {
  readonly code: string;
  readonly now: Instant;
}

/** One refused attempt. Whether it has been told already, the payment's own stream knows. */
export function recordPaymentFailed(order: Order, { code, now }: RecordPaymentFailed): Decision<OrderEvent> {
  if (order.status !== 'awaiting_payment') return [];
  return [{ type: 'PaymentFailed', data: { orderId: order.facts.orderId, code, failedAt: now } }];
}

/** The intent to give back all that is left; `attempt` counts from 1 and makes the key of the provider call. */
export function requestRefund(order: PlacedOrder, now: Instant): RefundRequested {
  const { orderId } = order.facts;
  const amount = leftOfPayment(order);
  const attempt = attemptOf(order) + 1;
  return { type: 'RefundRequested', data: { orderId, attempt, amount, requestedAt: now } };
}

export interface RecordRefundPending {
  readonly refundId: string;
  readonly now: Instant;
}

export function recordRefundPending(
  order: Order,
  { refundId, now }: RecordRefundPending,
): Decision<OrderEvent> {
  if (order.status !== 'ended' || order.refund.status !== 'requested') return [];
  return [{ type: 'RefundPending', data: { orderId: order.facts.orderId, refundId, pendingAt: now } }];
}

export interface RecordRefundIssued {
  readonly refundId: string;
  readonly amount: Money;
  readonly now: Instant;
}

/**
 * Only when the provider says so. Also the way in for a refund that somebody made in the provider's dashboard: a part is told, and
 * once all of it is back, an order that was open is over.
 */
export function recordRefundIssued(order: Order, command: RecordRefundIssued): Decision<OrderEvent> {
  const { refundId, amount, now } = command;
  if (order.status === 'none') return reject('order_not_found', 'there is no such order');
  if (givenBackBy(order, refundId) !== undefined) return [];
  const refusal = refuseUnexpected(order, refundId);
  if (refusal !== undefined) return refusal;
  const { orderId } = order.facts;
  const left = leftOfPayment(order);
  const isIssued = order.status === 'ended' && order.refund.status === 'issued';
  if (sameMoney(amount, left) && !isIssued)
    return [{ type: 'RefundIssued', data: { orderId, refundId, amount, issuedAt: now } }];
  if (!isPartOf(left, amount))
    return reject(
      'refund_not_full',
      `the provider refunded ${formatMoney(amount)} by ${refundId}, and ${formatMoney(left)} was left`,
    );
  return [{ type: 'PartRefunded', data: { orderId, refundId, amount, refundedAt: now } }];
}

function refuseUnexpected(order: PlacedOrder, refundId: string): Rejection | undefined {
  const says = `the provider reports the refund ${refundId} of`;
  if (order.status === 'awaiting_payment' || order.status === 'delivered')
    return reject('refund_not_expected', `${says} an order ${order.status}`);
  if (order.payment === null || order.payment.chargeback.status === 'lost')
    return reject('refund_not_expected', `${says} money that is not held`);
  return undefined;
}

const isPartOf = (whole: Money, { amountMinor, currency }: Money): boolean =>
  currency === whole.currency && amountMinor > 0n && amountMinor < whole.amountMinor;

const givenBackBy = (order: PlacedOrder, refundId: string) =>
  paymentOf(order)?.givenBack.find((given) => given.refundId === refundId);

export interface RecordRefundFailed {
  readonly refundId: string | null;
  readonly code: string;
  readonly now: Instant;
}

/** Also after `RefundIssued`: a bank may return a refund that the provider had called succeeded. */
export function recordRefundFailed(order: Order, command: RecordRefundFailed): Decision<OrderEvent> {
  const { refundId, code, now } = command;
  if (order.status === 'none') return [];
  const given = refundId === null ? undefined : givenBackBy(order, refundId);
  if (given !== undefined) return returnToUs(order, command, given);
  if (!isRefunding(order)) return [];
  if (refundId !== null && order.payment?.failedIds.includes(refundId)) return [];
  const { orderId } = order.facts;
  return [{ type: 'RefundFailed', data: { orderId, refundId, code, cameBack: null, failedAt: now } }];
}

/** What the provider had called succeeded comes back: a part, or the refund is not everything any more. */
function returnToUs(
  order: PlacedOrder,
  { code, now }: RecordRefundFailed,
  { refundId, amountMinor }: GivenBack,
): Decision<OrderEvent> {
  const { orderId, price } = order.facts;
  const cameBack = money(amountMinor, price.currency);
  if (order.status === 'delivered' || paymentOf(order)?.chargeback.status === 'lost')
    return reject(
      'refund_not_expected',
      `${formatMoney(cameBack)} came back of ${refundId}, when nothing was held any more`,
    );
  return order.status === 'ended' && order.refund.status === 'issued'
    ? [{ type: 'RefundFailed', data: { orderId, refundId, code, cameBack, failedAt: now } }]
    : [{ type: 'PartRefundReturned', data: { orderId, refundId, amount: cameBack, returnedAt: now } }];
}

/** A person has seen to the failed refund and sends it again. */
export function retryRefund(order: Order, { now }: { readonly now: Instant }): Decision<OrderEvent> {
  if (order.status === 'none') return reject('order_not_found', 'there is no such order');
  if (order.status !== 'ended' || order.refund.status !== 'failed' || isDisputed(order))
    return reject(
      'refund_not_failed',
      'only a refund that failed, of money that is still held, can be sent again',
    );
  return [requestRefund(order, now)];
}

function isDisputed({ payment }: Ended): boolean {
  const chargeback = payment?.chargeback.status;
  return chargeback === 'open' || chargeback === 'lost';
}

/** Whether money is with us for this order that the fan may still claim. */
export const holdsMoney = (order: Order): boolean =>
  isUnderWay(order) ||
  (order.status === 'ended' &&
    order.payment !== null &&
    order.payment.chargeback.status !== 'lost' &&
    order.refund.status !== 'issued');
