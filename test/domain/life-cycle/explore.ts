import { deadlineOf } from '../../../src/domain/order/decide.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import { evolveOrder, initialOrder, type Order, paymentOf } from '../../../src/domain/order/order.js';
import { leftOfPayment } from '../../../src/domain/order/money-of-order.js';
import { isRejection } from '../../../src/domain/rejection.js';
import { type Instant, MINUTE_MS, plusMs } from '../../../src/domain/time.js';
import { ORDER_COMMANDS } from '../order/order-commands.js';
import { placedUnder } from '../order/story.js';
import { START } from '../timeline.js';

/** An order as it was first met, and when it came to be so. */
export interface Met {
  readonly order: Order;
  readonly since: Instant;
}

/** One append: what an order was, what happened by one stroke, and what it was then. */
export interface Stroke {
  readonly before: Order;
  readonly events: readonly OrderEvent[];
  readonly after: Order;
}

export interface Exploration {
  /** In the order in which they were met, one per kind. */
  readonly met: readonly Met[];
  readonly strokes: readonly Stroke[];
}

const PLACED_UNDER_ALL_TERMS = [false, true].flatMap((reviewRequests) =>
  [false, true].map((reviewVideos) => placedUnder({ reviewRequests, reviewVideos })),
);

/** Goes breadth first, by every command, at once and at the deadline, through all that an order can be. */
export function explore(): Exploration {
  const placed = PLACED_UNDER_ALL_TERMS.map((event): Stroke => strokeOf(initialOrder, [event]));
  const strokes = [...placed];
  const met = new Map<string, Met>();
  let frontier: readonly Met[] = placed.map(({ after }) => ({ order: after, since: START }));
  while (frontier.length > 0) {
    const fresh: Met[] = [];
    for (const one of frontier) {
      if (met.has(kindOf(one.order))) continue;
      met.set(kindOf(one.order), one);
      fresh.push(one);
    }
    const next = fresh.flatMap(strokesFrom);
    for (const { stroke } of next) strokes.push(stroke);
    frontier = next.map(({ stroke: { after }, at }) => ({ order: after, since: at }));
  }
  return { met: [...met.values()], strokes };
}

function strokesFrom({ order, since }: Met): readonly { readonly stroke: Stroke; readonly at: Instant }[] {
  const deadline = deadlineOf(order);
  const soon = plusMs(since, MINUTE_MS);
  return (deadline === null ? [soon] : [soon, deadline]).flatMap((at) =>
    strokesAt(order, at).map((stroke) => ({ stroke, at })),
  );
}

/** What every command does to an order at an instant. */
export const strokesAt = (order: Order, at: Instant): readonly Stroke[] =>
  ORDER_COMMANDS.flatMap(({ run }) => {
    const decision = run(order, at);
    return isRejection(decision) || decision.length === 0 ? [] : [strokeOf(order, decision)];
  });

const strokeOf = (before: Order, events: readonly OrderEvent[]): Stroke => ({
  before,
  events,
  after: events.reduce(evolveOrder, before),
});

/** What deciders look at, without instants and counters: finitely many. */
function kindOf(order: Order): string {
  if (order.status === 'none') return order.status;
  const { reviewRequests, reviewVideos } = order.facts.terms;
  return JSON.stringify([
    reviewRequests,
    reviewVideos,
    order.status,
    chargebackOf(order),
    evidenceOf(order),
    refundOf(order),
    givenBackOf(order),
    order.status === 'ended' && order.ending,
    order.status === 'delivered' && order.rated,
  ]);
}

export const refundOf = (order: Order): string => (order.status === 'ended' ? order.refund.status : 'none');

/** How much of its payment has gone back. */
function givenBackOf(order: Order): string {
  if (order.status === 'none' || order.status === 'awaiting_payment' || order.payment === null) return 'none';
  if (leftOfPayment(order).amountMinor === 0n) return 'all';
  return order.payment.givenBack.length === 0 ? 'none' : 'part';
}

const evidenceOf = (order: Order): string =>
  order.status === 'none' ? 'none' : (paymentOf(order)?.evidence.status ?? 'none');

/** `none` of an order that has been paid; `unpaid` of one that has not. */
export function chargebackOf(order: Order): string {
  if (order.status === 'none' || order.status === 'awaiting_payment') return 'unpaid';
  return order.payment?.chargeback.status ?? 'unpaid';
}
