import type { Instant } from '../time.js';
import type { CreatorAccount, Earning } from './account.js';

/** What an account comes to as of an instant, in minor units of its currency. Each earning is in one of these. */
export interface AccountBalance {
  /** Accepted, and not delivered yet. */
  readonly pendingMinor: bigint;
  /** Delivered, and still in the market's hold. */
  readonly inHoldMinor: bigint;
  /** Delivered, and to be paid out. */
  readonly availableMinor: bigint;
  /** Delivered, and not to be paid out before a chargeback is decided. */
  readonly disputedMinor: bigint;
  readonly takenBackMinor: bigint;
}

const NOTHING: AccountBalance = {
  ...{ pendingMinor: 0n, inHoldMinor: 0n, availableMinor: 0n },
  ...{ disputedMinor: 0n, takenBackMinor: 0n },
};

export const balanceOf = ({ earnings }: CreatorAccount, now: Instant): AccountBalance =>
  earnings.reduce<AccountBalance>((sum, earning) => {
    if (earning.status === 'lost') return sum;
    const part = partOf(earning, now);
    return { ...sum, [part]: sum[part] + earning.earning.amountMinor };
  }, NOTHING);

function partOf(earning: Exclude<Earning, { status: 'lost' }>, now: Instant): keyof AccountBalance {
  if (earning.status === 'pending') return 'pendingMinor';
  switch (earning.chargeback.status) {
    case 'open':
      return 'disputedMinor';
    case 'lost':
      return 'takenBackMinor';
    case 'none':
    case 'won':
      return earning.availableAt <= now ? 'availableMinor' : 'inHoldMinor';
  }
}
