import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { JsonObject } from '../ports/event-store.js';
import { ofCreator } from './handlers.js';
import type { Handler, Projection } from './projection.js';

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

/**
 * For comparing names: without case, accents and dots, so that `ISIL`, `ışıl` and `Isil` all find Işıl. Lower-casing
 * alone would not do: which letter is the small I depends on the language.
 */
export const searchable = (name: string): string =>
  name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i');

/**
 * Changes an entry that is there. It may rightly not be, so nothing is thrown: who was erased has left the catalogue,
 * and can still be rated by the fans of their last orders, or pause.
 */
const whileListed = <Event extends ShoutoutsEvent & { readonly data: { readonly creatorId: string } }>(
  to: (event: DecodedEvent<Event>, doc: CatalogueEntry) => Partial<CatalogueEntry>,
): Handler<CatalogueEntry, Event> => ({
  ids: ofCreator,
  apply: (doc, event) => (doc === undefined ? null : { ...doc, ...to(event, doc) }),
});

export const catalogue: Projection<CatalogueEntry> = {
  name: 'catalogue',
  version: 1,
  onFailure: 'set aside',
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
      ids: ofCreator,
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
    OfferingPublished: whileListed(({ data: { price, mostOpenOrders }, revision }, { offering }) => ({
      offering: offering === 'paused' ? 'paused' : 'open',
      currency: price.currency,
      priceMinor: Number(price.amountMinor),
      mostOpenOrders,
      revision: revision.toString(),
    })),
    OfferingPaused: whileListed(({ revision }) => ({ offering: 'paused', revision: revision.toString() })),
    OfferingReopened: whileListed(({ revision }) => ({ offering: 'open', revision: revision.toString() })),
    OrderRated: whileListed(({ data: { stars } }, { ratings, starsTotal }) => ({
      ratings: ratings + 1,
      starsTotal: starsTotal + stars,
    })),
    // Who is erased takes no orders any more, and is not to be found.
    PersonErased: {
      ids: ({ data }) => (data.personId.startsWith('cre_') ? [data.personId] : []),
      apply: () => null,
    },
  },
};
