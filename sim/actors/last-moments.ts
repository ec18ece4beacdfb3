import type { ICommand } from '@nestjs/cqrs';
import type { CommandContext } from '../../src/application/command-context.js';
import { AcceptOrder } from '../../src/application/orders/accept-order.js';
import { DeclineOrder } from '../../src/application/orders/decline-order.js';
import { DeliverVideo } from '../../src/application/orders/deliver-video.js';
import { PayAgain } from '../../src/application/orders/pay-again.js';
import { PlaceOrder } from '../../src/application/orders/place-order.js';
import { ReviewOrder } from '../../src/application/orders/review-order.js';
import { WithdrawOrder } from '../../src/application/orders/withdraw-order.js';
import { AcceptQuote } from '../../src/application/quotes/accept-quote.js';
import type { CreatorId, FanId, OrderId, QuoteId, VideoId } from '../../src/domain/ids.js';
import type { Actor } from '../../src/application/events/metadata.js';
import { type Currency, money } from '../../src/domain/money.js';
import { type Amount, type OrderStory, textIn } from '../laws/order-story.js';
import { personal } from '../laws/privacy.js';
import type { World } from '../world/world.js';
import { asCreator, asFan } from './cast.js';
import { upload } from './creators.js';

/** Of a thousand deadlines, so many are waited for. */
const WAITED_FOR_PERMILLE = 200;

interface Deed {
  readonly actor: Actor;
  readonly command: (context: CommandContext) => ICommand;
}

/** Who waits until it is all but too late: they act a millisecond before a deadline, after it, or at that very instant. */
export function lastMomentsAreUsed(world: World, stories: ReadonlyMap<string, OrderStory>): void {
  const { time } = world;
  const wishes = world.diceFor('last moments');

  const waitUntil = (due: unknown, deed: Deed): void => {
    if (typeof due !== 'string' || !wishes.permille(WAITED_FOR_PERMILLE)) return;
    const asideMs = wishes.oneOf([-1, 0, 0, 0, 1]);
    time.after(Date.parse(due) + asideMs - time.nowMs, () => void world.ask(deed.actor, deed.command));
  };

  world.onEvent(({ type, data }) => {
    const story = stories.get(textIn(data, 'orderId'));
    if (story?.due !== null && story !== undefined && type !== 'PaymentStarted')
      waitUntil(story.due, wishes.oneOf(deedsFor(story, (orderId) => upload(world, orderId))));
    const quoteId = data['quoteId'] as QuoteId;
    const fanId = data['fanId'] as FanId;
    if (type === 'QuoteOffered') {
      const { price } = data as unknown as { readonly price: Amount };
      const { expiresAt } = world.log.stream(`quote-${quoteId}`)[0]?.data ?? {};
      waitUntil(expiresAt, {
        actor: asFan(fanId),
        command: (context) => new AcceptQuote(quoteId, exact(price), context),
      });
    }
    if (type === 'QuoteAccepted') {
      const { price } = data as unknown as { readonly price: Amount };
      const creatorId = data['creatorId'] as CreatorId;
      const brief = personal('At last.', fanId);
      const order = { creatorId, quoteId, price: exact(price), brief, paymentMethod: 'pm_good' };
      waitUntil(data['orderBy'], {
        actor: asFan(fanId),
        command: (context) => new PlaceOrder(order, context),
      });
    }
  });
}

/** What may be done in time only, by whoever may do it. */
function deedsFor({ state, placed }: OrderStory, upload: (orderId: OrderId) => VideoId): readonly Deed[] {
  const orderId = placed.orderId as OrderId;
  const ofFan = (command: Deed['command']): Deed => ({ actor: asFan(placed['fanId'] as FanId), command });
  const ofCreator = (command: Deed['command']): Deed => ({
    actor: asCreator(placed['creatorId'] as CreatorId),
    command,
  });
  const reviews: Deed = {
    actor: { role: 'support', id: 'support' },
    command: (context) => new ReviewOrder(orderId, { approved: true }, context),
  };
  const withdraws = ofFan((context) => new WithdrawOrder(orderId, context));
  switch (state) {
    case 'awaiting_payment':
      return [withdraws, ofFan((context) => new PayAgain(orderId, 'pm_good', context))];
    case 'in_request_review':
      return [withdraws, reviews];
    case 'awaiting_acceptance':
      return [
        withdraws,
        ofCreator((context) => new AcceptOrder(orderId, context)),
        ofCreator((context) => new DeclineOrder(orderId, context)),
      ];
    case 'accepted':
      return [ofCreator((context) => new DeliverVideo(orderId, upload(orderId), context))];
    default:
      return [reviews];
  }
}

const exact = ({ amountMinor, currency }: Amount) => money(BigInt(amountMinor), currency as Currency);
