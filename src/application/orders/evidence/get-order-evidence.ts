import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { OrderId } from '../../../domain/ids.js';
import { creators, fans, orders, payments, quotes, viewings } from '../../aggregates.js';
import { StreamReader } from '../../runtime/stream-reader.js';
import { eventsOf } from './events-of-type.js';
import { evidenceOf, type OrderEvidence } from './order-evidence.js';

/** All that proves what became of an order, for staff; `undefined` where there is none. */
export class GetOrderEvidence extends Query<OrderEvidence | undefined> {
  constructor(readonly orderId: OrderId) {
    super();
  }
}

/** Reads the streams themselves, not what was made of them: this is shown to a bank. */
@QueryHandler(GetOrderEvidence)
export class GetOrderEvidenceHandler implements IQueryHandler<GetOrderEvidence> {
  constructor(private readonly streams: StreamReader) {}

  async execute({ orderId }: GetOrderEvidence): Promise<OrderEvidence | undefined> {
    const { streams } = this;
    const order = await streams.read(orders, orderId);
    const [placed] = eventsOf(order, 'OrderPlaced');
    if (placed === undefined) return undefined;
    const { fanId, creatorId, quoteId } = placed.data;
    const [payment, viewing, quote, fan, creator] = await Promise.all([
      streams.read(payments, orderId),
      streams.read(viewings, orderId),
      quoteId === null ? [] : streams.read(quotes, quoteId),
      streams.read(fans, fanId),
      streams.read(creators, creatorId),
    ]);
    return evidenceOf({ order, payment, viewing, quote, fan, creator });
  }
}
