import type { Instant } from '../time.js';
import type { CreatorAccount, Earning, PayoutStatus } from './account.js';

/**
 * What an account comes to as of an instant, in minor units of its currency. What was earned and not taken back is in hold, available,
 * disputed, in transit or paid out, plus what is owed: that was paid out and is not earned any more.
 */
export interface AccountBalance {
  /** Accepted, and not delivered yet. */
  readonly pendingMinor: bigint;
  /** Delivered, and still in the market's hold. */
  readonly inHoldMinor: bigint;
  /** Delivered, and to be paid out. */
  readonly availableMinor: bigint;
  /** Delivered, and not to be paid out before a chargeback is decided. */
  readonly disputedMinor: bigint;
  /** By lost chargebacks, paid out before or not. */
  readonly takenBackMinor: bigint;
  /** In payouts that are neither paid nor failed. */
  readonly inTransitMinor: bigint;
  /** What the creator has of it: a part that came back is owed, and not paid out. */
  readonly paidOutMinor: bigint;
  /** What the next payout settles: paid out, and taken back since. Negative is owed to the creator. */
  readonly owedMinor: bigint;
}

type PartOfEarnings = 'pendingMinor' | 'inHoldMinor' | 'availableMinor' | 'disputedMinor' | 'takenBackMinor';

const NOTHING: Readonly<Record<PartOfEarnings, bigint>> = {
  ...{ pendingMinor: 0n, inHoldMinor: 0n, availableMinor: 0n },
  ...{ disputedMinor: 0n, takenBackMinor: 0n },
};

export function balanceOf(account: CreatorAccount, now: Instant): AccountBalance {
  const parts = account.earnings.reduce((sum, earning) => {
    const part = partOf(earning, now);
    if (part === null || earning.status === 'lost') return sum;
    return { ...sum, [part]: sum[part] + earning.earning.amountMinor };
  }, NOTHING);
  return {
    ...parts,
    inTransitMinor: sumOf(account, IN_TRANSIT),
    paidOutMinor: sumOf(account, ['paid']),
    owedMinor: account.owedMinor,
  };
}

export const IN_TRANSIT: readonly PayoutStatus[] = ['reserved', 'unknown', 'sent'];

const sumOf = ({ payouts }: CreatorAccount, statuses: readonly PayoutStatus[]): bigint =>
  payouts.reduce(
    (sum, { status, amount, returnedMinor }) =>
      statuses.includes(status) ? sum + amount.amountMinor - returnedMinor : sum,
    0n,
  );

/** `null` for what is lost, and for what a payout has. */
export function partOf(earning: Earning, now: Instant): PartOfEarnings | null {
  if (earning.status === 'lost') return null;
  if (earning.status === 'pending') return 'pendingMinor';
  if (earning.chargeback.status === 'lost') return 'takenBackMinor';
  if (earning.payoutId !== null) return null;
  if (earning.chargeback.status === 'open') return 'disputedMinor';
  return earning.availableAt <= now ? 'availableMinor' : 'inHoldMinor';
}
