import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { OrderId } from '../../../domain/ids.js';
import { StreamReader } from '../../runtime/stream-reader.js';
import type { OrderEvidence } from './order-evidence.js';
import { readEvidence } from './read-evidence.js';

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

  execute({ orderId }: GetOrderEvidence): Promise<OrderEvidence | undefined> {
    return readEvidence(this.streams, orderId);
  }
}
