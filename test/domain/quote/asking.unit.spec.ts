import { describe, it } from '@jest/globals';
import { askForQuote } from '../../../src/domain/quote/decide.js';
import { CLOSED_TURKEY, NEVER_OPENED, partiesInTurkey, PRICE } from '../people.js';
import { START } from '../timeline.js';
import { ASKED, declinedBy, givenQuote, QUOTE_ID } from './story.js';

const parties = partiesInTurkey();
const QUESTION = { quoteId: QUOTE_ID, parties, message: ASKED.data.message, now: START };

describe('a fan asks for a price', () => {
  it('and the conversation is open for seven days', () => {
    givenQuote().when(askForQuote, QUESTION).then(ASKED);
  });

  it('once per conversation', () => {
    givenQuote(ASKED).when(askForQuote, QUESTION).thenNothing();
    givenQuote(ASKED, declinedBy('creator')).when(askForQuote, QUESTION).thenNothing();
  });

  it('not where one of the markets is not open', () => {
    givenQuote()
      .when(askForQuote, { ...QUESTION, parties: { ...parties, creatorMarket: CLOSED_TURKEY } })
      .thenRefused('market_not_open');
    givenQuote()
      .when(askForQuote, { ...QUESTION, parties: { ...parties, fanMarket: NEVER_OPENED } })
      .thenRefused('market_not_open');
  });

  it('not from a creator without an offering, or with a paused one', () => {
    const from = (offering: typeof parties.creator.offering) =>
      givenQuote().when(askForQuote, {
        ...QUESTION,
        parties: { ...parties, creator: { ...parties.creator, offering } },
      });
    from(null).thenRefused('offering_not_published');
    from({ state: 'paused', price: PRICE, mostOpenOrders: null }).thenRefused('offering_paused');
  });
});
