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
      dueAt: dueAt(order),
      orderId: placed.orderId,
      payoutId: null,
      amountMinor: placed.price.amountMinor - givenBackOf(order),
    },
  ];
}

/** What went back in parts, and is held no more. */
const givenBackOf = (order: Order): bigint =>
  order.status === 'none' || order.status === 'awaiting_payment' || order.payment === null
    ? 0n
    : order.payment.givenBack.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

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

function dueAt(order: Order): string | null {
  switch (order.status) {
    case 'awaiting_payment':
      return order.payBy;
    case 'in_request_review':
    case 'in_video_review':
      return order.reviewBy;
    case 'awaiting_acceptance':
      return order.acceptBy;
    case 'accepted':
      return order.deliverBy;
    case 'none':
    case 'delivered':
    case 'ended':
      return null;
  }
}
