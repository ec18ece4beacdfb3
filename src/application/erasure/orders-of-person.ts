import type { PersonId } from '../../domain/ids.js';
import type { EventStore } from '../ports/event-store.js';
import { orderView } from '../projections/order-view.js';
import { ReadModelBehindError } from '../runtime/read-model-behind.js';
import { type ReadModelReader } from '../runtime/read-model-reader.js';

/** What the read models know of a person's orders. */
export interface OrdersOfPerson {
  readonly open: number;
  /** Videos made for this fan. */
  readonly videoIds: readonly string[];
}

/** With everything in them that is in the log now; `undefined` while the read model lags behind it. */
export async function ordersOfPerson(
  person: PersonId,
  { store, reader }: { readonly store: Pick<EventStore, 'lastPosition'>; readonly reader: ReadModelReader },
): Promise<OrdersOfPerson | undefined> {
  const side = person.startsWith('fan_') ? 'fanId' : 'creatorId';
  const search = { filter: { [side]: person }, sort: { field: 'placedAt', direction: 'asc' } } as const;
  const videoIds: string[] = [];
  const ids = new Set<string>();
  let open = 0;
  try {
    for await (const order of reader.all(orderView, search, await store.lastPosition())) {
      ids.add(order.orderId);
      if (order.open) open += 1;
      if (side === 'fanId' && order.videoId !== null) videoIds.push(order.videoId);
    }
    await reader.requireNoneAside(orderView, ids);
  } catch (error) {
    if (error instanceof ReadModelBehindError) return undefined;
    throw error;
  }
  return { open, videoIds };
}
