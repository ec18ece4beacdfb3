import { PayAgain } from '../../src/application/orders/pay-again.js';
import { PlaceOrder } from '../../src/application/orders/place-order.js';
import { RateOrder } from '../../src/application/orders/rate-order.js';
import { WithdrawOrder } from '../../src/application/orders/withdraw-order.js';
import type { FanId, OrderId, QuoteId } from '../../src/domain/ids.js';
import { type Currency, money, type Money } from '../../src/domain/money.js';
import { type Amount, textIn } from '../laws/order-story.js';
import { personal } from '../laws/privacy.js';
import { type Method, METHODS } from '../ports/provider-objects.js';
import type { World } from '../world/world.js';
import { asFan, type Cast, DAY_MS, HOUR_MS, MINUTE_MS } from './cast.js';

/** Whoever wants to order tries longer than for anything else. */
const ATTEMPTS = 60;

/** Of which most payments succeed. */
const GOOD_METHODS: readonly Method[] = ['pm_good', 'pm_good', 'pm_good', 'pm_refund_slow', 'pm_declined'];

function mostOrders({ isAboutPayouts, isSmall }: World): [number, number] {
  if (isAboutPayouts) return [4, 6];
  return [1, isSmall ? 2 : 3];
}

/** Order, pay, think better of it, pay again with another card, and say how it was. */
export function fansAct(world: World, { fans, creators }: Cast): void {
  const { wishes, time } = world;
  const owners = new Map<string, FanId>();

  /** As it is published now; some have looked before. */
  const prices = new Map<string, Money>();
  world.onEvent(({ type, data }) => {
    const { amountMinor, currency } = (data['price'] ?? {}) as unknown as Amount;
    if (type === 'OfferingPublished')
      prices.set(textIn(data, 'creatorId'), money(BigInt(amountMinor), currency as Currency));
  });

  const place = (fanId: FanId): void => {
    const creator = wishes.oneOf(creators);
    const current = wishes.permille(500) ? prices.get(creator.id) : undefined;
    const order = {
      creatorId: creator.id,
      quoteId: null as QuoteId | null,
      price: current ?? creator.price,
      brief: personal('Please sing for my aunt.', fanId),
      paymentMethod: wishes.oneOf(world.isAboutPayouts ? GOOD_METHODS : METHODS),
    };
    void world.ask(asFan(fanId), (context) => new PlaceOrder(order, context), ATTEMPTS);
  };
  for (const fanId of fans)
    for (let orders = wishes.between(...mostOrders(world)); orders > 0; orders -= 1)
      time.after(wishes.between(0, 12 * HOUR_MS), () => place(fanId));

  // At the very instant when a market's terms change.
  world.onEvent(({ type, data }) => {
    if (type !== 'MarketTermsPublished') return;
    const inMs = Date.parse(textIn(data, 'effectiveFrom')) - time.nowMs;
    if (inMs > HOUR_MS / 2)
      for (const fanId of fans) time.after(inMs + wishes.oneOf([-1, 0, 0, 0]), () => place(fanId));
  });

  const reactions: Readonly<Record<string, (fan: FanId, orderId: OrderId) => void>> = {
    OrderPlaced: (fan, orderId) => {
      // Twice pressed: the first attempt may still succeed.
      if (wishes.permille(100))
        time.after(wishes.between(0, 5_000), () => {
          void world.ask(asFan(fan), (context) => new PayAgain(orderId, 'pm_good', context));
        });
      if (wishes.permille(200))
        time.after(wishes.between(0, 4 * DAY_MS), () => {
          void world.ask(asFan(fan), (context) => new WithdrawOrder(orderId, context));
        });
    },
    PaymentFailed: (fan, orderId) => {
      if (!wishes.permille(700)) return;
      time.after(wishes.between(0, 40 * MINUTE_MS), () => {
        const method = wishes.oneOf(METHODS);
        void world.ask(asFan(fan), (context) => new PayAgain(orderId, method, context));
      });
    },
    VideoDelivered: (fan, orderId) => {
      if (!wishes.permille(500)) return;
      for (let times = wishes.permille(150) ? 2 : 1; times > 0; times -= 1)
        time.after(wishes.between(0, 2 * DAY_MS), () => {
          const rating = { stars: wishes.between(1, 5), comment: personal('My aunt cried.', fan) };
          void world.ask(asFan(fan), (context) => new RateOrder(orderId, rating, context));
        });
    },
  };

  world.onEvent(({ type, data }) => {
    const { orderId, fanId } = data as { readonly orderId: OrderId; readonly fanId?: FanId };
    if (type === 'OrderPlaced' && fanId !== undefined) owners.set(orderId, fanId);
    const fan = owners.get(orderId);
    if (fan !== undefined) reactions[type]?.(fan, orderId);
  });
}
