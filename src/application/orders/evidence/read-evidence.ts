import type { OrderId } from '../../../domain/ids.js';
import { creators, fans, orders, payments, quotes, viewings } from '../../aggregates.js';
import type { Position } from '../../ports/event-store.js';
import type { StreamReader } from '../../runtime/stream-reader.js';
import { eventsOf } from './events-of-type.js';
import { evidenceOf, type OrderEvidence } from './order-evidence.js';

/** The evidence as it stands now, or as it stood at a position of the log; `undefined` where there is no order. */
export async function readEvidence(
  streams: Pick<StreamReader, 'read'>,
  orderId: OrderId,
  asOf?: Position,
): Promise<OrderEvidence | undefined> {
  const order = await streams.read(orders, orderId, asOf);
  const [placed] = eventsOf(order, 'OrderPlaced');
  if (placed === undefined) return undefined;
  const { fanId, creatorId, quoteId } = placed.data;
  const [payment, viewing, quote, fan, creator] = await Promise.all([
    streams.read(payments, orderId, asOf),
    streams.read(viewings, orderId, asOf),
    quoteId === null ? [] : streams.read(quotes, quoteId, asOf),
    streams.read(fans, fanId, asOf),
    streams.read(creators, creatorId, asOf),
  ]);
  return evidenceOf({ order, payment, viewing, quote, fan, creator });
}
