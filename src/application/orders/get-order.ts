import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '../events/metadata.js';
import type { Position } from '../ports/event-store.js';
import type { AsOfAsked } from '../reports/as-of.js';
import { ReadModelReader } from '../runtime/read-model-reader.js';
import { StreamReader } from '../runtime/stream-reader.js';
import { orderDetails, type OrderDetails, readPastOrder, readVisibleOrder } from './visible-order.js';

/** An order for its fan, its creator (once paid) or staff; for others there is none. */
export class GetOrder extends Query<OrderDetails | undefined> {
  constructor(
    readonly orderId: string,
    readonly actor: Actor,
    readonly atLeast?: Position,
    /** As it was then, rather than as it is. */
    readonly asOf?: AsOfAsked,
  ) {
    super();
  }
}

@QueryHandler(GetOrder)
export class GetOrderHandler implements IQueryHandler<GetOrder> {
  constructor(
    private readonly reader: ReadModelReader,
    private readonly streams: StreamReader,
  ) {}

  /** @throws AsOfInvalidError */
  async execute({ orderId, actor, atLeast, asOf }: GetOrder): Promise<OrderDetails | undefined> {
    const visible =
      asOf === undefined
        ? await readVisibleOrder(this.reader, orderId, actor, atLeast)
        : await readPastOrder(this.streams, orderId, actor, asOf);
    return visible && orderDetails(visible.order, visible.seenBy);
  }
}
