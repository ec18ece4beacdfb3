import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Currency } from '../../domain/money.js';
import type { Position } from '../ports/event-store.js';
import type { FieldCondition } from '../ports/read-models.js';
import { catalogue, type CatalogueEntry, searchable } from '../projections/catalogue.js';
import { type PageRequest, present, ReadModelReader, type ViewPage } from '../runtime/read-model-reader.js';
import { type CreatorListing, creatorListing } from './creator-listing.js';

export interface CatalogueSearch extends PageRequest {
  /** How the name begins, in any case. */
  readonly text?: string | undefined;
  readonly market?: string | undefined;
  readonly offering?: CatalogueEntry['offering'] | undefined;
  /** Prices compare within one currency only. Both limits are inclusive. */
  readonly price?:
    | {
        readonly currency: Currency;
        readonly leastMinor?: bigint | undefined;
        readonly mostMinor?: bigint | undefined;
      }
    | undefined;
}

/** For everybody. By name; by price, cheapest first, when a price is asked for and no name. */
export class SearchCatalogue extends Query<ViewPage<CreatorListing>> {
  constructor(
    readonly search: CatalogueSearch,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(SearchCatalogue)
export class SearchCatalogueHandler implements IQueryHandler<SearchCatalogue> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ search, atLeast }: SearchCatalogue): Promise<ViewPage<CreatorListing>> {
    const { market, offering, price, limit, startingAfter } = search;
    const text = searchable(search.text ?? '');
    const filter = {
      searchName: text === '' ? undefined : { prefix: text },
      ...{ market, offering },
      currency: price?.currency,
      priceMinor: price && priceRange(price),
    };
    const field = price !== undefined && text === '' ? 'priceMinor' : 'searchName';
    const sort = { field, direction: 'asc' } as const;
    const page = await this.reader.find(catalogue, { filter, sort, limit, startingAfter }, atLeast);
    return present(page, creatorListing);
  }
}

function priceRange({ leastMinor, mostMinor }: NonNullable<CatalogueSearch['price']>): FieldCondition {
  return { gte: Number(leastMinor ?? 0n), ...(mostMinor !== undefined && { lte: Number(mostMinor) }) };
}
