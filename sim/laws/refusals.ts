import type { Answer } from '../world/world.js';
import type { Fields } from './order-opinions.js';
import { textIn } from './order-story.js';
import { ORDER_REFUSALS } from './order-refusals.js';
import { PAYOUT_REFUSALS } from './payout-refusals.js';
import type { Standing } from './standing.js';

/** Whether what a refusal says was so at one time while the answer was made. */
export type Reason = (answer: Answer, standing: Standing) => boolean;
export type Reasons = Readonly<Record<string, Reason>>;

const textOf = ({ command }: Answer, field: string): string => textIn(command as Fields, field);
const quoteIdOf = ({ command }: Answer): string =>
  textIn(((command as Fields)['order'] ?? command) as Fields, 'quoteId');
const creatorIdOf = ({ command }: Answer): string =>
  textIn(((command as Fields)['order'] ?? command) as Fields, 'creatorId');
const priceOf = ({ command }: Answer): Fields =>
  (((command as Fields)['order'] ?? (command as Fields)['offering'] ?? command) as Fields)['price'] as Fields;

const isOtherPrice = (shown: Fields | undefined, price: Fields): boolean =>
  Number(price['amountMinor']) !== shown?.['priceMinor'] || price['currency'] !== shown['currency'];

/** A quote that is somebody else's is not there. */
const quote =
  (isSo: (shown: Fields, answer: Answer) => boolean): Reason =>
  (answer, standing) =>
    standing
      .of('quote_view', quoteIdOf(answer), answer)
      .some((shown) => shown !== undefined && isSo(shown, answer));

const isTheirs = (shown: Fields | undefined, { actor: { id } }: Answer): boolean =>
  shown?.['fanId'] === id || shown?.['creatorId'] === id;

const quoteNotFound: Reason = (answer, standing) =>
  standing.of('quote_view', quoteIdOf(answer), answer).some((shown) => !isTheirs(shown, answer));

const isLate = ({ until }: Fields, { latestNowMs }: Answer): boolean =>
  Date.parse(String(until)) <= latestNowMs;

const OF_OPEN_QUOTE: Reasons = {
  quote_not_found: quoteNotFound,
  quote_closed: quote(({ state }) => state !== 'open'),
  quote_expired: quote((shown, answer) => shown['state'] === 'open' && isLate(shown, answer)),
};

const offering =
  (isSo: (shown: Fields | undefined, answer: Answer) => boolean): Reason =>
  (answer, standing) =>
    standing.of('catalogue', creatorIdOf(answer), answer).some((shown) => isSo(shown, answer));

const isLeaving = (personId: string, answer: Answer, standing: Standing): boolean =>
  standing.of('erasures', personId, answer).some((shown) => shown !== undefined);

const isMarketClosed = (model: string, id: string, answer: Answer, standing: Standing): boolean =>
  standing
    .of(model, id, answer)
    .some((shown) => shown === undefined || standing.wasClosed(textIn(shown, 'market'), answer));

/** What must hold for an order must hold for asking what one would cost. */
const BETWEEN_TWO: Reasons = {
  not_registered: (answer, standing) =>
    standing.of('fan_profiles', answer.actor.id, answer).includes(undefined),
  creator_not_found: offering((shown) => shown === undefined),
  person_erased: (answer, standing) =>
    isLeaving(answer.actor.id, answer, standing) || isLeaving(creatorIdOf(answer), answer, standing),
  market_not_open: (answer, standing) =>
    isMarketClosed('fan_profiles', answer.actor.id, answer, standing) ||
    isMarketClosed('catalogue', creatorIdOf(answer), answer, standing),
  offering_not_published: offering((shown) => shown?.['offering'] === 'none' || shown?.['currency'] === null),
  offering_paused: offering((shown) => shown?.['offering'] === 'paused'),
};

const isFull: Reason = (answer, standing) => {
  const most = standing.mostSlots(creatorIdOf(answer), answer);
  return standing
    .of('catalogue', creatorIdOf(answer), answer)
    .some((shown) => typeof shown?.['mostOpenOrders'] === 'number' && most >= shown['mostOpenOrders']);
};

