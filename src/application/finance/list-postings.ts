import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { CreatorId, OrderId } from '../../domain/ids.js';
import type { LedgerAccount } from '../../domain/ledger/ledger.js';
import type { Currency } from '../../domain/money.js';
import type { Instant } from '../../domain/time.js';
import type { Position } from '../ports/event-store.js';
import { type LedgerPosting, ledgerPostings } from '../projections/ledger.js';
import { type PageRequest, ReadModelReader, type ViewPage, within } from '../runtime/read-model-reader.js';

export interface PostingSearch extends PageRequest {
  readonly account?: LedgerAccount | undefined;
  readonly currency?: Currency | undefined;
  readonly orderId?: OrderId | undefined;
  readonly creatorId?: CreatorId | undefined;
  /** Effective at or after. */
  readonly from?: Instant | undefined;
  /** Effective before. */
  readonly to?: Instant | undefined;
}

/** The lines of the ledger, the first effective first. */
export class ListPostings extends Query<ViewPage<LedgerPosting>> {
  constructor(
    readonly search: PostingSearch,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ListPostings)
export class ListPostingsHandler implements IQueryHandler<ListPostings> {
  constructor(private readonly reader: ReadModelReader) {}

  execute({ search, atLeast }: ListPostings): Promise<ViewPage<LedgerPosting>> {
    const { from, to, limit, startingAfter, ...filter } = search;
    return this.reader.find(
      ledgerPostings,
      {
        filter: { ...filter, effectiveAt: within(from, to) },
        sort: { field: 'effectiveAt', direction: 'asc' },
        ...{ limit, startingAfter, isReport: true },
      },
      atLeast,
    );
  }
}
