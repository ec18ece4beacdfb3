import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { MarketCode } from '../../domain/ids.js';
import { type Market, openTermsAt, termsAt } from '../../domain/market/market.js';
import type { DatedTerms } from '../../domain/market/terms.js';
import type { Instant } from '../../domain/time.js';
import { fromJson } from '../events/json-data.js';
import type { Position } from '../ports/event-store.js';
import { marketTerms, type MarketTermsView } from '../projections/market-terms.js';
import { ReadModelReader } from '../runtime/read-model-reader.js';

export interface MarketView {
  readonly market: string;
  readonly open: boolean;
  /** The terms in force; `null` before the first begin to hold. */
  readonly current: DatedTerms | null;
  /** All there are, those to come included, oldest first. */
  readonly versions: readonly DatedTerms[];
  /** Of the market's stream, for `If-Match`. */
  readonly revision: string;
}

/** A market's terms, those in force at an instant and all others; for everybody. */
export class GetMarketTerms extends Query<MarketView | undefined> {
  constructor(
    readonly market: MarketCode,
    readonly now: Instant,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetMarketTerms)
export class GetMarketTermsHandler implements IQueryHandler<GetMarketTerms> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ market, now, atLeast }: GetMarketTerms): Promise<MarketView | undefined> {
    const doc = await this.reader.get(marketTerms, market, atLeast);
    return doc && marketView(doc, now);
  }
}

/** Every market there is or was, by its code; for everybody. */
export class ListMarkets extends Query<readonly MarketView[]> {
  constructor(
    readonly now: Instant,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ListMarkets)
export class ListMarketsHandler implements IQueryHandler<ListMarkets> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ now, atLeast }: ListMarkets): Promise<readonly MarketView[]> {
    const markets: MarketView[] = [];
    for await (const doc of this.reader.all(marketTerms, {}, atLeast)) markets.push(marketView(doc, now));
    return markets;
  }
}

function marketView(doc: MarketTermsView, now: Instant): MarketView {
  // The projection wrote the versions as JSON; these are the domain's own again.
  const { versions } = fromJson({ versions: doc.versions }) as Market;
  return {
    market: doc.market,
    open: openTermsAt({ versions }, now) !== undefined,
    current: termsAt({ versions }, now) ?? null,
    versions,
    revision: doc.revision,
  };
}
