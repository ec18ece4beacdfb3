import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { OrderId } from '../../../domain/ids.js';
import type { Instant } from '../../../domain/time.js';
import type { AsOfAsked } from '../../reports/as-of.js';
import { ReadModelReader } from '../../runtime/read-model-reader.js';
import { StreamReader } from '../../runtime/stream-reader.js';
import { readEventsAbout } from './events-about-order.js';
import { explainedOrder, type ExplainedOrder } from './explained-order.js';
import { type FindStreamsNaming, namedInAuditTrail } from './streams-naming.js';

export interface WholeOrderAsked {
  readonly orderId: OrderId;
  readonly asOf: AsOfAsked;
  readonly now: Instant;
}

/** `undefined` where there is no such order, or was none then. @throws AsOfInvalidError, and what `findStreamsNaming` throws */
export async function explainWholeOrder(
  {
    streams,
    findStreamsNaming,
  }: { readonly streams: StreamReader; readonly findStreamsNaming: FindStreamsNaming },
  { orderId, asOf: asked, now }: WholeOrderAsked,
): Promise<ExplainedOrder | undefined> {
  const asOf = await streams.asOf(asked);
  const sealed = streams.leavingSealed();
  const events = await readEventsAbout({ streams: sealed, findStreamsNaming }, orderId, asOf.position);
  return events && explainedOrder(events, orderId, asOf, asked === undefined ? now : asOf.instant);
}

/** All that is to be known about one order, for staff. */
export class ExplainWholeOrder extends Query<ExplainedOrder | undefined> {
  constructor(readonly asked: WholeOrderAsked) {
    super();
  }
}

@QueryHandler(ExplainWholeOrder)
export class ExplainWholeOrderHandler implements IQueryHandler<ExplainWholeOrder> {
  constructor(
    private readonly reader: ReadModelReader,
    private readonly streams: StreamReader,
  ) {}

  /** @throws AsOfInvalidError, ReadModelBehindError */
  execute({ asked }: ExplainWholeOrder): Promise<ExplainedOrder | undefined> {
    const findStreamsNaming = namedInAuditTrail(this.reader);
    return explainWholeOrder({ streams: this.streams, findStreamsNaming }, asked);
  }
}
