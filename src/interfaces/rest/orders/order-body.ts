import type { Explanation } from '../../../application/orders/explanation.js';
import type { ToldEntry } from '../../../application/orders/get-timeline.js';
import type { OrderSummary } from '../../../application/orders/visible-order.js';
import { bodyOf } from '../shared/snake-case.js';
import { moneyView } from '../shared/money.dto.js';

/** An order over HTTP: its amounts are money, with their currency. */
export function orderBody(order: OrderSummary) {
  const { priceMinor, feeMinor, earningMinor, currency, money, ...rest } = order;
  return {
    ...bodyOf(rest),
    price: moneyView(priceMinor, currency),
    fee: moneyView(feeMinor, currency),
    earning: moneyView(earningMinor, currency),
    /** Where the fan's money is, in minor units of the price's currency. */
    money: bodyOf(money),
  };
}

export const timelineBody = (orderId: string, entries: readonly ToldEntry[], explanation: Explanation) => ({
  order_id: orderId,
  ...bodyOf(explanation),
  entries: entries.map((entry) => bodyOf(entry)),
});
