import type { EventOf } from '../../domain/all-events.js';
import { evolveQuote, initialQuote, type Quote, type QuoteEvent } from '../../domain/quote/quote.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { fromJson, toJson } from '../events/json-data.js';
import type { JsonObject } from '../ports/event-store.js';
import { begun, ofQuote, onEach } from './handlers.js';
import type { Projection } from './projection.js';

/** A conversation about a price, as both sides see it. What was said is in `quote_messages`. */
export type QuoteView = JsonObject & {
  readonly quoteId: string;
  readonly fanId: string;
  readonly creatorId: string;
  readonly state: Quote['status'];
  /** The price on the table, or the agreed one. */
  readonly currency: string | null;
  readonly priceMinor: number | null;
  /** Who proposed it. */
  readonly proposedBy: string | null;
  /** When the conversation ends, or until when an order may be placed at the agreed price. */
  readonly until: string | null;
  readonly askedAt: string;
  readonly revision: string;
  /** The domain's own state, from which the fields above follow: when its shape changes, so does the version. */
  readonly folded: JsonObject;
};

const QUOTE_EVENTS = [
  'QuoteMessageSent',
  'QuoteOffered',
  'QuoteCountered',
  'QuoteAccepted',
  'QuoteDeclined',
  'QuoteExpired',
] as const;

const onQuoteEvents = onEach(QUOTE_EVENTS, {
  ids: ofQuote,
  apply: (doc: QuoteView | undefined, event) => follow(begun(doc, event), event),
});

export const quoteView: Projection<QuoteView> = {
  name: 'quote_view',
  version: 1,
  onFailure: 'set aside',
  indexes: [
    { name: 'by_fan', fields: ['fanId', 'askedAt'] },
    { name: 'by_creator', fields: ['creatorId', 'askedAt'] },
    { name: 'by_asked', fields: ['askedAt'] },
  ],
  handles: { ...onQuoteEvents, QuoteAsked: { ids: ofQuote, apply: (_doc, event) => begin(event) } },
};

const begin = (event: DecodedEvent<EventOf<'QuoteAsked'>>): QuoteView => {
  const { quoteId, fanId, creatorId, askedAt } = event.data;
  const nothing = { state: 'none', currency: null, priceMinor: null, proposedBy: null, until: null } as const;
  return follow(
    { quoteId, fanId, creatorId, askedAt, ...nothing, revision: '0', folded: toJson(initialQuote) },
    event,
  );
};

function follow(doc: QuoteView, event: DecodedEvent<QuoteEvent>): QuoteView {
  const quote = evolveQuote(fromJson(doc.folded) as Quote, event);
  return {
    ...doc,
    ...foldedFields(quote),
    folded: toJson(quote),
    revision: event.revision.toString(),
  };
}

function foldedFields(quote: Quote): Partial<QuoteView> {
  switch (quote.status) {
    case 'open':
      return {
        state: 'open',
        currency: quote.proposal?.price.currency ?? null,
        priceMinor: quote.proposal === null ? null : Number(quote.proposal.price.amountMinor),
        proposedBy: quote.proposal?.by ?? null,
        until: quote.expiresAt,
      };
    case 'accepted':
      return {
        state: 'accepted',
        currency: quote.price.currency,
        priceMinor: Number(quote.price.amountMinor),
        until: quote.orderBy,
      };
    case 'none':
    case 'declined':
    case 'expired':
      return { state: quote.status, until: null };
  }
}
