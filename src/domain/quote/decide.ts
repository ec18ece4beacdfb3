import type { Creator } from '../creator/creator.js';
import { refuseClosedOffering, refusePrice } from '../creator/decide.js';
import type { QuoteId } from '../ids.js';
import { type Market, openTermsAt } from '../market/market.js';
import { type Parties, termsBetween } from '../market/residence.js';
import { type Money, sameMoney } from '../money.js';
import { type Decision, isRejection, reject, type Rejection } from '../rejection.js';
import { DAY_MS, type Instant, plusMs } from '../time.js';
import type { OpenQuote, Quote, QuoteEvent, QuoteParty } from './quote.js';

/** How long a conversation about a price stays open, and then how long the agreed price holds. */
export const QUOTE_WINDOW_MS = 7 * DAY_MS;
export const AGREED_PRICE_WINDOW_MS = 2 * DAY_MS;

export interface AskForQuote {
  readonly quoteId: QuoteId;
  readonly parties: Parties;
  readonly message: string;
  readonly now: Instant;
}

/** A fan opens the conversation. What must hold for an order later must hold for asking, too. */
export function askForQuote(quote: Quote, command: AskForQuote): Decision<QuoteEvent> {
  const { quoteId, parties, message, now } = command;
  if (quote.status !== 'none') return [];
  const terms = termsBetween(parties, now);
  if (isRejection(terms)) return terms;
  const refusal = refuseClosedOffering(parties.creator);
  if (refusal !== undefined) return refusal;
  const { fanId } = parties.fan;
  const { creatorId } = parties.creator;
  const expiresAt = plusMs(now, QUOTE_WINDOW_MS);
  return [{ type: 'QuoteAsked', data: { quoteId, fanId, creatorId, message, askedAt: now, expiresAt } }];
}

export interface SendQuoteMessage {
  readonly by: QuoteParty;
  readonly message: string;
  readonly now: Instant;
}

export function sendQuoteMessage(quote: Quote, { by, message, now }: SendQuoteMessage): Decision<QuoteEvent> {
  const open = requireOpen(quote, now);
  if (isRejection(open)) return open;
  return [{ type: 'QuoteMessageSent', data: { ...between(open), by, message, sentAt: now } }];
}

export interface ProposePrice {
  readonly by: QuoteParty;
  readonly price: Money;
  readonly creator: Creator;
  readonly creatorMarket: Market;
  readonly now: Instant;
}

/** The creator offers, the fan counters; the last proposal stands until the other side answers it. */
export function proposePrice(quote: Quote, command: ProposePrice): Decision<QuoteEvent> {
  const { by, price, now } = command;
  const open = requireOpen(quote, now);
  if (isRejection(open)) return open;
  const refusal = refuseProposal(command);
  if (refusal !== undefined) return refusal;
  if (open.proposal?.by === by && sameMoney(open.proposal.price, price)) return [];
  return [
    by === 'creator'
      ? { type: 'QuoteOffered', data: { ...between(open), price, offeredAt: now } }
      : { type: 'QuoteCountered', data: { ...between(open), price, counteredAt: now } },
  ];
}

function refuseProposal({ price, creator, creatorMarket, now }: ProposePrice): Rejection | undefined {
  const terms = openTermsAt(creatorMarket, now)?.terms;
  if (terms === undefined) return reject('market_not_open', "the creator's market is not open");
  if (creator.status === 'unknown' || creator.offering === null)
    return reject('offering_not_published', 'this creator has not published an offering');
  const { currency } = creator.offering.price;
  if (price.currency !== currency) return reject('currency_not_allowed', `this creator sells in ${currency}`);
  return refusePrice(terms, price);
}

/** Agrees to the other side's proposal: the price is the creator's own, offered or accepted (product.md, fact 1). */
export function acceptQuote(
  quote: Quote,
  { by, price, now }: { readonly by: QuoteParty; readonly price: Money; readonly now: Instant },
): Decision<QuoteEvent> {
  const open = requireOpen(quote, now);
  if (isRejection(open)) return open;
  const { proposal } = open;
  if (proposal === null) return reject('quote_no_proposal', 'no price has been proposed yet');
  if (proposal.by === by) return reject('quote_own_proposal', 'the other side must answer this proposal');
  if (!sameMoney(proposal.price, price))
    return reject('price_changed', 'another price has been proposed meanwhile; read the quote again');
  const orderBy = plusMs(now, AGREED_PRICE_WINDOW_MS);
  return [{ type: 'QuoteAccepted', data: { ...between(open), by, price, acceptedAt: now, orderBy } }];
}

export function declineQuote(
  quote: Quote,
  { by, now }: { readonly by: QuoteParty; readonly now: Instant },
): Decision<QuoteEvent> {
  const open = requireOpen(quote, now);
  if (isRejection(open)) return open;
  return [{ type: 'QuoteDeclined', data: { ...between(open), by, declinedAt: now } }];
}

/** Ends a conversation that led to no price in time; early, late and double firing do nothing. */
export function expireQuote(quote: Quote, { now }: { readonly now: Instant }): Decision<QuoteEvent> {
  if (quote.status !== 'open' || now < quote.expiresAt) return [];
  return [{ type: 'QuoteExpired', data: { ...between(quote), expiredAt: now } }];
}

function requireOpen(quote: Quote, now: Instant): OpenQuote | Rejection {
  if (quote.status === 'none') return reject('quote_not_found', 'there is no such quote');
  if (quote.status !== 'open') return reject('quote_closed', `the quote is ${quote.status}`);
  if (now >= quote.expiresAt) return reject('quote_expired', `the quote was open until ${quote.expiresAt}`);
  return quote;
}

const between = ({ quoteId, fanId, creatorId }: OpenQuote) => ({ quoteId, fanId, creatorId });
