import type { Earning, Payout } from '../../domain/creator-account/account.js';
import { IN_TRANSIT, partOf } from '../../domain/creator-account/balance.js';
import type { OrderId, PayoutId } from '../../domain/ids.js';
import type { Instant } from '../../domain/time.js';
import type { AccountThen } from './account-past.js';
import type { Waiting } from './aging-stages.js';

/** What the money of an account waits for: earnings that no payout has, payouts under way, and what the creator owes. */
export function waitingOfAccount(then: AccountThen, now: Instant): readonly Waiting[] {
  const { account, changedAt, owedSince } = then;
  const waiting: Waiting[] = [];
  for (const [orderId, earning] of account.earnings)
    waiting.push(...waitingOfEarning(orderId, earning, changedAt.get(orderId) ?? now, now));
  for (const [payoutId, payout] of account.payouts)
    if (IN_TRANSIT.includes(payout.status))
      waiting.push(inTransit(payoutId, payout, changedAt.get(payoutId) ?? now));
  const owed = { stage: 'owed_by_creator', dueAt: null, orderId: null, payoutId: null } as const;
  if (account.owedMinor !== 0n)
    waiting.push({ ...owed, since: owedSince ?? now, amountMinor: account.owedMinor });
  return waiting.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** A map has no order of its own to rely on. */
const nameOf = ({ orderId, payoutId }: Waiting): string => orderId ?? payoutId ?? '';

function waitingOfEarning(
  orderId: OrderId,
  earning: Earning,
  changedAt: string,
  now: Instant,
): readonly Waiting[] {
  if (earning.status !== 'earned' || earning.earning.amountMinor === 0n) return [];
  const { availableAt } = earning;
  const common = { orderId, payoutId: null, amountMinor: earning.earning.amountMinor };
  switch (partOf(earning, now)) {
    case 'disputedMinor':
      return [{ ...common, stage: 'earning_disputed', since: changedAt, dueAt: null }];
    case 'availableMinor':
      return [{ ...common, stage: 'payable', since: availableAt, dueAt: null }];
    case 'inHoldMinor':
      return [{ ...common, stage: 'in_hold', since: changedAt, dueAt: availableAt }];
    default:
      return [];
  }
}

const inTransit = (payoutId: PayoutId, { amount: { amountMinor } }: Payout, since: string): Waiting => ({
  ...{ stage: 'payout_in_transit', since, dueAt: null },
  ...{ orderId: null, payoutId, amountMinor },
});
