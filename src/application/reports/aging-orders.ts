import { deadlineOf } from '../../domain/order/decide.js';
import { leftOfPayment } from '../../domain/order/money-of-order.js';
import type { HeldPayment, Order } from '../../domain/order/order.js';
import { evolveOrder, initialOrder } from '../../domain/order/order.js';
import type { Waiting, Stage } from './aging-stages.js';
import type { OfOrder, OrderThen } from './order-past.js';

/** What the money of an order waits for as long as it is held, since the event that brought it there; that of a delivered one is its account's. */
export function waitingOfOrder({ placed, order, events, refundUnknownSince }: OrderThen): readonly Waiting[] {
  const stage = stageOf(order);
  if (stage === undefined) return [];
  const isUnknown = refundUnknownSince !== null && stage !== 'held_disputed';
  return [
    {
      stage: isUnknown ? 'refund_unknown' : stage,
      since: isUnknown ? refundUnknownSince : sinceOf(stage, events),
      dueAt: deadlineOf(order),
      orderId: placed.orderId,
      payoutId: null,
      amountMinor: leftOfPayment(order).amountMinor,
    },
  ];
}

function stageOf(order: Order): Stage | undefined {
  switch (order.status) {
    case 'none':
    case 'delivered':
      return undefined;
    case 'awaiting_payment':
    case 'awaiting_acceptance':
      return order.status;
    case 'in_request_review':
    case 'in_video_review':
      return 'in_review';
    case 'accepted':
      return 'awaiting_delivery';
    case 'ended':
      return order.payment === null ? undefined : stageOfEnded(order.payment, order.refund.status);
  }
}

function stageOfEnded(
  { chargeback }: HeldPayment,
  refund: 'none' | 'requested' | 'pending' | 'issued' | 'failed',
): Stage | undefined {
  if (chargeback.status === 'lost' || refund === 'issued') return undefined;
  if (chargeback.status === 'open') return 'held_disputed';
  return refund === 'none' ? 'refund_due' : `refund_${refund}`;
}

function sinceOf(stage: Stage, events: readonly OfOrder[]): string {
  let order: Order = initialOrder;
  let before: Stage | undefined;
  let since = '';
  for (const event of events) {
    order = evolveOrder(order, event);
    const reached = stageOf(order);
    if (reached !== before && reached === stage) since = event.metadata.at;
    before = reached;
  }
  return since;
}
