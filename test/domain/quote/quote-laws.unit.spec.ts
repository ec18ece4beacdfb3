import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { money } from '../../../src/domain/money.js';
import * as deciders from '../../../src/domain/quote/decide.js';
import { evolveQuote, initialQuote, type Quote, type QuoteEvent } from '../../../src/domain/quote/quote.js';
import { type Decision, isRejection } from '../../../src/domain/rejection.js';
import { DAY_MS, type Instant, plusMs } from '../../../src/domain/time.js';
import { CREATOR_REGISTERED, givenCreator, OFFERING_PUBLISHED, partiesInTurkey, TURKEY } from '../people.js';
import { START } from '../timeline.js';
import { QUOTE_ID } from './story.js';

type Command = (quote: Quote, now: Instant) => Decision<QuoteEvent>;

interface Talk {
  readonly events: readonly QuoteEvent[];
  readonly quote: Quote;
  readonly now: Instant;
}

const parties = partiesInTurkey();
const creator = givenCreator(CREATOR_REGISTERED, OFFERING_PUBLISHED).state;
const by = fc.constantFrom('fan' as const, 'creator' as const);
const price = fc.constantFrom(money(90_000n, 'TRY'), money(120_000n, 'TRY'), money(1n, 'TRY'));

const message: fc.Arbitrary<Command> = by.map(
  (by) => (quote, now) => deciders.sendQuoteMessage(quote, { by, message: 'Hello', now }),
);

const repeatable: fc.Arbitrary<Command> = fc.oneof(
  fc.constant<Command>((quote, now) =>
    deciders.askForQuote(quote, { quoteId: QUOTE_ID, parties, message: 'How much?', now }),
  ),
  fc.tuple(by, price).map(
    ([by, price]): Command =>
      (quote, now) =>
        deciders.proposePrice(quote, { by, price, creator, creatorMarket: TURKEY, now }),
  ),
  fc.tuple(by, price).map(
    ([by, price]): Command =>
      (quote, now) =>
        deciders.acceptQuote(quote, { by, price, now }),
  ),
  by.map(
    (by): Command =>
      (quote, now) =>
        deciders.declineQuote(quote, { by, now }),
  ),
  fc.constant<Command>((quote, now) => deciders.expireQuote(quote, { now })),
);

const added = ({ quote, now }: Talk, command: Command): readonly QuoteEvent[] => {
  const decision = command(quote, now);
  return isRejection(decision) ? [] : decision;
};

function say(talk: Talk, command: Command, pauseMs = 0): Talk {
  const waited = { ...talk, now: plusMs(talk.now, pauseMs) };
  const events = added(waited, command);
  return {
    ...waited,
    events: [...talk.events, ...events],
    quote: events.reduce(evolveQuote, talk.quote),
  };
}

const pauseMs = fc.constantFrom(0, 0, 0, 1, DAY_MS, 7 * DAY_MS);
const talk = fc
  .array(fc.tuple(fc.oneof({ weight: 5, arbitrary: repeatable }, message), pauseMs), { maxLength: 25 })
  .map((commands) =>
    commands.reduce<Talk>((soFar, [command, waitMs]) => say(soFar, command, waitMs), {
      events: [],
      quote: initialQuote,
      now: START,
    }),
  );

describe('a quote, whatever is said and whenever', () => {
  it('is agreed, declined or expired at most once, and nothing is said after that', () => {
    const endings = ['QuoteAccepted', 'QuoteDeclined', 'QuoteExpired'];
    fc.assert(
      fc.property(talk, ({ events }) => {
        const end = events.findIndex(({ type }) => endings.includes(type));
        if (end !== -1) expect(end).toBe(events.length - 1);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is agreed only at the other side's last proposal: a price that the creator offered or accepted", () => {
    fc.assert(
      fc.property(talk, ({ events }) => {
        const accepted = events.at(-1);
        if (accepted?.type !== 'QuoteAccepted') return;
        const last = events.findLast(({ type }) => type === 'QuoteOffered' || type === 'QuoteCountered');
        expect(last).toMatchObject({
          type: accepted.data.by === 'fan' ? 'QuoteOffered' : 'QuoteCountered',
          data: { price: accepted.data.price },
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('is over when its seven days have passed', () => {
    fc.assert(
      fc.property(talk, (told) => {
        if (told.quote.status === 'none') return;
        const { quote } = say(told, (open, now) => deciders.expireQuote(open, { now }), 7 * DAY_MS);
        expect(['accepted', 'declined', 'expired']).toContain(quote.status);
      }),
    );
  });

  it('adds nothing when a command that it has taken is run again, at once or later', () => {
    fc.assert(
      fc.property(talk, repeatable, pauseMs, (told, command, waitMs) => {
        if (added(told, command).length === 0) return;
        expect(say(say(told, command), command, waitMs).events).toHaveLength(told.events.length + 1);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes the same words twice for two messages: a message sent again is known by its command id', () => {
    const hello: Command = (quote, now) =>
      deciders.sendQuoteMessage(quote, { by: 'fan', message: 'Hello', now });
    fc.assert(
      fc.property(talk, (told) => {
        if (added(told, hello).length > 0) expect(added(say(told, hello), hello)).toHaveLength(1);
      }),
    );
  });

  it('ends in every way in these talks', () => {
    const ends = fc.sample(talk, { numRuns: 500, seed: 1 }).map(({ quote }) => quote.status);
    expect(new Set(ends)).toEqual(new Set(['none', 'open', 'accepted', 'declined', 'expired']));
  });
});
