import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { CreatorId } from '../../domain/ids.js';
import type { Instant } from '../../domain/time.js';
import type { Position } from '../ports/event-store.js';
import { creatorEarnings, type Earning } from '../projections/creator-earnings.js';
import { type PageRequest, ReadModelReader, type ViewPage, within } from '../runtime/read-model-reader.js';

type AcceptedState = Exclude<Earning['state'], 'none'>;

/** What was never accepted brings nothing, and may not even be paid. */
const ACCEPTED: readonly AcceptedState[] = ['pending', 'earned', 'lost', 'charged_back'];

export interface EarningSearch extends PageRequest {
  readonly state?: AcceptedState | undefined;
  /** Of orders accepted at or after. */
  readonly from?: Instant | undefined;
  /** Of orders accepted before. */
  readonly to?: Instant | undefined;
}

/** What each accepted order brings its creator, the last accepted first. */
export class ListEarnings extends Query<ViewPage<Earning>> {
  constructor(
    readonly creatorId: CreatorId,
    readonly search: EarningSearch,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ListEarnings)
export class ListEarningsHandler implements IQueryHandler<ListEarnings> {
  constructor(private readonly reader: ReadModelReader) {}

  execute({ creatorId, search, atLeast }: ListEarnings): Promise<ViewPage<Earning>> {
    const { state, from, to, limit, startingAfter } = search;
    const filter = { creatorId, state: state ?? { in: ACCEPTED }, acceptedAt: within(from, to) };
    const sort = { field: 'acceptedAt', direction: 'desc' } as const;
    return this.reader.find(creatorEarnings, { filter, sort, limit, startingAfter }, atLeast);
  }
}
