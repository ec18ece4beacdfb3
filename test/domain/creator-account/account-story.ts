import { creatorAccounts } from '../../../src/application/aggregates.js';
import type { CreatorAccountEvent, EarningTakenBack } from '../../../src/domain/creator-account/events.js';
import type { ReservePayout } from '../../../src/domain/creator-account/decide-payout.js';
import type { OrderId, PayoutId } from '../../../src/domain/ids.js';
import { money, splitFee } from '../../../src/domain/money.js';
import { givenFor } from '../../support/given.js';
import { CREATOR_ID, PRICE } from '../people.js';
import { START } from '../timeline.js';

export const givenAccount = givenFor(creatorAccounts);

const { fee, earning } = splitFee(PRICE, 2_000);
export const EARNING_MINOR = earning.amountMinor;

export const lira = (amountMinor: bigint) => money(amountMinor, 'TRY');

/** Accepted, delivered, and available from the start on. */
export function earnedBy(orderId: OrderId, availableAt = START): readonly CreatorAccountEvent[] {
  const amounts = { creatorId: CREATOR_ID, orderId, price: PRICE, fee, earning };
  return [
    { type: 'EarningPending', data: { ...amounts, pendingAt: START } },
    { type: 'EarningEarned', data: { ...amounts, earnedAt: START, availableAt } },
  ];
}

export const disputed = (orderId: OrderId): CreatorAccountEvent => ({
  type: 'EarningDisputed',
  data: { creatorId: CREATOR_ID, orderId, earning, disputeId: `dp_${orderId}`, disputedAt: START },
});

export const takenBack = (orderId: OrderId, owed: EarningTakenBack['data']['owed']): CreatorAccountEvent => ({
  type: 'EarningTakenBack',
  data: {
    ...{ creatorId: CREATOR_ID, orderId, price: PRICE, fee, earning },
    ...{ disputeId: `dp_${orderId}`, owed, takenBackAt: START },
  },
});

export const OF_PAYOUT = { creatorId: CREATOR_ID, payoutId: 'pay_1' as PayoutId };

/** A line of a run: all that the orders have earned, less the debt. */
export function lineOf(
  orderIds: readonly OrderId[],
  { payoutId = OF_PAYOUT.payoutId, debtMinor = 0n } = {},
): ReservePayout {
  const earnedMinor = BigInt(orderIds.length) * EARNING_MINOR;
  return {
    ...{ creatorId: CREATOR_ID, payoutId, runId: 'run_1', orderIds },
    ...{ rail: 'stripe_transfers', destinationId: 'dst_1' },
    ...{ earned: lira(earnedMinor), debtSettled: lira(debtMinor), amount: lira(earnedMinor - debtMinor) },
    now: START,
  };
}

export function reserved(line: ReservePayout): CreatorAccountEvent {
  const { now, ...data } = line;
  return { type: 'PayoutReserved', data: { ...data, reservedAt: now } };
}
