import type { DomainEvent } from '../event.js';
import type { CreatorId, DestinationId, OrderId, PayoutId, PayoutRunId } from '../ids.js';
import type { Money } from '../money.js';
import type { Instant } from '../time.js';

/** Ways that money goes out to creators. Stored, so never renamed. */
export const PAYOUT_RAILS = ['stripe_transfers', 'bank_transfers'] as const;
export type PayoutRailName = (typeof PAYOUT_RAILS)[number];

type PayoutEventOf<Type extends string, Data extends object> = DomainEvent<
  Type,
  { readonly creatorId: CreatorId; readonly payoutId: PayoutId } & Data
>;

/** What one payout consists of: the amount is what was earned, less the debt that it settles. */
export interface PayoutParts {
  readonly earned: Money;
  /** Negative where an earlier payout settled a debt that turned out not to be one: then it is paid on top. */
  readonly debtSettled: Money;
  readonly amount: Money;
}

/** From now on these orders are paid out by this payout and by no other, until it has failed or come back. */
export type PayoutReserved = PayoutEventOf<
  'PayoutReserved',
  PayoutParts & {
    readonly runId: PayoutRunId;
    readonly orderIds: readonly OrderId[];
    readonly rail: PayoutRailName;
    readonly destinationId: DestinationId;
    readonly reservedAt: Instant;
  }
>;

/** The line was not as it was proposed any more, or its creator cannot be paid: it is never reserved, whatever becomes of the reason. */
export type PayoutRefused = PayoutEventOf<
  'PayoutRefused',
  { readonly runId: PayoutRunId; readonly code: string; readonly refusedAt: Instant }
>;

/** The rail did not answer: the money may have gone out or not. It is looked up until that is known. */
export type PayoutOutcomeUnknown = PayoutEventOf<
  'PayoutOutcomeUnknown',
  {
    /** How often in a row. */
    readonly failures: number;
    readonly unknownAt: Instant;
    readonly retryAt: Instant;
  }
>;

/** The rail has taken it, and the creator does not have it yet. */
export type PayoutSent = PayoutEventOf<
  'PayoutSent',
  { readonly reference: string; readonly amount: Money; readonly sentAt: Instant }
>;

/** The money has left us, and the creator has it, as far as the rail can see. It can still come back. */
export type PayoutPaid = PayoutEventOf<
  'PayoutPaid',
  {
    readonly rail: PayoutRailName;
    readonly reference: string;
    readonly amount: Money;
    readonly paidAt: Instant;
  }
>;

/** The bank names the entry by which it has booked what was called paid without a name: another name is other money. */
export type PayoutBooked = PayoutEventOf<
  'PayoutBooked',
  { readonly reference: string; readonly bookedAt: Instant }
>;

/** What of the payout's orders was taken back since it was reserved: it is not to be paid out again, and no longer owed. */
interface Undone extends PayoutParts {
  readonly takenBack: Money;
  /** The rail's own code, or ours where it was never sent. */
  readonly code: string;
}

/** The money never left us. Its orders are to be paid out again. */
export type PayoutFailed = PayoutEventOf<'PayoutFailed', Undone & { readonly failedAt: Instant }>;

/** It had been paid, and all of it came back. Its orders are to be paid out again. */
export type PayoutReturned = PayoutEventOf<
  'PayoutReturned',
  Undone & {
    readonly rail: PayoutRailName;
    /** What had come back of it before, in parts; `null` where nothing had. */
    readonly returnedBefore: Money | null;
    /** What the bank took of it on its way back, which the platform bears; `null` where it took nothing. */
    readonly charges: Money | null;
    readonly returnedAt: Instant;
  }
>;

/** A part of what had been paid came back. Its orders stay paid out, and the creator is owed that part. */
export type PayoutPartReturned = PayoutEventOf<
  'PayoutPartReturned',
  { readonly rail: PayoutRailName; readonly amount: Money; readonly returnedAt: Instant }
>;

/** What the rail says cannot be, after what it said before. Nothing more is paid out before a person has seen to it. */
export type PayoutDiffered = PayoutEventOf<
  'PayoutDiffered',
  {
    readonly code: string;
    readonly detail: string;
    /** What a bank calls the entry of what it may have paid unasked; `null` where it gives no name, and of all else. */
    readonly reference: string | null;
    readonly foundAt: Instant;
  }
>;

/** A bank speaks of a payout as of one that it has, before it was given it: nobody asks it to pay that. Stored, so never renamed. */
export const BANK_MAY_HAVE_PAID = 'bank_may_have_paid';

export type PayoutEvent =
  | PayoutReserved
  | PayoutOutcomeUnknown
  | PayoutSent
  | PayoutPaid
  | PayoutBooked
  | PayoutFailed
  | PayoutReturned
  | PayoutPartReturned
  | PayoutDiffered;

/** Why a creator is not paid out for the time being. */
export const HOLD_REASONS = ['suspected_fraud', 'identity_check', 'legal_claim', 'asked_by_creator'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** Nothing is paid out from the account until the hold is released. What is reserved goes on. */
export type PayoutHoldPlaced = DomainEvent<
  'PayoutHoldPlaced',
  { readonly creatorId: CreatorId; readonly reason: HoldReason; readonly placedAt: Instant }
>;

export type PayoutHoldReleased = DomainEvent<
  'PayoutHoldReleased',
  { readonly creatorId: CreatorId; readonly releasedAt: Instant }
>;
