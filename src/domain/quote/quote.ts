import type { DomainEvent } from '../event.js';
import type { CreatorId, FanId, QuoteId } from '../ids.js';
import type { Money } from '../money.js';
import type { Instant } from '../time.js';

/** Who speaks in the conversation about a price. */
export type QuoteParty = 'fan' | 'creator';

type QuoteEventOf<Type extends string, Data extends object> = DomainEvent<
  Type,
  // Both are in every event: what is said is encrypted for both, so that either one's erasure makes it unreadable.
  { readonly quoteId: QuoteId; readonly fanId: FanId; readonly creatorId: CreatorId } & Data
>;

export type QuoteAsked = QuoteEventOf<
  'QuoteAsked',
  {
    /** Personal. */
    readonly message: string;
    readonly askedAt: Instant;
    /** The conversation ends here when no price was agreed. */
    readonly expiresAt: Instant;
  }
>;

export type QuoteMessageSent = QuoteEventOf<
  'QuoteMessageSent',
  {
    readonly by: QuoteParty;
    /** Personal. */
    readonly message: string;
    readonly sentAt: Instant;
  }
>;

export type QuoteOffered = QuoteEventOf<
  'QuoteOffered',
  { readonly price: Money; readonly offeredAt: Instant }
>;

/** The fan's answer to an offer, or to none: a wish that becomes a price only when the creator accepts it. */
export type QuoteCountered = QuoteEventOf<
  'QuoteCountered',
  { readonly price: Money; readonly counteredAt: Instant }
>;

/** The price is agreed; an order may be placed at it until `orderBy`. */
export type QuoteAccepted = QuoteEventOf<
  'QuoteAccepted',
  { readonly by: QuoteParty; readonly price: Money; readonly acceptedAt: Instant; readonly orderBy: Instant }
>;

export type QuoteDeclined = QuoteEventOf<
  'QuoteDeclined',
  { readonly by: QuoteParty; readonly declinedAt: Instant }
>;

export type QuoteExpired = QuoteEventOf<'QuoteExpired', { readonly expiredAt: Instant }>;

export type QuoteEvent =
  | QuoteAsked
  | QuoteMessageSent
  | QuoteOffered
  | QuoteCountered
  | QuoteAccepted
  | QuoteDeclined
  | QuoteExpired;

interface Between {
  readonly quoteId: QuoteId;
  readonly fanId: FanId;
  readonly creatorId: CreatorId;
}

export interface Proposal {
  readonly by: QuoteParty;
  readonly price: Money;
}

export type OpenQuote = Between & {
  readonly status: 'open';
  readonly proposal: Proposal | null;
  readonly expiresAt: Instant;
};

export type Quote =
  | { readonly status: 'none' }
  | OpenQuote
  | (Between & { readonly status: 'accepted'; readonly price: Money; readonly orderBy: Instant })
  | (Between & { readonly status: 'declined' | 'expired' });

export const initialQuote: Quote = { status: 'none' };

export function evolveQuote(quote: Quote, event: QuoteEvent): Quote {
  const { quoteId, fanId, creatorId } = event.data;
  const between = { quoteId, fanId, creatorId };
  switch (event.type) {
    case 'QuoteAsked':
      return { ...between, status: 'open', proposal: null, expiresAt: event.data.expiresAt };
    case 'QuoteMessageSent':
      return quote;
    case 'QuoteOffered':
      return propose(quote, { by: 'creator', price: event.data.price });
    case 'QuoteCountered':
      return propose(quote, { by: 'fan', price: event.data.price });
    case 'QuoteAccepted':
      return { ...between, status: 'accepted', price: event.data.price, orderBy: event.data.orderBy };
    case 'QuoteDeclined':
      return { ...between, status: 'declined' };
    case 'QuoteExpired':
      return { ...between, status: 'expired' };
  }
}

const propose = (quote: Quote, proposal: Proposal): Quote =>
  quote.status === 'open' ? { ...quote, proposal } : quote;
