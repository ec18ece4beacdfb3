import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Instant } from '../../domain/time.js';
import type { Actor } from '../events/metadata.js';
import type { Position } from '../ports/event-store.js';
import { ReadModelReader } from '../runtime/read-model-reader.js';
import { type Explanation, explainOrder } from './explanation.js';
import { readVisibleOrder } from './visible-order.js';

/** Why an order stands where it stands, and what comes next; `undefined` for whom there is no such order. */
export class ExplainOrder extends Query<Explanation | undefined> {
  constructor(
    readonly orderId: string,
    readonly actor: Actor,
    readonly now: Instant,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ExplainOrder)
export class ExplainOrderHandler implements IQueryHandler<ExplainOrder> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ orderId, actor, now, atLeast }: ExplainOrder): Promise<Explanation | undefined> {
    const visible = await readVisibleOrder(this.reader, orderId, actor, atLeast);
    return visible && explainOrder(visible.order, now, visible.seenBy);
  }
}
