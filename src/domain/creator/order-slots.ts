import type { DomainEvent } from '../event.js';
import type { CreatorId, OrderId } from '../ids.js';
import { type Decision, reject } from '../rejection.js';
import type { Instant } from '../time.js';

/**
 * How many orders a creator has open, counted where it can be counted exactly: in a stream of its own, which settles
 * the race for the last slot by its revision. Used only while the offering sets a limit.
 */
export type OrderSlotTaken = DomainEvent<
  'OrderSlotTaken',
  { readonly creatorId: CreatorId; readonly orderId: OrderId; readonly takenAt: Instant }
>;

export type OrderSlotFreed = DomainEvent<
  'OrderSlotFreed',
  { readonly creatorId: CreatorId; readonly orderId: OrderId; readonly freedAt: Instant }
>;

export type OrderSlotsEvent = OrderSlotTaken | OrderSlotFreed;

export interface OrderSlots {
  readonly taken: ReadonlySet<OrderId>;
}

export const initialOrderSlots: OrderSlots = { taken: new Set() };

export function evolveOrderSlots({ taken }: OrderSlots, { type, data }: OrderSlotsEvent): OrderSlots {
  const next = new Set(taken);
  if (type === 'OrderSlotTaken') next.add(data.orderId);
  else next.delete(data.orderId);
  return { taken: next };
}

export interface TakeOrderSlot {
  readonly creatorId: CreatorId;
  readonly orderId: OrderId;
  readonly mostOpenOrders: number;
  readonly now: Instant;
}

export function takeOrderSlot({ taken }: OrderSlots, command: TakeOrderSlot): Decision<OrderSlotsEvent> {
  const { creatorId, orderId, mostOpenOrders, now } = command;
  if (taken.has(orderId)) return [];
  if (taken.size >= mostOpenOrders)
    return reject(
      'offering_full',
      `this creator takes ${String(mostOpenOrders)} orders at a time, and has them`,
    );
  return [{ type: 'OrderSlotTaken', data: { creatorId, orderId, takenAt: now } }];
}

export interface FreeOrderSlot {
  readonly creatorId: CreatorId;
  readonly orderId: OrderId;
  readonly now: Instant;
}

export function freeOrderSlot({ taken }: OrderSlots, command: FreeOrderSlot): Decision<OrderSlotsEvent> {
  const { creatorId, orderId, now } = command;
  if (!taken.has(orderId)) return [];
  return [{ type: 'OrderSlotFreed', data: { creatorId, orderId, freedAt: now } }];
}
