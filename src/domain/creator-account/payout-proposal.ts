import type { OrderId } from '../ids.js';
import { type Currency, money } from '../money.js';
import { HIGHEST_AMOUNT_MINOR } from '../market/terms.js';
import type { Instant } from '../time.js';
import type { CreatorAccount, Earned, Earning } from './account.js';
import { partOf } from './balance.js';
import type { PayoutParts } from './payout-events.js';

/** What could be paid out from an account now. */
export type PayoutProposal = PayoutParts & { readonly orderIds: readonly OrderId[] };

/** Why nothing can be paid out from an account now. */
export type NothingToPayOut = 'nothing_available' | 'below_minimum' | 'payout_held';

/** So many orders one payout settles at most: it is one event. The rest waits for the next. */
export const MOST_ORDERS_PER_PAYOUT = 500;

/**
 * The orders that have been available for longest, less what the creator owes. What is more than the provider takes at once, or than
 * one payout settles, is left for the next.
 */
export function proposalOf(
  account: CreatorAccount,
  {
    currency,
    minimumMinor,
    now,
  }: { readonly currency: Currency; readonly minimumMinor: bigint; readonly now: Instant },
): PayoutProposal | NothingToPayOut {
  if (account.hold !== null) return 'payout_held';
  const { orderIds, earnedMinor } = longestAvailable(account, now);
  if (orderIds.length === 0) return 'nothing_available';
  const amountMinor = earnedMinor - account.owedMinor;
  if (amountMinor < 1n || amountMinor < minimumMinor) return 'below_minimum';
  return {
    orderIds,
    earned: money(earnedMinor, currency),
    debtSettled: money(account.owedMinor, currency),
    amount: money(amountMinor, currency),
  };
}

function longestAvailable(account: CreatorAccount, now: Instant) {
  const available = account.earnings
    .toArray()
    .flatMap(([orderId, earning]) => (isAvailable(earning, now) ? [{ orderId, ...earning }] : []))
    .sort((a, b) => compare(a.availableAt, b.availableAt) || compare(a.orderId, b.orderId));
  const orderIds: OrderId[] = [];
  let earnedMinor = 0n;
  for (const { orderId, earning } of available.slice(0, MOST_ORDERS_PER_PAYOUT)) {
    if (earnedMinor + earning.amountMinor - account.owedMinor > HIGHEST_AMOUNT_MINOR) break;
    orderIds.push(orderId);
    earnedMinor += earning.amountMinor;
  }
  return { orderIds, earnedMinor };
}

export const isAvailable = (earning: Earning, now: Instant): earning is Earned =>
  partOf(earning, now) === 'availableMinor';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
