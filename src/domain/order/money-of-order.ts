import type { HeldPayment, Order, PlacedOrder } from './order.js';

/** Where the fan's money is, in minor units of the order's currency. */
export interface OrderMoney {
  readonly paidMinor: bigint;
  readonly refundedMinor: bigint;
  readonly earnedMinor: bigint;
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
  { chargeback }: HeldPayment,
  paidMinor: bigint,
): Partial<OrderMoney> {
  if (chargeback.status === 'lost') return { chargedBackMinor: paidMinor };
  if (order.status === 'delivered')
    return { earnedMinor: order.facts.earning.amountMinor, feeMinor: order.facts.fee.amountMinor };
  if (order.status === 'ended' && order.refund.status === 'issued') return { refundedMinor: paidMinor };
  return { heldMinor: paidMinor };
}
