import { describe, it } from '@jest/globals';
import { DEFAULT_MARKETS } from '../../../src/domain/market/terms.js';
import { money } from '../../../src/domain/money.js';
import {
  acceptQuote,
  declineQuote,
  proposePrice,
  type ProposePrice,
  sendQuoteMessage,
} from '../../../src/domain/quote/decide.js';
import type { Quote, QuoteEvent } from '../../../src/domain/quote/quote.js';
import type { Decision } from '../../../src/domain/rejection.js';
import type { Instant } from '../../../src/domain/time.js';
import {
  CLOSED_TURKEY,
  CREATOR_REGISTERED,
  givenCreator,
  marketWith,
  OFFERING_PUBLISHED,
  TURKEY,
} from '../people.js';
import { justBefore } from '../timeline.js';
import {
  acceptedBy,
  ASKED,
  BETWEEN,
  COUNTERED_PRICE,
  counteredAt,
  declinedBy,
  EXPIRED,
  EXPIRES_AT,
  givenQuote,
  NOW,
  OFFERED_PRICE,
  offeredAt,
} from './story.js';

const creator = givenCreator(CREATOR_REGISTERED, OFFERING_PUBLISHED).state;
const OFFER: ProposePrice = { by: 'creator', price: OFFERED_PRICE, creator, creatorMarket: TURKEY, now: NOW };
const COUNTER: ProposePrice = { ...OFFER, by: 'fan', price: COUNTERED_PRICE };

describe('a message', () => {
  it.each(['fan', 'creator'] as const)('is sent by the %s', (by) => {
    givenQuote(ASKED)
      .when(sendQuoteMessage, { by, message: 'Hello', now: NOW })
      .then({ type: 'QuoteMessageSent', data: { ...BETWEEN, by, message: 'Hello', sentAt: NOW } });
  });
});

describe('a price', () => {
  it('is offered by the creator', () => {
    givenQuote(ASKED).when(proposePrice, OFFER).then(offeredAt(OFFERED_PRICE));
  });

  it('is countered by the fan, with or without an offer before', () => {
    givenQuote(ASKED).when(proposePrice, COUNTER).then(counteredAt(COUNTERED_PRICE));
    givenQuote(ASKED, offeredAt(OFFERED_PRICE))
      .when(proposePrice, COUNTER)
      .then(counteredAt(COUNTERED_PRICE));
  });

  it('is changed by whoever proposed it, and not by saying it twice', () => {
    const dearer = money(130_000n, 'TRY');
    givenQuote(ASKED, offeredAt(OFFERED_PRICE))
      .when(proposePrice, { ...OFFER, price: dearer })
      .then(offeredAt(dearer));
    givenQuote(ASKED, offeredAt(OFFERED_PRICE)).when(proposePrice, OFFER).thenNothing();
    givenQuote(ASKED, counteredAt(COUNTERED_PRICE)).when(proposePrice, COUNTER).thenNothing();
  });

  it('is in the currency in which the creator sells, also where the market takes others', () => {
    const both = marketWith({
      ...DEFAULT_MARKETS.TR,
      prices: [...DEFAULT_MARKETS.TR.prices, ...DEFAULT_MARKETS.AE.prices],
    });
    for (const creatorMarket of [TURKEY, both])
      givenQuote(ASKED)
        .when(proposePrice, { ...OFFER, creatorMarket, price: money(120_000n, 'USD') })
        .thenRefused('currency_not_allowed');
  });

  it("is within the market's limits, and in a currency that it still takes", () => {
    givenQuote(ASKED)
      .when(proposePrice, { ...COUNTER, price: money(4_999n, 'TRY') })
      .thenRefused('price_outside_terms');
    const withoutLira = marketWith({ ...DEFAULT_MARKETS.TR, prices: DEFAULT_MARKETS.AE.prices });
    givenQuote(ASKED)
      .when(proposePrice, { ...OFFER, creatorMarket: withoutLira })
      .thenRefused('currency_not_allowed');
  });

  it('is not discussed while the market is closed, or without an offering', () => {
    givenQuote(ASKED)
      .when(proposePrice, { ...OFFER, creatorMarket: CLOSED_TURKEY })
      .thenRefused('market_not_open');
    for (const events of [[], [CREATOR_REGISTERED]])
      givenQuote(ASKED)
        .when(proposePrice, { ...OFFER, creator: givenCreator(...events).state })
        .thenRefused('offering_not_published');
  });
});

type Speak = (quote: Quote, command: { readonly now: Instant }) => Decision<QuoteEvent>;

const SPEAKING: readonly [string, Speak][] = [
  ['a message', (quote, { now }) => sendQuoteMessage(quote, { by: 'fan', message: 'Hello', now })],
  ['an offer', (quote, { now }) => proposePrice(quote, { ...OFFER, now })],
  ['a counter', (quote, { now }) => proposePrice(quote, { ...COUNTER, now })],
  ['an acceptance', (quote, { now }) => acceptQuote(quote, { by: 'fan', price: OFFERED_PRICE, now })],
  ['a refusal', (quote, { now }) => declineQuote(quote, { by: 'fan', now })],
];

describe.each(SPEAKING)('%s', (_name, speak) => {
  it('needs a conversation', () => {
    givenQuote().when(speak, { now: NOW }).thenRefused('quote_not_found');
  });

  it('comes too late from the deadline on, even when the expiry has not been recorded', () => {
    givenQuote(ASKED, offeredAt(OFFERED_PRICE)).when(speak, { now: EXPIRES_AT }).thenRefused('quote_expired');
  });

  it.each([
    ['agreed', acceptedBy('fan', OFFERED_PRICE)],
    ['declined', declinedBy('creator')],
    ['expired', EXPIRED],
  ])('comes too late when the quote is %s', (_end, event) => {
    givenQuote(ASKED, offeredAt(OFFERED_PRICE), event).when(speak, { now: NOW }).thenRefused('quote_closed');
  });
});

it('the conversation goes on until its last millisecond', () => {
  const now = justBefore(EXPIRES_AT);
  givenQuote(ASKED)
    .when(proposePrice, { ...OFFER, now })
    .then(offeredAt(OFFERED_PRICE, now));
});
