import type { PersonId } from '../../domain/ids.js';
import type { EventStore } from '../ports/event-store.js';
import type { ReadModels } from '../ports/read-models.js';
import type { OrdersOfPerson } from '../processes/erasure-process.js';
import type { ProjectionRuntime } from '../runtime/projection-runtime.js';
import { orderView, type OrderView } from './order-view.js';

const WAIT_MS = 2_000;
const PAGE = 100;

/** The orders of somebody who wants to be forgotten, with everything in them that is in the log now. */
export async function ordersOfPerson(
  person: PersonId,
  from: {
    readonly store: EventStore;
    readonly models: ReadModels;
    readonly projections: ProjectionRuntime;
  },
): Promise<OrdersOfPerson | undefined> {
  const end = await from.store.lastPosition();
  if (end === undefined || !(await from.projections.waitFor(orderView.name, end, WAIT_MS))) return undefined;
  const side = person.startsWith('fan_') ? 'fanId' : 'creatorId';
  const collection = from.projections.collectionOf(orderView.name);
  const videoIds: string[] = [];
  let open = 0;
  let after: string | undefined;
  do {
    const page = await from.models.find<OrderView>(collection, {
      filter: { [side]: person },
      sort: { field: 'placedAt', direction: 'asc' },
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const { doc } of page.documents) {
      if (doc.open) open += 1;
      if (side === 'fanId' && doc.videoId !== null) videoIds.push(doc.videoId);
    }
    after = page.next;
  } while (after !== undefined);
  return { open, videoIds };
}
