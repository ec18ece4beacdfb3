import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { CLEARING_ACCOUNTS, type ClearingAccount } from '../../domain/ledger/ledger.js';
import type { Clock } from '../ports/clock.js';
import type { Position } from '../ports/event-store.js';
import { ledgerOpenItems, type OpenItem } from '../projections/ledger.js';
import { ageOfOldest } from '../runtime/age-of-oldest.js';
import { type PageRequest, ReadModelReader, type ViewPage } from '../runtime/read-model-reader.js';

export interface OpenItemSearch extends PageRequest {
  readonly account?: ClearingAccount | undefined;
}

/** What is open in the clearing accounts, the oldest first. */
export class ListOpenItems extends Query<ViewPage<OpenItem>> {
  constructor(
    readonly search: OpenItemSearch,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ListOpenItems)
export class ListOpenItemsHandler implements IQueryHandler<ListOpenItems> {
  constructor(private readonly reader: ReadModelReader) {}

  execute({ search: { account, ...page }, atLeast }: ListOpenItems): Promise<ViewPage<OpenItem>> {
    return this.reader.find(
      ledgerOpenItems,
      {
        filter: { isOpen: true, account },
        sort: { field: 'openSince', direction: 'asc' },
        ...page,
        isReport: true,
      },
      atLeast,
    );
  }
}

/** By account, for how many seconds the oldest order or payout has not come to zero in it; 0 where all have. */
export async function agesOfOpenItems(
  reader: ReadModelReader,
  clock: Pick<Clock, 'now'>,
): Promise<ReadonlyMap<ClearingAccount, number>> {
  const ages = CLEARING_ACCOUNTS.map(async (account) => {
    const open = { filter: { isOpen: true, account }, since: 'openSince' } as const;
    return [account, await ageOfOldest(reader, ledgerOpenItems, open, clock.now())] as const;
  });
  return new Map(await Promise.all(ages));
}
