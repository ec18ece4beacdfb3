import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { type Amount, textIn } from './order-story.js';

interface Earned {
  readonly creatorId: string;
  readonly earning: Amount;
  readonly availableAt: string;
  readonly part: 'pending' | 'earned' | 'disputed' | 'takenBack' | 'lost';
}

interface Balance {
  readonly currency: string;
  readonly hold: null;
  readonly pendingMinor: number;
  readonly inHoldMinor: number;
  readonly availableMinor: number;
  readonly disputedMinor: number;
  readonly takenBackMinor: number;
  readonly inTransitMinor: 0;
  readonly paidOutMinor: 0;
  readonly owedMinor: 0;
}

const PARTS: Readonly<Record<string, Earned['part']>> = {
  EarningPending: 'pending',
  EarningLost: 'lost',
  EarningEarned: 'earned',
  EarningDisputed: 'disputed',
  EarningReleased: 'earned',
  EarningTakenBack: 'takenBack',
};

/** What a creator's accounts come to as of an instant, per currency in alphabetical order, added up by somebody else from the log. */
export function balancesOf(
  events: readonly RecordedEvent[],
  creatorId: string,
  now: string,
): readonly Balance[] {
  const earned = new Map<string, Earned>();
  for (const { type, data } of events) {
    const part = PARTS[type];
    if (part === undefined || textIn(data, 'creatorId') !== creatorId) continue;
    const orderId = textIn(data, 'orderId');
    const { earning } = data as unknown as Earned;
    const availableAt = textIn(data, 'availableAt') || (earned.get(orderId)?.availableAt ?? '');
    earned.set(orderId, { creatorId, earning, availableAt, part });
  }
  const all = [...earned.values()];
  return [...new Set(all.map(({ earning }) => earning.currency))].sort().map((currency) => {
    const sumOf = (isIn: (each: Earned) => boolean): number =>
      all
        .filter((each) => each.earning.currency === currency && isIn(each))
        .reduce((sum, { earning }) => sum + earning.amountMinor, 0);
    return {
      currency,
      hold: null,
      pendingMinor: sumOf(({ part }) => part === 'pending'),
      inHoldMinor: sumOf(({ part, availableAt }) => part === 'earned' && availableAt > now),
      availableMinor: sumOf(({ part, availableAt }) => part === 'earned' && availableAt <= now),
      disputedMinor: sumOf(({ part }) => part === 'disputed'),
      takenBackMinor: sumOf(({ part }) => part === 'takenBack'),
      // Nobody is paid out in a world yet.
      ...{ inTransitMinor: 0, paidOutMinor: 0, owedMinor: 0 },
    };
  });
}
