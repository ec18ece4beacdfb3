import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '../events/metadata.js';
import type { Position } from '../ports/event-store.js';
import { ReadModelReader } from '../runtime/read-model-reader.js';
import { orderDetails, type OrderDetails, readVisibleOrder } from './visible-order.js';

/** An order for its fan, its creator (once paid) or staff; for others there is none. */
export class GetOrder extends Query<OrderDetails | undefined> {
  constructor(
    readonly orderId: string,
    readonly actor: Actor,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetOrder)
export class GetOrderHandler implements IQueryHandler<GetOrder> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ orderId, actor, atLeast }: GetOrder): Promise<OrderDetails | undefined> {
    const visible = await readVisibleOrder(this.reader, orderId, actor, atLeast);
    return visible && orderDetails(visible.order, visible.seenBy);
  }
}
