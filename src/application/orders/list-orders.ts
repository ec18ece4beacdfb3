import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Instant } from '../../domain/time.js';
import type { Actor } from '../events/metadata.js';
import type { Position } from '../ports/event-store.js';
import { orderView, type OrderView } from '../projections/order-view.js';
import {
  type Conditions,
  type PageRequest,
  present,
  ReadModelReader,
  type ViewPage,
  within,
} from '../runtime/read-model-reader.js';
import { isStaff } from '../staff.js';
import { orderSummary, type OrderSummary } from './visible-order.js';

export interface OrderSearch extends PageRequest {
  readonly state?: OrderView['state'] | undefined;
  /** The creator's. */
  readonly market?: string | undefined;
  readonly creatorId?: string | undefined;
  /** Placed at or after. */
  readonly from?: Instant | undefined;
  /** Placed before. */
  readonly to?: Instant | undefined;
}

/** The fan's own orders, the creator's paid ones, or, for staff, all; newest first. */
export class ListOrders extends Query<ViewPage<OrderSummary>> {
  constructor(
    readonly actor: Actor,
    readonly search: OrderSearch,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ actor, search, atLeast }: ListOrders): Promise<ViewPage<OrderSummary>> {
    const { state, market, creatorId, from, to, limit, startingAfter } = search;
    if (actor.role === 'creator' && creatorId !== undefined && creatorId !== actor.id)
      return { documents: [] };
    const filter = { state, market, creatorId, placedAt: within(from, to), ...ownOrders(actor) };
    const sort = { field: 'placedAt', direction: 'desc' } as const;
    const page = await this.reader.find(orderView, { filter, sort, limit, startingAfter }, atLeast);
    const seenBy = isStaff(actor) ? 'staff' : actor.role === 'creator' ? 'creator' : 'fan';
    return present(page, (order) => orderSummary(order, seenBy));
  }
}

function ownOrders(actor: Actor): Conditions {
  if (isStaff(actor)) return {};
  return actor.role === 'creator' ? { creatorId: actor.id, reachedCreator: true } : { fanId: actor.id };
}
