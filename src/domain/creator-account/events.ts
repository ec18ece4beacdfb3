import type { DomainEvent } from '../event.js';
import type { CreatorId, OrderId } from '../ids.js';
import type { Money } from '../money.js';
import type { Instant } from '../time.js';
import type { PayoutEvent, PayoutHoldPlaced, PayoutHoldReleased, PayoutRefused } from './payout-events.js';

type EarningEventOf<Type extends string, Data extends object> = DomainEvent<
  Type,
  { readonly creatorId: CreatorId; readonly orderId: OrderId } & Data
>;

/** As the order snapshotted them when it was placed: earning and fee are the price, to the last minor unit. */
export interface Amounts {
  readonly price: Money;
  readonly fee: Money;
  readonly earning: Money;
}

/** The creator has accepted: this is what delivering will bring. */
export type EarningPending = EarningEventOf<'EarningPending', Amounts & { readonly pendingAt: Instant }>;

/** The order ended without a delivery. */
export type EarningLost = EarningEventOf<
  'EarningLost',
  { readonly earning: Money; readonly lostAt: Instant }
>;

/** Delivered: the price is no longer held for the fan. It can be paid out from `availableAt` on. */
export type EarningEarned = EarningEventOf<
  'EarningEarned',
  Amounts & { readonly earnedAt: Instant; readonly availableAt: Instant }
>;

/** The fan's bank asks the money back: the earning is not paid out until that is decided. */
export type EarningDisputed = EarningEventOf<
  'EarningDisputed',
  { readonly earning: Money; readonly disputeId: string; readonly disputedAt: Instant }
>;

/** The chargeback was won: the earning is the creator's as before. */
export type EarningReleased = EarningEventOf<
  'EarningReleased',
  { readonly earning: Money; readonly disputeId: string; readonly releasedAt: Instant }
>;

/** The chargeback was lost: earning and fee are no longer earned (product.md, "Chargeback after delivery"). */
export type EarningTakenBack = EarningEventOf<
  'EarningTakenBack',
  Amounts & {
    readonly disputeId: string;
    /** The earning, where it was paid out or is on its way: the creator owes it, and the next payout settles that. */
    readonly owed: Money | null;
    readonly takenBackAt: Instant;
  }
>;

export type EarningEvent =
  EarningPending | EarningLost | EarningEarned | EarningDisputed | EarningReleased | EarningTakenBack;

export type CreatorAccountEvent =
  EarningEvent | PayoutEvent | PayoutRefused | PayoutHoldPlaced | PayoutHoldReleased;
