import { formatMoney, money } from '../money.js';
import { reject, type Rejection } from '../rejection.js';
import { leftOfPayment } from './money-of-order.js';
import { isUnderWay, type Order } from './order.js';

// What a person must see to although the order refuses nothing: it goes on as it was.

/** One payment is the order's own, whichever others say that they are for it. */
export const refuseSecondPayment = (paymentId: string): Rejection =>
  reject('payment_not_expected', `${paymentId} is a second payment of the order`);

/** A dispute of another payment that carries the order: the money that it moves was never the order's. */
export const refuseOfOtherPayment = (disputeId: string, paymentId: string | null): Rejection =>
  reject(
    'chargeback_not_expected',
    `the provider reports the dispute ${disputeId} of ${paymentId ?? 'no payment'}, which is not the payment of the order`,
  );

/**
 * A refund is nothing or everything. Where somebody gave back a part of what an order under way was paid with, a person must see to
 * it; the order goes on.
 */
export function refuseInPart(order: Order): Rejection | undefined {
  if (!isUnderWay(order) || order.payment.givenBack.length === 0) return undefined;
  const { price } = order.facts;
  const left = leftOfPayment(order);
  const given = money(price.amountMinor - left.amountMinor, price.currency);
  return reject(
    'refund_not_full',
    `${formatMoney(given)} of ${formatMoney(price)} was given back in the dashboard of the provider, and the order goes on`,
  );
}
