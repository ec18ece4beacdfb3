import { quotes } from '../../../src/application/aggregates.js';
import type { QuoteId } from '../../../src/domain/ids.js';
import { money, type Money } from '../../../src/domain/money.js';
import type { QuoteAccepted, QuoteAsked, QuoteEvent, QuoteParty } from '../../../src/domain/quote/quote.js';
import { givenFor } from '../../support/given.js';
import { CREATOR_ID, FAN_ID } from '../people.js';
import { after, later, START } from '../timeline.js';

// One conversation about a price, with instants written out.

export const givenQuote = givenFor(quotes);

export const QUOTE_ID: QuoteId = 'quo_0193a5d2-0000-7000-8000-000000000002';
export const BETWEEN = { quoteId: QUOTE_ID, fanId: FAN_ID, creatorId: CREATOR_ID };
export const EXPIRES_AT = after({ days: 7 });
export const NOW = after({ days: 1 });
export const OFFERED_PRICE = money(120_000n, 'TRY');
export const COUNTERED_PRICE = money(90_000n, 'TRY');

export const ASKED: QuoteAsked = {
  type: 'QuoteAsked',
  data: { ...BETWEEN, message: 'How much for a wedding?', askedAt: START, expiresAt: EXPIRES_AT },
};

export const offeredAt = (price: Money, at = NOW): QuoteEvent => ({
  type: 'QuoteOffered',
  data: { ...BETWEEN, price, offeredAt: at },
});

export const counteredAt = (price: Money, at = NOW): QuoteEvent => ({
  type: 'QuoteCountered',
  data: { ...BETWEEN, price, counteredAt: at },
});

export const acceptedBy = (by: QuoteParty, price: Money, at = NOW): QuoteAccepted => ({
  type: 'QuoteAccepted',
  data: { ...BETWEEN, by, price, acceptedAt: at, orderBy: later(at, { days: 2 }) },
});

export const declinedBy = (by: QuoteParty, at = NOW): QuoteEvent => ({
  type: 'QuoteDeclined',
  data: { ...BETWEEN, by, declinedAt: at },
});

export const EXPIRED: QuoteEvent = { type: 'QuoteExpired', data: { ...BETWEEN, expiredAt: EXPIRES_AT } };
