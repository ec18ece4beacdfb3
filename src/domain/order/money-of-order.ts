import { type Money, money } from '../money.js';
import { type HeldPayment, type Order, paymentOf, type PlacedOrder } from './order.js';

/** Where the fan's money is, in minor units of the order's currency. */
export interface OrderMoney {
  readonly paidMinor: bigint;
  readonly refundedMinor: bigint;
  readonly earnedMinor: bigint;
  /** What the platform keeps. Less than nothing where more than the fee had gone back before the delivery. */
  readonly feeMinor: bigint;
  readonly heldMinor: bigint;
  readonly chargedBackMinor: bigint;
}

const NOTHING: OrderMoney = {
  paidMinor: 0n,
  refundedMinor: 0n,
  earnedMinor: 0n,
  feeMinor: 0n,
  heldMinor: 0n,
  chargedBackMinor: 0n,
};

/** For every order: paid = refunded + earned + fee + held + charged back (product.md, "Money, always true", 2). */
export function moneyOfOrder(order: Order): OrderMoney {
  if (order.status === 'none' || order.status === 'awaiting_payment') return NOTHING;
  if (order.payment === null) return NOTHING;
  const paidMinor = order.facts.price.amountMinor;
  return { ...NOTHING, paidMinor, ...whereabouts(order, order.payment, paidMinor) };
}

function whereabouts(
  order: Exclude<PlacedOrder, { status: 'awaiting_payment' }>,
  payment: HeldPayment,
  paidMinor: bigint,
): Partial<OrderMoney> {
  const refundedMinor = refundedMinorOf(payment);
  const isLost = payment.chargeback.status === 'lost';
  if (order.status !== 'delivered')
    return { refundedMinor, [isLost ? 'chargedBackMinor' : 'heldMinor']: paidMinor - refundedMinor };
  // What had gone back before the delivery, the platform bears.
  if (isLost) return { refundedMinor, chargedBackMinor: paidMinor, feeMinor: -refundedMinor };
  const { earning, fee } = order.facts;
  return { refundedMinor, earnedMinor: earning.amountMinor, feeMinor: fee.amountMinor - refundedMinor };
}

/** What has gone back to the fan: all of it, nothing, or what somebody gave back in the provider's dashboard. */
export const refundedMinorOf = ({ givenBack }: HeldPayment): bigint =>
  givenBack.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

/** What a refund still has to give back. */
export function leftOfPayment(order: PlacedOrder): Money {
  const { price } = order.facts;
  const payment = paymentOf(order);
  const refundedMinor = payment === null ? 0n : refundedMinorOf(payment);
  return money(price.amountMinor - refundedMinor, price.currency);
}
