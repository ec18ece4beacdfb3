import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { CreatorId } from '../../domain/ids.js';
import type { Currency } from '../../domain/money.js';
import type { Instant } from '../../domain/time.js';
import type { Position } from '../ports/event-store.js';
import { creatorEarnings, type Earning } from '../projections/creator-earnings.js';
import { ReadModelReader } from '../runtime/read-model-reader.js';

/** Sums of one currency, in its minor units. */
export interface EarningsOfCurrency {
  readonly currency: Currency;
  /** Accepted, and not delivered yet. */
  readonly pendingMinor: bigint;
  /** Delivered, and still in the market's hold. */
  readonly inHoldMinor: bigint;
  /** When the first of these becomes available; `null` when there are none. */
  readonly nextAvailableAt: string | null;
  /** Delivered, and past the hold, whether it was paid out since or not: what is to be had, the creator's account tells. */
  readonly pastHoldMinor: bigint;
  /** Delivered, and not to be paid out before a chargeback is decided. */
  readonly disputedMinor: bigint;
  readonly chargedBackMinor: bigint;
}

/** What a creator has earned as of an instant, per currency in alphabetical order. */
export class EarningsSummary extends Query<readonly EarningsOfCurrency[]> {
  constructor(
    readonly creatorId: CreatorId,
    readonly now: Instant,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(EarningsSummary)
export class EarningsSummaryHandler implements IQueryHandler<EarningsSummary> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ creatorId, now, atLeast }: EarningsSummary): Promise<readonly EarningsOfCurrency[]> {
    const sums = new Map<Currency, EarningsOfCurrency>();
    // In an order that never changes, so that an earning whose state changes meanwhile is still met exactly once.
    for await (const earning of this.reader.all(creatorEarnings, { filter: { creatorId } }, atLeast)) {
      if (earning.state === 'none') continue;
      const sum = sums.get(earning.currency) ?? nothingIn(earning.currency);
      sums.set(earning.currency, withEarning(sum, earning, now));
    }
    return [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
  }
}

const nothingIn = (currency: Currency): EarningsOfCurrency => ({
  currency,
  pendingMinor: 0n,
  inHoldMinor: 0n,
  nextAvailableAt: null,
  pastHoldMinor: 0n,
  disputedMinor: 0n,
  chargedBackMinor: 0n,
});

function withEarning(sum: EarningsOfCurrency, earning: Earning, now: Instant): EarningsOfCurrency {
  const minor = BigInt(earning.earningMinor);
  switch (earning.state) {
    case 'pending':
      return { ...sum, pendingMinor: sum.pendingMinor + minor };
    case 'earned':
      return withEarned(sum, earning, now);
    case 'charged_back':
      return { ...sum, chargedBackMinor: sum.chargedBackMinor + minor };
    case 'none':
    case 'lost':
      return sum;
  }
}

function withEarned(
  sum: EarningsOfCurrency,
  { earningMinor, disputed, availableAt }: Earning,
  now: Instant,
): EarningsOfCurrency {
  const minor = BigInt(earningMinor);
  if (disputed) return { ...sum, disputedMinor: sum.disputedMinor + minor };
  if (availableAt === null || availableAt <= now) return { ...sum, pastHoldMinor: sum.pastHoldMinor + minor };
  const { nextAvailableAt } = sum;
  const isNext = nextAvailableAt === null || availableAt < nextAvailableAt;
  return {
    ...sum,
    inHoldMinor: sum.inHoldMinor + minor,
    nextAvailableAt: isNext ? availableAt : nextAvailableAt,
  };
}