const wasPriceOther: Reason = (answer, standing) => {
  const isOther = (shown: Fields | undefined) => isOtherPrice(shown, priceOf(answer));
  return quoteIdOf(answer) === ''
    ? offering(isOther)(answer, standing)
    : quote((shown) => shown['state'] === 'accepted' && isOther(shown))(answer, standing);
};

/** Where somebody registers, or publishes what they offer, themselves. */
const registering = (field: string, model: string): Reasons => ({
  already_registered: (answer, standing) =>
    standing.of(model, answer.actor.id, answer).some((shown) => shown !== undefined),
  market_not_open: (answer, standing) =>
    standing.wasClosed(textIn((answer.command as Fields)[field] as Fields, 'market'), answer),
  person_erased: (answer, standing) => isLeaving(answer.actor.id, answer, standing),
});

const OF_OFFERING: Reasons = {
  not_registered: offering((shown) => shown === undefined),
  offering_not_published: offering((shown) => shown?.['offering'] === 'none' || shown?.['currency'] === null),
};

const isFromAPosition = ({ command }: Answer): boolean => 'from' in ((command as Fields)['which'] as Fields);

/** Of each command all that it may be refused for in these worlds; whoever is told anything else was not to be refused. */
export const REFUSALS: Readonly<Record<string, Reasons>> = {
  ...ORDER_REFUSALS,
  ...PAYOUT_REFUSALS,
  PlaceOrder: {
    ...BETWEEN_TWO,
    offering_full: isFull,
    price_changed: wasPriceOther,
    quote_not_found: quoteNotFound,
    quote_not_accepted: quote(({ state }) => state !== 'accepted'),
    quote_expired: quote((shown, answer) => shown['state'] === 'accepted' && isLate(shown, answer)),
    quote_already_ordered: (answer, standing) => standing.wasOrdered(quoteIdOf(answer), answer),
  },
  AskForQuote: BETWEEN_TWO,
  AcceptQuote: {
    ...OF_OPEN_QUOTE,
    quote_no_proposal: quote(({ currency }) => currency === null),
    quote_own_proposal: quote(
      ({ proposedBy, fanId }, { actor: { id } }) => proposedBy === (fanId === id ? 'fan' : 'creator'),
    ),
    price_changed: quote((shown, answer) => isOtherPrice(shown, priceOf(answer))),
  },
  DeclineQuote: OF_OPEN_QUOTE,
  SendQuoteMessage: OF_OPEN_QUOTE,
  ProposePrice: {
    ...OF_OPEN_QUOTE,
    market_not_open: (answer, standing) =>
      standing
        .of('quote_view', quoteIdOf(answer), answer)
        .some((shown) => isMarketClosed('catalogue', textIn(shown ?? {}, 'creatorId'), answer, standing)),
  },
  RegisterFan: registering('fan', 'fan_profiles'),
  RegisterCreator: registering('creator', 'catalogue'),
  PublishOffering: {
    not_registered: offering((shown) => shown === undefined),
    person_erased: (answer, standing) => isLeaving(answer.actor.id, answer, standing),
    market_not_open: (answer, standing) => isMarketClosed('catalogue', answer.actor.id, answer, standing),
  },
  PauseOffering: OF_OFFERING,
  ReopenOffering: OF_OFFERING,
  RequestErasure: {},
  // Somebody else may have been faster, or the feed.
  RetryDocuments: { not_set_aside: () => true },
  SkipEvent: { not_set_aside: () => true },
  // Of a position, whether there is any, and how many.
  RebuildDocuments: { no_documents: isFromAPosition, too_many_documents: isFromAPosition },
  PublishMarketTerms: {
    market_terms_not_in_order: (answer, standing) =>
      standing.of('market_terms', textOf(answer, 'market'), answer).some((shown) => {
        const versions = (shown?.['versions'] ?? []) as readonly Fields[];
        const from = (answer.command as Fields)['effectiveFrom'];
        const fromMs = typeof from === 'string' ? Date.parse(from) : answer.earliestNowMs;
        return (
          fromMs < answer.latestNowMs || fromMs <= Date.parse(textIn(versions.at(-1) ?? {}, 'effectiveFrom'))
        );
      }),
  },
};
