import { AcceptOrder } from '../../src/application/orders/accept-order.js';
import { DeclineOrder } from '../../src/application/orders/decline-order.js';
import { DeliverVideo } from '../../src/application/orders/deliver-video.js';
import { PayAgain } from '../../src/application/orders/pay-again.js';
import { RateOrder } from '../../src/application/orders/rate-order.js';
import { WithdrawOrder } from '../../src/application/orders/withdraw-order.js';
import { AcceptQuote } from '../../src/application/quotes/accept-quote.js';
import { DeclineQuote } from '../../src/application/quotes/decline-quote.js';
import { makeId, type OrderId, type QuoteId, type VideoId } from '../../src/domain/ids.js';
import { money } from '../../src/domain/money.js';
import type { World } from '../world/world.js';
import { asCreator, asFan, MINUTE_MS } from './cast.js';

/** People who try their hand at what is not theirs. */
export function strangersTry(world: World): void {
  const { time } = world;
  const wishes = world.diceFor('strangers');
  const fan = asFan(makeId('fan', wishes.uuid(time.nowMs)));
  const creator = asCreator(makeId('cre', wishes.uuid(time.nowMs)));

  const tryOrder = (orderId: OrderId): void => {
    const choice = wishes.oneOf(['accept', 'decline', 'deliver', 'withdraw', 'rate', 'pay'] as const);
    const video = [...world.files.keys()][0] ?? makeId('vid', wishes.uuid(time.nowMs));
    const isCreators = choice === 'accept' || choice === 'decline' || choice === 'deliver';
    void world.ask(isCreators ? creator : fan, (context) => {
      switch (choice) {
        case 'accept':
          return new AcceptOrder(orderId, context);
        case 'decline':
          return new DeclineOrder(orderId, context);
        case 'deliver':
          return new DeliverVideo(orderId, video as VideoId, context);
        case 'withdraw':
          return new WithdrawOrder(orderId, context);
        case 'rate':
          return new RateOrder(orderId, { stars: 1, comment: 'Who is this?' }, context);
        case 'pay':
          return new PayAgain(orderId, 'pm_good', context);
      }
    });
  };

  world.onEvent(({ type, data }) => {
    const { orderId, quoteId } = data as { readonly orderId?: OrderId; readonly quoteId?: QuoteId };
    if (!wishes.permille(type.startsWith('Provider') ? 0 : 40)) return;
    time.after(wishes.between(0, 10 * MINUTE_MS), () => {
      if (typeof orderId === 'string') tryOrder(orderId);
      else if (typeof quoteId === 'string')
        void world.ask(wishes.oneOf([fan, creator]), (context) =>
          type === 'QuoteOffered'
            ? new AcceptQuote(quoteId, money(5_000n, 'TRY'), context)
            : new DeclineQuote(quoteId, context),
        );
    });
  });
}
