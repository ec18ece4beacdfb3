import { describe, expect, it } from '@jest/globals';
import { money } from '../../../src/domain/money.js';
import { acceptQuote, declineQuote, expireQuote } from '../../../src/domain/quote/decide.js';
import { justBefore, later } from '../timeline.js';
import {
  acceptedBy,
  ASKED,
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

const OFFERED = [ASKED, offeredAt(OFFERED_PRICE)];
const COUNTERED = [...OFFERED, counteredAt(COUNTERED_PRICE)];

describe('a price is agreed', () => {
  it("when the fan accepts the creator's offer; it holds for two days", () => {
    givenQuote(...OFFERED)
      .when(acceptQuote, { by: 'fan', price: OFFERED_PRICE, now: NOW })
      .then(acceptedBy('fan', OFFERED_PRICE));
    expect(givenQuote(...OFFERED, acceptedBy('fan', OFFERED_PRICE)).state).toMatchObject({
      status: 'accepted',
      price: OFFERED_PRICE,
      orderBy: later(NOW, { days: 2 }),
    });
  });

  it("when the creator accepts the fan's counter", () => {
    givenQuote(...COUNTERED)
      .when(acceptQuote, { by: 'creator', price: COUNTERED_PRICE, now: NOW })
      .then(acceptedBy('creator', COUNTERED_PRICE));
  });

  it('not by who proposed it', () => {
    givenQuote(...OFFERED)
      .when(acceptQuote, { by: 'creator', price: OFFERED_PRICE, now: NOW })
      .thenRefused('quote_own_proposal');
    givenQuote(...COUNTERED)
      .when(acceptQuote, { by: 'fan', price: COUNTERED_PRICE, now: NOW })
      .thenRefused('quote_own_proposal');
  });

  it('not when another one has been proposed meanwhile', () => {
    givenQuote(...OFFERED, offeredAt(money(130_000n, 'TRY')))
      .when(acceptQuote, { by: 'fan', price: OFFERED_PRICE, now: NOW })
      .thenRefused('price_changed');
    givenQuote(...OFFERED)
      .when(acceptQuote, { by: 'fan', price: money(120_000n, 'USD'), now: NOW })
      .thenRefused('price_changed');
  });

  it('not before one was proposed', () => {
    givenQuote(ASKED)
      .when(acceptQuote, { by: 'fan', price: OFFERED_PRICE, now: NOW })
      .thenRefused('quote_no_proposal');
  });

  it('even in the last millisecond of the conversation', () => {
    const now = justBefore(EXPIRES_AT);
    givenQuote(...OFFERED)
      .when(acceptQuote, { by: 'fan', price: OFFERED_PRICE, now })
      .then(acceptedBy('fan', OFFERED_PRICE, now));
  });
});

describe('no price is agreed', () => {
  it.each(['fan', 'creator'] as const)('when the %s declines', (by) => {
    givenQuote(...OFFERED)
      .when(declineQuote, { by, now: NOW })
      .then(declinedBy(by));
  });

  it('when seven days have passed', () => {
    givenQuote(...OFFERED)
      .when(expireQuote, { now: EXPIRES_AT })
      .then(EXPIRED);
  });

  it('not a millisecond early, and once', () => {
    givenQuote(...OFFERED)
      .when(expireQuote, { now: justBefore(EXPIRES_AT) })
      .thenNothing();
    for (const events of [
      [],
      [...OFFERED, EXPIRED],
      [...OFFERED, declinedBy('fan')],
      [...OFFERED, acceptedBy('fan', OFFERED_PRICE)],
    ])
      givenQuote(...events)
        .when(expireQuote, { now: EXPIRES_AT })
        .thenNothing();
  });
});
