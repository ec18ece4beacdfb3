import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { CreatorId } from '../../domain/ids.js';
import type { Position } from '../ports/event-store.js';
import { type CreatorRequest, creatorRequests } from '../projections/creator-requests.js';
import { type PageRequest, ReadModelReader, type ViewPage } from '../runtime/read-model-reader.js';

/** What still waits for something. What is over is in `ListOrders`. */
export type QueuedState = Exclude<CreatorRequest['state'], 'unpaid' | 'delivered' | 'closed'>;

export interface RequestSearch extends PageRequest {
  /** Left out: all that wait. */
  readonly states?: readonly QueuedState[] | undefined;
}

/** The creator's queue: what is due soonest comes first. */
export class ListRequests extends Query<ViewPage<CreatorRequest>> {
  constructor(
    readonly creatorId: CreatorId,
    readonly search: RequestSearch,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ListRequests)
export class ListRequestsHandler implements IQueryHandler<ListRequests> {
  constructor(private readonly reader: ReadModelReader) {}

  execute({ creatorId, search, atLeast }: ListRequests): Promise<ViewPage<CreatorRequest>> {
    const { states, limit, startingAfter } = search;
    const [state, ...more] = states ?? [];
    const filter = {
      creatorId,
      state: more.length === 0 ? state : { in: [...(states ?? [])] },
      // Only what waits has a due date: unpaid, delivered and closed ones have none.
      dueAt: { gt: '' },
    };
    const sort = { field: 'dueAt', direction: 'asc' } as const;
    return this.reader.find(creatorRequests, { filter, sort, limit, startingAfter }, atLeast);
  }
}
