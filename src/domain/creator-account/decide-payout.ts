import type { CreatorId, DestinationId, OrderId, PayoutId, PayoutRunId } from '../ids.js';
import { type Decision, isRejection, reject } from '../rejection.js';
import type { Instant } from '../time.js';
import type { CreatorAccount } from './account.js';
import type { CreatorAccountEvent } from './events.js';
import type { HoldReason, PayoutParts, PayoutRailName } from './payout-events.js';
import { isAvailable } from './payout-proposal.js';

/** One line of a run that was approved. */
export interface ReservePayout extends PayoutParts {
  readonly creatorId: CreatorId;
  readonly payoutId: PayoutId;
  readonly runId: PayoutRunId;
  readonly orderIds: readonly OrderId[];
  readonly rail: PayoutRailName;
  readonly destinationId: DestinationId;
  readonly now: Instant;
}

/**
 * Takes the orders out of what is available, all or none: where anything is not as it was proposed, the line is refused, and the
 * next run proposes what is so then. This is what pays nothing twice.
 */
export function reservePayout(
  account: CreatorAccount,
  { now, ...line }: ReservePayout,
): Decision<CreatorAccountEvent> {
  if (account.payouts.has(line.payoutId)) return [];
  if (account.hold !== null)
    return reject('payout_held', `nothing is paid out from this account: ${account.hold}`);
  const stale = whatChanged(account, line, now);
  if (stale !== undefined) return reject('payout_stale', stale);
  return [{ type: 'PayoutReserved', data: { ...line, reservedAt: now } }];
}

/**
 * Reserves a line or refuses it, for good: the account has it, so whoever comes later changes nothing, even an instance that was frozen
 * meanwhile, and whatever has become of the reason.
 */
export function settleLine(
  account: CreatorAccount,
  line: ReservePayout,
  currentDestination: DestinationId | undefined,
): Decision<CreatorAccountEvent> {
  const { creatorId, payoutId, runId, now } = line;
  if (account.payouts.has(payoutId) || account.refused.has(payoutId)) return [];
  const decision =
    line.destinationId === currentDestination
      ? reservePayout(account, line)
      : reject('payout_stale', 'the creator wants to be paid out elsewhere since');
  if (!isRejection(decision)) return decision;
  const { code } = decision;
  return [{ type: 'PayoutRefused', data: { creatorId, payoutId, runId, code, refusedAt: now } }];
}

function whatChanged(
  { earnings, owedMinor }: CreatorAccount,
  { orderIds, earned, debtSettled, amount }: Omit<ReservePayout, 'now'>,
  now: Instant,
): string | undefined {
  let earnedMinor = 0n;
  for (const orderId of new Set(orderIds)) {
    const earning = earnings.get(orderId);
    if (earning === undefined || !isAvailable(earning, now))
      return `the earning of ${orderId} is not available any more`;
    earnedMinor += earning.earning.amountMinor;
  }
  if (owedMinor !== debtSettled.amountMinor) return 'what the creator owes has changed since it was proposed';
  const isSum = earned.amountMinor === earnedMinor && amount.amountMinor === earnedMinor - owedMinor;
  return isSum && amount.amountMinor > 0n ? undefined : 'the amount is not that of its orders';
}

/** Nothing more is reserved until it is released; what is reserved goes on. Placed again, it has the newer reason. */
export function placeHold(
  { hold }: CreatorAccount,
  {
    creatorId,
    reason,
    now,
  }: { readonly creatorId: CreatorId; readonly reason: HoldReason; readonly now: Instant },
): Decision<CreatorAccountEvent> {
  return hold === reason ? [] : [{ type: 'PayoutHoldPlaced', data: { creatorId, reason, placedAt: now } }];
}

export function releaseHold(
  { hold }: CreatorAccount,
  { creatorId, now }: { readonly creatorId: CreatorId; readonly now: Instant },
): Decision<CreatorAccountEvent> {
  return hold === null ? [] : [{ type: 'PayoutHoldReleased', data: { creatorId, releasedAt: now } }];
}
