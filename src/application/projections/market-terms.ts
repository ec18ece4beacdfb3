import { toJson } from '../events/json-data.js';
import type { JsonObject } from '../ports/event-store.js';
import type { Projection } from './projection.js';

/** The dated terms of one market, oldest first. */
export type MarketTermsView = JsonObject & {
  readonly market: string;
  /** The domain's `DatedTerms`, which the queries read again: when their shape changes, so does the version. */
  readonly versions: readonly JsonObject[];
  readonly revision: string;
};

export const marketTerms: Projection<MarketTermsView> = {
  name: 'market_terms',
  version: 1,
  onFailure: 'set aside',
  indexes: [],
  handles: {
    MarketTermsPublished: {
      ids: ({ data }) => [data.market],
      apply: (doc, { data, revision }) => ({
        market: data.market,
        versions: [
          ...(doc?.versions ?? []),
          { version: data.version, effectiveFrom: data.effectiveFrom, terms: toJson(data.terms) },
        ],
        revision: revision.toString(),
      }),
    },
  },
};
