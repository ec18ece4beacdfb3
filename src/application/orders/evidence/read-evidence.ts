import type { ShoutoutsEvent } from '../../../domain/all-events.js';
import type { OrderId } from '../../../domain/ids.js';
import { type AggregateType, creators, fans, orders, payments, quotes, viewings } from '../../aggregates.js';
import type { DecodedEvent } from '../../events/decoded-event.js';
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
  const read = async <State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    id: string,
  ): Promise<readonly DecodedEvent<Event>[]> =>
    (await streams.read(type, id)).filter(({ position }) => asOf === undefined || position <= asOf);
  const order = await read(orders, orderId);
  const [placed] = eventsOf(order, 'OrderPlaced');
  if (placed === undefined) return undefined;
  const { fanId, creatorId, quoteId } = placed.data;
  const [payment, viewing, quote, fan, creator] = await Promise.all([
    read(payments, orderId),
    read(viewings, orderId),
    quoteId === null ? [] : read(quotes, quoteId),
    read(fans, fanId),
    read(creators, creatorId),
  ]);
  return evidenceOf({ order, payment, viewing, quote, fan, creator });
}
