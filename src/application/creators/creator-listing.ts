import type { CatalogueEntry } from '../projections/catalogue.js';

/** A creator as everybody sees them in the catalogue. */
export type CreatorListing = ReturnType<typeof creatorListing>;
export function creatorListing({ searchName: _searchName, starsTotal, ratings, ...listing }: CatalogueEntry) {
  return { ...listing, rating: { count: ratings, average: averageOf(starsTotal, ratings) } };
}

/** With two decimals, as text; `null` while there are no ratings. */
const averageOf = (starsTotal: number, ratings: number): string | null =>
  ratings === 0 ? null : (starsTotal / ratings).toFixed(2);
