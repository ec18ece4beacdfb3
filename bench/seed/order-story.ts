import { idFrom } from '../../src/application/events/derived-ids.js';
import type { OrderId } from '../../src/domain/ids.js';
import { DEFAULT_MARKETS } from '../../src/domain/market/terms.js';
import { acceptOrder, placeOrder, submitVideo } from '../../src/domain/order/decide.js';
import { recordFundsHeld } from '../../src/domain/order/decide-money.js';
import type { OrderEvent } from '../../src/domain/order/events.js';
import { evolveOrder, initialOrder, type Order } from '../../src/domain/order/order.js';
import { type Decision, isRejection } from '../../src/domain/rejection.js';
import type { Instant } from '../../src/domain/time.js';
import { creatorId, fanId, PRICE } from './people.js';

export const BRIEF = 'Please sing happy birthday for my aunt Elif, who turns 60, and mention her cat Pamuk.';

/** `held` orders wait for their creator to accept; `delivered` ones are over. */
export type StoryEnd = 'held' | 'delivered';

export const EVENTS_PER_STORY: Readonly<Record<StoryEnd, number>> = { held: 2, delivered: 5 };

/** The `n`-th order of this kind, the same in every process of the benchmark. */
export const storyOrderId = (end: StoryEnd, n: number): OrderId => idFrom('ord', `bench ${end} ${String(n)}`);

/** What the product itself would have decided, command after command. */
export function orderStory(end: StoryEnd, n: number, now: Instant): readonly OrderEvent[] {
  const steps = end === 'held' ? PAID : [...PAID, ...DELIVERED];
  const story: OrderEvent[] = [];
  let order = initialOrder;
  for (const step of steps) {
    const events = accepted(step(order, storyOrderId(end, n), n, now));
    order = events.reduce(evolveOrder, order);
    story.push(...events);
  }
  return story;
}

type Step = (order: Order, orderId: OrderId, n: number, now: Instant) => Decision<OrderEvent>;

const PAID: readonly Step[] = [
  (order, orderId, n, now) =>
    placeOrder(order, {
      orderId,
      fanId: fanId(n),
      creatorId: creatorId(n),
      market: 'TR',
      fanMarket: 'TR',
      quoteId: null,
      price: PRICE,
      terms: { version: 1, effectiveFrom: now, terms: DEFAULT_MARKETS.TR },
      brief: BRIEF,
      paymentMethod: 'pm_card_visa',
      now,
    }),
  (order, orderId, _n, now) =>
    recordFundsHeld(order, { paymentId: `pi_${orderId}`, chargeId: `ch_${orderId}`, amount: PRICE, now }),
];

const DELIVERED: readonly Step[] = [
  (order, _orderId, _n, now) => acceptOrder(order, { now }),
  (order, orderId, _n, now) =>
    submitVideo(order, {
      video: {
        videoId: idFrom('vid', orderId),
        sha256: 'a'.repeat(64),
        bytes: 12_000_000,
        durationMs: 45_000,
        container: 'mp4',
      },
      uploadedFor: orderId,
      now,
    }),
];

function accepted(decision: Decision<OrderEvent>): readonly OrderEvent[] {
  if (isRejection(decision)) throw new Error(`a seeded order was refused: ${decision.detail}`);
  return decision;
}
