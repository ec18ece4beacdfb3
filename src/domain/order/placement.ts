import { refuseClosedOffering, refusePrice } from '../creator/decide.js';
import type { QuoteId } from '../ids.js';
import { type Parties, termsBetween } from '../market/residence.js';
import type { DatedTerms } from '../market/terms.js';
import { formatMoney, type Money, sameMoney } from '../money.js';
import type { Quote } from '../quote/quote.js';
import { isRejection, reject, type Rejection } from '../rejection.js';
import type { Instant } from '../time.js';

/** Everything that the question "may this fan order this, now, at this price?" looks at. */
export interface Placement {
  readonly parties: Parties;
  /** The agreed quote that the order rests on; `null` for the published price. */
  readonly agreed: { readonly quoteId: QuoteId; readonly quote: Quote } | null;
  /** The price that the fan has seen and agrees to pay. */
  readonly price: Money;
  readonly now: Instant;
}

/** Refuses, or says under which terms the order is placed. */
export function checkPlacement(placement: Placement): DatedTerms | Rejection {
  const { parties, agreed, price, now } = placement;
  const terms = termsBetween(parties, now);
  if (isRejection(terms)) return terms;
  return (
    refuseClosedOffering(parties.creator) ??
    (agreed === null ? refuseStalePublishedPrice(placement) : refuseQuote(placement, agreed.quote)) ??
    refusePrice(terms.terms, price) ??
    terms
  );
}

const refuseStalePublishedPrice = ({ parties, price }: Placement): Rejection | undefined =>
  parties.creator.offering === null ? undefined : refuseStalePrice(parties.creator.offering.price, price);

const refuseStalePrice = (current: Money, seen: Money): Rejection | undefined =>
  sameMoney(current, seen)
    ? undefined
    : reject('price_changed', `the price is ${formatMoney(current)} now; order again at that price`);

function refuseQuote({ parties, price, now }: Placement, quote: Quote): Rejection | undefined {
  const isTheirs =
    quote.status !== 'none' &&
    quote.fanId === parties.fan.fanId &&
    quote.creatorId === parties.creator.creatorId;
  if (!isTheirs) return reject('quote_not_found', 'there is no such quote between this fan and this creator');
  if (quote.status !== 'accepted')
    return reject('quote_not_accepted', 'the price of this quote is not agreed yet');
  if (now >= quote.orderBy)
    return reject('quote_expired', `the order was to be placed before ${quote.orderBy}`);
  return refuseStalePrice(quote.price, price);
}
