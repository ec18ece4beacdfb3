import { at, byEvent, named, type Opinion, type Said } from './opinion.js';
import type { Fields } from './order-opinions.js';
import { textIn } from './order-story.js';

const priced = ({ price }: Said): Fields => ({ currency: price.currency, priceMinor: price.amountMinor });

const CATALOGUE: Opinion = {
  model: 'catalogue',
  idOf: (said) => textIn(said, 'creatorId') || textIn(said, 'personId'),
  tells: {
    CreatorRegistered: ({ market, followers }, event) => ({
      ...{ market, followers, offering: 'none', currency: null, priceMinor: null, ratings: 0, starsTotal: 0 },
      ...at(event),
    }),
    OfferingPublished: (said, event, there) => ({
      ...{ offering: there?.['offering'] === 'paused' ? 'paused' : 'open' },
      ...{ mostOpenOrders: said['mostOpenOrders'], ...priced(said), ...at(event) },
    }),
    OfferingPaused: (_said, event) => ({ offering: 'paused', ...at(event) }),
    OfferingReopened: (_said, event) => ({ offering: 'open', ...at(event) }),
    OrderRated: ({ stars }, _event, there) => ({
      ratings: Number(there?.['ratings']) + 1,
      starsTotal: Number(there?.['starsTotal']) + stars,
    }),
    PersonErased: () => null,
  },
};

const QUOTE_VIEW: Opinion = {
  model: 'quote_view',
  idOf: named('quoteId'),
  tells: {
    QuoteAsked: ({ fanId, creatorId, askedAt, expiresAt }, event) => ({
      ...{ fanId, creatorId, askedAt, state: 'open', currency: null, priceMinor: null, until: expiresAt },
      ...at(event),
    }),
    QuoteMessageSent: (_said, event) => at(event),
    QuoteOffered: (said, event) => ({ proposedBy: 'creator', ...priced(said), ...at(event) }),
    QuoteCountered: (said, event) => ({ proposedBy: 'fan', ...priced(said), ...at(event) }),
    QuoteAccepted: (said, event) => ({
      ...{ state: 'accepted', until: said['orderBy'], ...priced(said), ...at(event) },
    }),
    QuoteDeclined: (_said, event) => ({ state: 'declined', until: null, ...at(event) }),
    QuoteExpired: (_said, event) => ({ state: 'expired', until: null, ...at(event) }),
  },
};

const QUOTE_MESSAGES: Opinion = {
  model: 'quote_messages',
  idOf: byEvent,
  tells: {
    QuoteAsked: ({ quoteId, fanId, creatorId, askedAt }) => ({
      ...{ quoteId, fanId, creatorId, by: 'fan', sentAt: askedAt },
    }),
    QuoteMessageSent: ({ quoteId, fanId, creatorId, by, sentAt }) => ({
      ...{ quoteId, fanId, creatorId, by, sentAt },
    }),
  },
};

const MARKET_TERMS: Opinion = {
  model: 'market_terms',
  idOf: named('market'),
  tells: {
    MarketTermsPublished: ({ market, version, effectiveFrom, terms }, event, there) => {
      const before = (there?.['versions'] ?? []) as readonly unknown[];
      return { market, versions: [...before, { version, effectiveFrom, terms }], ...at(event) };
    },
  },
};

/** What the read models about markets, what is offered there, and quotes have to show. */
export const MARKET_OPINIONS = [CATALOGUE, QUOTE_VIEW, QUOTE_MESSAGES, MARKET_TERMS];
