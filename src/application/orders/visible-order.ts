import { orders, payments } from '../aggregates.js';
import type { Actor } from '../events/metadata.js';
import type { Position } from '../ports/event-store.js';
import { orderView, type OrderView } from '../projections/order-view.js';
import type { AsOfAsked } from '../reports/as-of.js';
import type { ReadModelReader } from '../runtime/read-model-reader.js';
import type { StreamReader } from '../runtime/stream-reader.js';
import { isStaff } from '../staff.js';

/** On which side of an order its reader is. */
export type OrderReader = 'fan' | 'creator' | 'staff';

interface VisibleOrder {
  readonly order: OrderView;
  readonly seenBy: OrderReader;
}

/**
 * The order and the side its reader is on; `undefined` for everybody else, and for the creator before the money is held:
 * it does not exist for them.
 */
export async function readVisibleOrder(
  reader: ReadModelReader,
  orderId: string,
  actor: Actor,
  atLeast: Position | undefined,
): Promise<VisibleOrder | undefined> {
  return visible(await reader.get(orderView, orderId, atLeast), actor);
}

/** The same, as it was served at a place in the log. @throws AsOfInvalidError */
export async function readPastOrder(
  streams: StreamReader,
  orderId: string,
  actor: Actor,
  asOf: AsOfAsked,
): Promise<VisibleOrder | undefined> {
  const position = await streams.position(asOf);
  return visible(await streams.documentAt(orderView, [orders, payments], orderId, position), actor);
}

function visible(order: OrderView | undefined, actor: Actor): VisibleOrder | undefined {
  const seenBy = order && sideOf(order, actor);
  return seenBy && { order, seenBy };
}

function sideOf(order: OrderView, actor: Actor): OrderReader | undefined {
  if (order.fanId === actor.id) return 'fan';
  if (order.creatorId === actor.id && order.reachedCreator) return 'creator';
  return isStaff(actor) ? 'staff' : undefined;
}

/** The order in full, without what only the projection needs. */
export type OrderDetails = ReturnType<typeof orderDetails>;
export function orderDetails(order: OrderView, seenBy: OrderReader) {
  const { folded: _folded, ...details } = order;
  return { ...details, ...ourSide(order, seenBy) };
}

/** The order as it stands in a list. */
export type OrderSummary = ReturnType<typeof orderSummary>;
export function orderSummary(order: OrderView, seenBy: OrderReader) {
  const { folded: _folded, timeline: _timeline, ...summary } = order;
  return { ...summary, ...ourSide(order, seenBy) };
}

/** What is between the platform and its provider is nobody else's. */
const ourSide = (
  { chargebackFunds, evidenceDueBy, refundPromise }: OrderView,
  seenBy: OrderReader,
): Pick<OrderView, 'chargebackFunds' | 'evidenceDueBy' | 'refundPromise'> =>
  seenBy === 'staff'
    ? { chargebackFunds, evidenceDueBy, refundPromise }
    : { chargebackFunds: null, evidenceDueBy: null, refundPromise: null };
