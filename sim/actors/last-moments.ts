import type { ICommand } from '@nestjs/cqrs';
import type { CommandContext } from '../../src/application/command-context.js';
import type { Actor } from '../../src/application/events/metadata.js';
import { AcceptOrder } from '../../src/application/orders/accept-order.js';
import { DeclineOrder } from '../../src/application/orders/decline-order.js';
import { DeliverVideo } from '../../src/application/orders/deliver-video.js';
import { PayAgain } from '../../src/application/orders/pay-again.js';
import { PlaceOrder } from '../../src/application/orders/place-order.js';
import { ReviewOrder } from '../../src/application/orders/review-order.js';
import { WithdrawOrder } from '../../src/application/orders/withdraw-order.js';
import { AcceptQuote } from '../../src/application/quotes/accept-quote.js';
import { DeclineQuote } from '../../src/application/quotes/decline-quote.js';
import { ProposePrice } from '../../src/application/quotes/propose-price.js';
import { SendQuoteMessage } from '../../src/application/quotes/send-quote-message.js';
import type { CreatorId, FanId, OrderId, QuoteId, VideoId } from '../../src/domain/ids.js';
import { type Currency, money } from '../../src/domain/money.js';
import { type Amount, type OrderStory, textIn } from '../laws/order-story.js';
import { personal } from '../laws/privacy.js';
import type { World } from '../world/world.js';
import { asCreator, asFan } from './cast.js';
import { upload } from './creators.js';

/** Of a thousand deadlines, so many are waited for. */
const WAITED_FOR_PERMILLE = 200;
/** Who acts at the very instant is answered at it. */
const HURRIES_MS = 5;

interface Deed {
  readonly actor: Actor;
  readonly command: (context: CommandContext) => ICommand;
}

/**
 * Who waits until it is all but too late: they act a millisecond before a deadline, after it, or at that very instant, at which all who
 * could have acted try it.
 */
export function lastMomentsAreUsed(world: World, stories: ReadonlyMap<string, OrderStory>): void {
  const { time } = world;
  const wishes = world.diceFor('last moments');

  const waitUntil = (due: unknown, deedsThen: () => readonly Deed[]): void => {
    if (typeof due !== 'string' || !wishes.permille(WAITED_FOR_PERMILLE)) return;
    const asideMs = wishes.oneOf([-1, 0, 0, 0, 1]);
    time.after(Date.parse(due) + asideMs - time.nowMs, () => {
      const deeds = deedsThen();
      if (deeds.length === 0) return;
      if (asideMs === 0) world.hurry(HURRIES_MS);
      for (const { actor, command } of asideMs === 0 ? deeds : [wishes.oneOf(deeds)])
        void world.ask(actor, command);
    });
  };

  world.onEvent(({ type, data }) => {
    const story = stories.get(textIn(data, 'orderId'));
    if (story?.due !== null && story !== undefined && type !== 'PaymentStarted')
      waitUntil(story.due, () => deedsFor(story, (orderId) => upload(world, orderId)));
    if (typeof data['quoteId'] === 'string') waitForQuote(type, data as unknown as OfQuote);
  });

  const waitForQuote = (type: string, said: OfQuote): void => {
    const { quoteId, fanId, creatorId, price, orderBy } = said;
    if (type === 'QuoteAsked' || type === 'QuoteOffered') {
      const { expiresAt } = world.log.stream(`quote-${quoteId}`)[0]?.data ?? {};
      waitUntil(expiresAt, () => deedsForQuote(said));
    }
    if (type !== 'QuoteAccepted' || price === undefined) return;
    const brief = personal('At last.', fanId);
    const order = { creatorId, quoteId, price: exact(price), brief, paymentMethod: 'pm_good' };
    waitUntil(orderBy, () => [{ actor: asFan(fanId), command: (context) => new PlaceOrder(order, context) }]);
  };
}

interface OfQuote {
  readonly quoteId: QuoteId;
  readonly fanId: FanId;
  readonly creatorId: CreatorId;
  /** Once there is one. */
  readonly price?: Amount;
  readonly orderBy?: string;
}

/** Where nothing was offered yet, the creator names a price at last. */
function deedsForQuote({ quoteId, fanId, creatorId, price }: OfQuote): readonly Deed[] {
  const [fan, creator] = [asFan(fanId), asCreator(creatorId)];
  const words = personal('Is it too late?', fanId);
  return [
    { actor: fan, command: (context) => new SendQuoteMessage(quoteId, words, context) },
    { actor: creator, command: (context) => new DeclineQuote(quoteId, context) },
    ...(price === undefined
      ? []
      : [
          {
            actor: fan,
            command: (context: CommandContext) => new AcceptQuote(quoteId, exact(price), context),
          },
          {
            actor: creator,
            command: (context: CommandContext) => new ProposePrice(quoteId, dearer(price), context),
          },
        ]),
  ];
}

/** What may be done in time only, by whoever may do it. */
function deedsFor({ state, placed }: OrderStory, upload: (orderId: OrderId) => VideoId): readonly Deed[] {
  const orderId = placed.orderId as OrderId;
  const ofFan = (command: Deed['command']): Deed => ({ actor: asFan(placed['fanId'] as FanId), command });
  const ofCreator = (command: Deed['command']): Deed => ({
    actor: asCreator(placed['creatorId'] as CreatorId),
    command,
  });
  const reviews = [{ approved: true } as const, { approved: false, reason: 'simulated' } as const].map(
    (verdict): Deed => ({
      actor: { role: 'support', id: 'support' },
      command: (context) => new ReviewOrder(orderId, verdict, context),
    }),
  );
  const withdraws = ofFan((context) => new WithdrawOrder(orderId, context));
  switch (state) {
    case 'awaiting_payment':
      return [withdraws, ofFan((context) => new PayAgain(orderId, 'pm_good', context))];
    case 'in_request_review':
      return [withdraws, ...reviews];
    case 'awaiting_acceptance':
      return [
        withdraws,
        ofCreator((context) => new AcceptOrder(orderId, context)),
        ofCreator((context) => new DeclineOrder(orderId, context)),
      ];
    case 'accepted':
      return [ofCreator((context) => new DeliverVideo(orderId, upload(orderId), context))];
    case 'in_video_review':
      return reviews;
    default:
      return [];
  }
}

const exact = ({ amountMinor, currency }: Amount) => money(BigInt(amountMinor), currency as Currency);
const dearer = ({ amountMinor, currency }: Amount) => exact({ amountMinor: amountMinor + 100, currency });
