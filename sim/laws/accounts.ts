import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { AccountStories, type AccountStory, type EarningStory, IN_TRANSIT } from './account-story.js';

interface Balance {
  readonly currency: string;
  readonly hold: string | null;
  readonly pendingMinor: number;
  readonly inHoldMinor: number;
  readonly availableMinor: number;
  readonly disputedMinor: number;
  readonly takenBackMinor: number;
  readonly inTransitMinor: number;
  readonly paidOutMinor: number;
  readonly owedMinor: number;
}

/** What a creator's accounts come to as of an instant, per currency in alphabetical order, added up by somebody else from the log. */
export function balancesOf(
  events: readonly RecordedEvent[],
  creatorId: string,
  now: string,
): readonly Balance[] {
  const stories = new AccountStories();
  for (const event of events)
    if (event.stream.startsWith(`creator_account-${creatorId}.`)) stories.take(event);
  return [...stories.all.values()]
    .filter(({ earnings }) => earnings.size > 0)
    .sort((one, other) => (one.currency < other.currency ? -1 : 1))
    .map((account) => balanceOf(account, now));
}

function balanceOf({ currency, hold, earnings, payouts, owedMinor }: AccountStory, now: string): Balance {
  const sumOf = (isIn: (each: EarningStory) => boolean): number =>
    [...earnings.values()].filter(isIn).reduce((sum, { minor }) => sum + minor, 0);
  const isFree = ({ part, payoutId }: EarningStory) => part === 'earned' && payoutId === null;
  const paying = (states: readonly string[]): number =>
    [...payouts.values()]
      .filter(({ state }) => states.includes(state))
      .reduce((sum, { amountMinor, returnedMinor }) => sum + amountMinor - returnedMinor, 0);
  return {
    ...{ currency, hold },
    pendingMinor: sumOf(({ part }) => part === 'pending'),
    inHoldMinor: sumOf((each) => isFree(each) && (each.availableAt ?? '') > now),
    availableMinor: sumOf((each) => isFree(each) && (each.availableAt ?? '') <= now),
    disputedMinor: sumOf(({ part, payoutId }) => part === 'disputed' && payoutId === null),
    takenBackMinor: sumOf(({ part }) => part === 'takenBack'),
    ...{ inTransitMinor: paying(IN_TRANSIT), paidOutMinor: paying(['paid']), owedMinor },
  };
}
