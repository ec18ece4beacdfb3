import { type OrderStory, textIn } from '../laws/order-story.js';
import type { World } from '../world/world.js';

/** Of a thousand payments that wait for the fan or the bank, so many come when it is all but too late. */
const LATE_PERMILLE = 700;
/** So long before, so that the order is told of it at the very instant: of what is in the log, the program hears a moment later. */
const BEFORE_MS = [1, 2, 2, 2, 3];

const HURRIES_MS = 20;

/** Banks that make a payment at the last moment, and the program hears of it at once. */
export function paymentsComeLate(world: World, stories: ReadonlyMap<string, OrderStory>): void {
  const { time, provider, trace } = world;
  const wishes = world.diceFor('last payments');
  world.onEvent(({ type, data }) => {
    if (type !== 'PaymentActionRequired' || !wishes.permille(LATE_PERMILLE)) return;
    const orderId = textIn(data, 'orderId');
    const payBy = textIn(stories.get(orderId)?.placed ?? {}, 'payBy');
    time.after(Date.parse(payBy) - wishes.oneOf(BEFORE_MS) - time.nowMs, () => {
      if (!provider.completeAtLast(orderId)) return;
      trace.tell('bank', `takes the money for ${orderId} at last`);
      time.news();
      world.hurry(HURRIES_MS);
      for (const { application } of world.up) application.reconcile().catch(() => undefined);
    });
  });
}
