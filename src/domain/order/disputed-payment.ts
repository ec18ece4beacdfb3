import type { HeldPayment, Order, PlacedOrder } from './order.js';

/** The order with the payment that this dispute is about; a second dispute is a case already. */
export function disputedPayment(
  order: Order,
  disputeId: string,
): { readonly facts: PlacedOrder['facts']; readonly payment: HeldPayment } | undefined {
  if (order.status === 'none' || order.status === 'awaiting_payment' || order.payment === null)
    return undefined;
  const { chargeback } = order.payment;
  if (chargeback.status === 'none' || chargeback.disputeId !== disputeId) return undefined;
  return { facts: order.facts, payment: order.payment };
}
