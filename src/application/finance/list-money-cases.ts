import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '../events/metadata.js';
import type { Position } from '../ports/event-store.js';
import { moneyCases, type MoneyCase } from '../projections/money-cases.js';
import { type PageRequest, ReadModelReader, type ViewPage } from '../runtime/read-model-reader.js';
import { isStaff } from '../staff.js';

export interface MoneyCaseSearch extends PageRequest {
  readonly orderId?: string | undefined;
}

/** What about money needs a person, the last found first; `undefined` for all but staff. */
export class ListMoneyCases extends Query<ViewPage<MoneyCase> | undefined> {
  constructor(
    readonly actor: Actor,
    readonly search: MoneyCaseSearch,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ListMoneyCases)
export class ListMoneyCasesHandler implements IQueryHandler<ListMoneyCases> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ actor, search, atLeast }: ListMoneyCases): Promise<ViewPage<MoneyCase> | undefined> {
    if (!isStaff(actor)) return undefined;
    const { orderId, ...page } = search;
    const sort = { field: 'foundAt', direction: 'desc' } as const;
    return this.reader.find(moneyCases, { filter: { orderId }, sort, ...page, isReport: true }, atLeast);
  }
}
