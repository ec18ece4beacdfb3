import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '../events/metadata.js';
import type { Position } from '../ports/event-store.js';
import { quoteView, type QuoteView } from '../projections/quote-view.js';
import {
  type Conditions,
  type PageRequest,
  present,
  ReadModelReader,
  type ViewPage,
} from '../runtime/read-model-reader.js';
import { isStaff } from '../staff.js';
import { quoteSummary, type QuoteSummary } from './visible-quote.js';

export interface QuoteSearch extends PageRequest {
  readonly state?: QuoteView['state'] | undefined;
}

/** One's own conversations about prices, or, for staff, all; newest first. */
export class ListQuotes extends Query<ViewPage<QuoteSummary>> {
  constructor(
    readonly actor: Actor,
    readonly search: QuoteSearch,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ListQuotes)
export class ListQuotesHandler implements IQueryHandler<ListQuotes> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ actor, search: { state, ...page }, atLeast }: ListQuotes): Promise<ViewPage<QuoteSummary>> {
    const sort = { field: 'askedAt', direction: 'desc' } as const;
    const search = { filter: { ...ownQuotes(actor), state }, sort, ...page };
    return present(await this.reader.find(quoteView, search, atLeast), quoteSummary);
  }
}

function ownQuotes(actor: Actor): Conditions {
  if (isStaff(actor)) return {};
  return actor.role === 'creator' ? { creatorId: actor.id } : { fanId: actor.id };
}
