import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '../events/metadata.js';
import type { Position } from '../ports/event-store.js';
import { quoteMessages, type QuoteMessage } from '../projections/quote-messages.js';
import { type PageRequest, ReadModelReader, type ViewPage } from '../runtime/read-model-reader.js';
import { type QuoteSummary, readVisibleQuote } from './visible-quote.js';

export interface QuoteDetails {
  readonly quote: QuoteSummary;
  /** What was said, oldest first. */
  readonly messages: ViewPage<QuoteMessage>;
}

/** A conversation about a price, for its two sides and staff; for others there is none. */
export class GetQuote extends Query<QuoteDetails | undefined> {
  constructor(
    readonly quoteId: string,
    readonly actor: Actor,
    /** Which page of the messages. */
    readonly page: PageRequest,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetQuote)
export class GetQuoteHandler implements IQueryHandler<GetQuote> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ quoteId, actor, page, atLeast }: GetQuote): Promise<QuoteDetails | undefined> {
    const quote = await readVisibleQuote(this.reader, quoteId, actor, atLeast);
    if (quote === undefined) return undefined;
    const sort = { field: 'position', direction: 'asc' } as const;
    const search = { filter: { quoteId }, sort, ...page };
    return { quote, messages: await this.reader.find(quoteMessages, search, atLeast) };
  }
}
