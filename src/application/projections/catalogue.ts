import type { EventOf } from '../../domain/all-events.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { JsonObject } from '../ports/event-store.js';
import type { Projection } from './projection.js';

/** A creator as everybody can find them. */
export type CatalogueEntry = JsonObject & {
  readonly creatorId: string;
  /** Personal. */
  readonly name: string;
  /** Personal: the name as `searchable` has it, for searching by its beginning. */
  readonly searchName: string;
  readonly market: string;
  readonly followers: number;
  /** `none` until an offering is published. */
  readonly offering: 'none' | 'open' | 'paused';
  readonly currency: string | null;
  readonly priceMinor: number | null;
  readonly mostOpenOrders: number | null;
  readonly ratings: number;
  readonly starsTotal: number;
  /** Of the creator's stream, for `If-Match`. */
  readonly revision: string;
};

const ids = (event: { readonly data: { readonly creatorId: string } }): readonly string[] => [
  event.data.creatorId,
];

/**
 * For comparing names: without case, accents and dots, so that `ISIL`, `ışıl` and `Isil` all find Işıl. Lower-casing
 * alone would not do: which letter is the small I depends on the language.
 */
export const searchable = (name: string): string =>
  name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i');

export const catalogue: Projection<CatalogueEntry> = {
  name: 'catalogue',
  version: 1,
  indexes: [
    { name: 'by_name', fields: ['searchName'] },
    { name: 'by_market_name', fields: ['market', 'searchName'] },
    { name: 'by_price', fields: ['currency', 'priceMinor'] },
  ],
  personal: [
    { field: 'name', subject: 'creatorId' },
    { field: 'searchName', subject: 'creatorId' },
  ],
  handles: {
    CreatorRegistered: {
      ids,
      apply: (_doc, { data, revision }) => ({
        creatorId: data.creatorId,
        name: data.name,
        searchName: searchable(data.name),
        market: data.market,
        followers: data.followers,
        offering: 'none',
        currency: null,
        priceMinor: null,
        mostOpenOrders: null,
        ratings: 0,
        starsTotal: 0,
        revision: revision.toString(),
      }),
    },
    OfferingPublished: {
      ids,
      apply: (doc, event) => {
        const { price, mostOpenOrders } = event.data;
        return change(doc, event, {
          offering: doc?.offering === 'paused' ? 'paused' : 'open',
          currency: price.currency,
          priceMinor: Number(price.amountMinor),
          mostOpenOrders,
        });
      },
    },
    OfferingPaused: { ids, apply: (doc, event) => change(doc, event, { offering: 'paused' }) },
    OfferingReopened: { ids, apply: (doc, event) => change(doc, event, { offering: 'open' }) },
    OrderRated: {
      ids,
      apply: (doc, { data }) =>
        doc === undefined
          ? null
          : { ...doc, ratings: doc.ratings + 1, starsTotal: doc.starsTotal + data.stars },
    },
    // Who is erased takes no orders any more, and is not to be found.
    PersonErased: {
      ids: ({ data }) => (data.personId.startsWith('cre_') ? [data.personId] : []),
      apply: () => null,
    },
  },
};

const change = (
  doc: CatalogueEntry | undefined,
  { revision }: DecodedEvent<EventOf<'OfferingPublished' | 'OfferingPaused' | 'OfferingReopened'>>,
  to: Partial<CatalogueEntry>,
): CatalogueEntry | null => (doc === undefined ? null : { ...doc, ...to, revision: revision.toString() });
