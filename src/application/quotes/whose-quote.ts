import type { Quote, QuoteParty } from '../../domain/quote/quote.js';
import { type Decision, reject } from '../../domain/rejection.js';
import type { Instant } from '../../domain/time.js';
import type { Actor } from '../events/metadata.js';

/** Which side of the conversation somebody is on; `undefined` for everybody else. */
export function sideOf(quote: Quote, { id }: Actor): QuoteParty | undefined {
  if (quote.status === 'none') return undefined;
  if (quote.fanId === id) return 'fan';
  return quote.creatorId === id ? 'creator' : undefined;
}

/** Somebody else's quote does not exist for the asker: 404, not 403. */
export const asParty =
  <E>(actor: Actor, decide: (quote: Quote, by: QuoteParty, now: Instant) => Decision<E>) =>
  (quote: Quote, now: Instant): Decision<E> => {
    const by = sideOf(quote, actor);
    return by === undefined ? reject('quote_not_found', 'there is no such quote') : decide(quote, by, now);
  };
