import { earning } from './order-opinions.js';
import type { OrderStory } from './order-story.js';

interface Sums {
  readonly currency: string;
  readonly pendingMinor: number;
  readonly inHoldMinor: number;
  readonly nextAvailableAt: string | null;
  readonly pastHoldMinor: number;
  readonly disputedMinor: number;
  readonly chargedBackMinor: number;
}

/** What a creator's orders bring as of an instant, added up per currency in alphabetical order (product.md, "Earnings"). */
export function sumsOfEarnings(orders: readonly OrderStory[], now: string): readonly Sums[] {
  const told = orders.filter((order) => earning(order)['state'] !== 'none');
  const currencies = new Set(told.map(({ placed }) => placed.price.currency));
  return [...currencies].sort().map((currency) => {
    const ofCurrency = told.filter(({ placed }) => placed.price.currency === currency);
    const sumOf = (kind: string): number =>
      ofCurrency
        .filter((order) => kindOf(order, now) === kind)
        .reduce((sum, { placed }) => sum + placed.earning.amountMinor, 0);
    const inHold = ofCurrency.filter((order) => kindOf(order, now) === 'in_hold');
    return {
      currency,
      pendingMinor: sumOf('pending'),
      inHoldMinor: sumOf('in_hold'),
      nextAvailableAt: inHold.map(({ availableAt }) => availableAt).sort()[0] ?? null,
      pastHoldMinor: sumOf('past_hold'),
      disputedMinor: sumOf('disputed'),
      chargedBackMinor: sumOf('charged_back'),
    };
  });
}

function kindOf(order: OrderStory, now: string): unknown {
  const { state, disputed } = earning(order);
  if (state !== 'earned') return state;
  if (disputed === true) return 'disputed';
  return (order.availableAt ?? '') <= now ? 'past_hold' : 'in_hold';
}
