import { type Currency, formatMoney, type Money, money } from '../money.js';
import { type Decision, reject } from '../rejection.js';
import type { Instant } from '../time.js';
import { requestRefund } from './decide-money.js';
import { disputedPayment } from './disputed-payment.js';
import type { OrderEvent } from './events.js';
import { leftOfPayment } from './money-of-order.js';
import type { Order, PlacedOrder } from './order.js';

// What the payment provider tells of a chargeback: facts about money, taken as those of decide-money.ts are.

export interface OpenChargeback {
  readonly disputeId: string;
  readonly reason: string;
  readonly amount: Money;
  readonly isInquiry: boolean;
  readonly evidenceDueBy: Instant | null;
  readonly now: Instant;
}

/** The fan's bank asks the money back. An order still under way ends: there is nothing left to work for. */
export function openChargeback(order: Order, command: OpenChargeback): Decision<OrderEvent> {
  const { now, ...data } = command;
  if (order.status === 'none') return reject('order_not_found', 'there is no such order');
  if (order.status === 'awaiting_payment' || order.payment === null)
    return reject(
      'chargeback_not_expected',
      `the provider reports the dispute ${data.disputeId} of an unpaid order`,
    );
  const { chargeback } = order.payment;
  if (chargeback.status === 'none')
    return [{ type: 'ChargebackOpened', data: { orderId: order.facts.orderId, ...data, openedAt: now } }];
  return chargeback.disputeId === data.disputeId
    ? []
    : reject(
        'chargeback_not_expected',
        `the provider reports ${data.disputeId}, a second dispute of the order`,
      );
}

export interface RecordEvidenceDue {
  readonly disputeId: string;
  readonly evidenceDueBy: Instant | null;
  readonly now: Instant;
}

/** Only a later date: an earlier one was read before. */
export function recordEvidenceDue(
  order: Order,
  { disputeId, evidenceDueBy, now }: RecordEvidenceDue,
): Decision<OrderEvent> {
  const disputed = disputedPayment(order, disputeId);
  if (disputed === undefined || evidenceDueBy === null) return [];
  const known = disputed.payment.disputed.evidenceDueBy;
  if (disputed.payment.chargeback.status !== 'open' || (known !== null && known >= evidenceDueBy)) return [];
  const { orderId } = disputed.facts;
  return [{ type: 'ChargebackEvidenceDue', data: { orderId, disputeId, evidenceDueBy, setAt: now } }];
}

export interface RecordChargebackFunds {
  readonly disputeId: string;
  /** What the provider has moved for it from the beginning until now. */
  readonly withdrawn: Money;
  readonly reinstated: Money;
  readonly fee: Money;
  readonly now: Instant;
}

/**
 * The provider tells sums, and the order knows what it has been told: the difference has moved since. Where less came back than
 * is known, they were read earlier, and tell nothing. The bank's decision may come before its money, and after it.
 */
export function recordChargebackFunds(order: Order, command: RecordChargebackFunds): Decision<OrderEvent> {
  const { disputeId, now } = command;
  const disputed = disputedPayment(order, disputeId);
  if (disputed === undefined) return [];
  const { orderId, price } = disputed.facts;
  if (!isIn(price.currency, command))
    return reject(
      'chargeback_not_expected',
      `${disputeId} moved ${formatMoney(command.withdrawn)} of an order in ${price.currency}`,
    );
  const known = disputed.payment.disputed;
  const withdrawnMinor = command.withdrawn.amountMinor - known.withdrawnMinor;
  const reinstatedMinor = command.reinstated.amountMinor - known.reinstatedMinor;
  const feeMinor = command.fee.amountMinor - known.feeMinor;
  if (reinstatedMinor < 0n) return [];
  const events: OrderEvent[] = [];
  const moved = (amountMinor: bigint, feeOfMove: bigint) => ({
    ...{ orderId, disputeId },
    ...{ amount: money(amountMinor, price.currency), fee: money(feeOfMove, price.currency) },
  });
  if (withdrawnMinor > 0n || feeMinor > 0n)
    events.push({
      type: 'ChargebackFundsWithdrawn',
      data: { ...moved(withdrawnMinor, feeMinor > 0n ? feeMinor : 0n), withdrawnAt: now },
    });
  if (reinstatedMinor > 0n)
    events.push({
      type: 'ChargebackFundsReinstated',
      data: { ...moved(reinstatedMinor, feeMinor < 0n ? -feeMinor : 0n), reinstatedAt: now },
    });
  return events;
}

const isIn = (currency: Currency, { withdrawn, reinstated, fee }: RecordChargebackFunds): boolean =>
  [withdrawn, reinstated, fee].every((amount) => amount.amountMinor === 0n || amount.currency === currency);

export interface CloseChargeback {
  readonly disputeId: string;
  readonly outcome: 'won' | 'lost';
  readonly now: Instant;
}

/**
 * Won: the money is back; who had no video for it is refunded. Lost: the bank has paid the fan from it. A bank that decides otherwise later
 * changes nothing by itself, and is for a person.
 */
export function closeChargeback(
  order: Order,
  { disputeId, outcome, now }: CloseChargeback,
): Decision<OrderEvent> {
  if (order.status === 'none') return reject('order_not_found', 'there is no such order');
  if (order.status === 'awaiting_payment' || order.payment === null) return [];
  const { chargeback } = order.payment;
  if (chargeback.status === 'none' || chargeback.disputeId !== disputeId) return [];
  if (chargeback.status !== 'open') return decidedAgain(disputeId, chargeback.status, outcome);
  if (outcome === 'lost') return loseChargeback(order, disputeId, now);
  const won: OrderEvent = {
    type: 'ChargebackWon',
    data: { orderId: order.facts.orderId, disputeId, wonAt: now },
  };
  return order.status === 'ended' && order.refund.status === 'none'
    ? [won, requestRefund(order, now)]
    : [won];
}

/** Otherwise than before: money was moved by that, and what is to be done now, a person must say. */
const decidedAgain = (disputeId: string, before: string, now: string): Decision<never> =>
  before === now
    ? []
    : reject(
        'chargeback_not_expected',
        `the provider reports the dispute ${disputeId} as ${now}, which was ${before} before`,
      );

function loseChargeback(order: PlacedOrder, disputeId: string, now: Instant): Decision<OrderEvent> {
  if (order.status === 'ended' && order.refund.status === 'issued')
    return reject(
      'chargeback_not_expected',
      `the bank took back by ${disputeId} what had been refunded: the money left twice`,
    );
  const { orderId } = order.facts;
  const heldMoney = order.status === 'delivered' ? null : leftOfPayment(order);
  return [{ type: 'ChargebackLost', data: { orderId, disputeId, heldMoney, lostAt: now } }];
}
