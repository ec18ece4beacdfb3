import type { EventOf } from '../../domain/all-events.js';
import type { OrderId } from '../../domain/ids.js';
import type { OrderEvent } from '../../domain/order/events.js';
import {
  evolveOrder,
  initialOrder,
  isRefunding,
  type Order,
  type PlacedOrder,
} from '../../domain/order/order.js';
import { orders, payments } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { Past } from './past.js';

export type OfOrder = DecodedEvent<OrderEvent>;

/** An order as it was then, with what had happened to it. */
export interface OrderThen {
  readonly placed: EventOf<'OrderPlaced'>['data'];
  readonly order: PlacedOrder;
  readonly events: readonly OfOrder[];
  /** The provider was asked for a refund and its reply was lost, and nothing has been heard of it since. */
  readonly refundUnknownSince: string | null;
}

export async function orderThen(past: Past, orderId: OrderId): Promise<OrderThen> {
  const events = await past.wholeStream(orders, orderId);
  const order = events.reduce<Order>(evolveOrder, initialOrder);
  const [placed] = events;
  if (placed?.type !== 'OrderPlaced' || order.status === 'none')
    throw new Error(`${orderId} was never placed`);
  return {
    ...{ placed: placed.data, order, events },
    refundUnknownSince: isRefunding(order) ? await unknownSince(past, orderId, events) : null,
  };
}

export const REFUND_TYPES = ['RefundRequested', 'RefundPending', 'RefundIssued', 'RefundFailed'] as const;
export type RefundType = (typeof REFUND_TYPES)[number];

export const refundEventsOf = (events: readonly OfOrder[]): readonly DecodedEvent<EventOf<RefundType>>[] =>
  events.filter((event): event is DecodedEvent<EventOf<RefundType>> =>
    (REFUND_TYPES as readonly string[]).includes(event.type),
  );

async function unknownSince(
  past: Past,
  orderId: OrderId,
  events: readonly OfOrder[],
): Promise<string | null> {
  const heard = refundEventsOf(events).at(-1)?.position ?? 0n;
  const unknown = (await past.wholeStream(payments, orderId)).find(
    (event) =>
      event.type === 'ProviderOutcomeUnknown' && event.data.call === 'refund' && event.position > heard,
  );
  return unknown?.metadata.at ?? null;
}
