import { PlaceOrder } from '../../src/application/orders/place-order.js';
import { AcceptQuote } from '../../src/application/quotes/accept-quote.js';
import { AskForQuote } from '../../src/application/quotes/ask-for-quote.js';
import { DeclineQuote } from '../../src/application/quotes/decline-quote.js';
import { ProposePrice } from '../../src/application/quotes/propose-price.js';
import { SendQuoteMessage } from '../../src/application/quotes/send-quote-message.js';
import type { CreatorId, FanId, QuoteId } from '../../src/domain/ids.js';
import { money, type Money } from '../../src/domain/money.js';
import { personal } from '../laws/privacy.js';
import type { World } from '../world/world.js';
import { asCreator, asFan, type Cast, DAY_MS, HOUR_MS } from './cast.js';

interface Talk {
  readonly fanId: FanId;
  readonly creatorId: CreatorId;
  readonly price: Money;
}

/** A fan asks what it would cost; both talk, and agree or not; an agreed price is ordered at, sometimes twice. */
export function quotesAreNegotiated(world: World, { fans, creators }: Cast): void {
  const { wishes, time } = world;
  const talks = new Map<string, Talk>();

  for (const fanId of fans) {
    if (!wishes.permille(400)) continue;
    const creator = wishes.oneOf(creators);
    time.after(wishes.between(0, 12 * HOUR_MS), () => {
      void world.ask(
        asFan(fanId),
        (context) => new AskForQuote(creator.id, personal('What would it cost?', fanId), context),
      );
    });
  }

  const order = (quoteId: QuoteId, { fanId, creatorId }: Talk, price: Money): void => {
    const wanted = {
      creatorId,
      quoteId,
      price,
      brief: personal('As we said.', fanId),
      paymentMethod: 'pm_good',
    };
    void world.ask(asFan(fanId), (context) => new PlaceOrder(wanted, context));
  };

  const reactions: Readonly<Record<string, (quoteId: QuoteId, talk: Talk) => void>> = {
    QuoteAsked: (quoteId, { fanId, creatorId, price }) => {
      time.after(wishes.between(0, 2 * DAY_MS), () => {
        void world.ask(asCreator(creatorId), (context) => new ProposePrice(quoteId, price, context));
      });
      if (wishes.permille(300))
        void world.ask(
          asFan(fanId),
          (context) => new SendQuoteMessage(quoteId, personal('Is anybody there?', fanId), context),
        );
    },
    QuoteOffered: (quoteId, { fanId, price }) => {
      if (wishes.permille(150))
        time.after(wishes.between(0, DAY_MS), () => {
          void world.ask(asFan(fanId), (context) => new ProposePrice(quoteId, lower(price), context));
        });
      const choice = wishes.weighted({ accept: 7, decline: 2, nothing: 2 });
      if (choice === 'nothing') return;
      time.after(wishes.between(0, 3 * DAY_MS), () => {
        void world.ask(asFan(fanId), (context) =>
          choice === 'accept' ? new AcceptQuote(quoteId, price, context) : new DeclineQuote(quoteId, context),
        );
      });
    },
    QuoteCountered: (quoteId, { fanId, creatorId, price }) =>
      time.after(wishes.between(0, DAY_MS), () => {
        const answersItself = wishes.permille(300);
        void world.ask(
          answersItself ? asFan(fanId) : asCreator(creatorId),
          (context) => new AcceptQuote(quoteId, lower(price), context),
        );
      }),
    QuoteAccepted: (quoteId, talk) => {
      time.after(wishes.between(0, 3 * DAY_MS), () => order(quoteId, talk, talk.price));
      if (wishes.permille(200)) time.after(wishes.between(0, DAY_MS), () => order(quoteId, talk, talk.price));
    },
  };

  world.onEvent(({ type, data }) => {
    const { quoteId } = data as { readonly quoteId?: QuoteId };
    if (typeof quoteId !== 'string') return;
    if (type === 'QuoteAsked') {
      const { fanId, creatorId } = data as unknown as Omit<Talk, 'price'>;
      const listed = creators.find(({ id }) => id === creatorId)?.price ?? money(10_000n, 'TRY');
      talks.set(quoteId, { fanId, creatorId, price: money(listed.amountMinor + 500n, listed.currency) });
    }
    const talk = talks.get(quoteId);
    if (talk !== undefined) reactions[type]?.(quoteId, talk);
  });
}

/** What a fan would rather pay. */
const lower = ({ amountMinor, currency }: Money): Money => money(amountMinor - 100n, currency);
