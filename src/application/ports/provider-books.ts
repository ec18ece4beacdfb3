import type { Instant } from '../../domain/time.js';
import type { ProviderEvent } from './payment-gateway.js';

/** Of what the provider made within a time; seconds decide, since providers count in those. */
export interface BooksRange {
  readonly from: Instant;
  /** Not included. */
  readonly to: Instant;
  /** Goes on behind the entry of this id, which was the last one taken. */
  readonly after?: string | undefined;
}

/**
 * An amount as the provider has it. Its books can have currencies that the platform does not take: comparing them with
 * ours is the caller's duty.
 */
export interface BookedAmount {
  readonly amountMinor: bigint;
  /** ISO 4217, in capitals. */
  readonly currency: string;
}

/** One movement of our balance at the provider. All of them sum up to the balance. */
export interface BookedMovement {
  readonly id: string;
  /** The provider's own word for it (`charge`, `refund`, `adjustment`, `transfer`, `payout`). */
  readonly type: string;
  /** What it is for accounting, where types are too coarse (`dispute`, `dispute_reversal`). */
  readonly category: string;
  readonly currency: string;
  /** Positive when money came to us. */
  readonly amountMinor: bigint;
  /** Taken by the provider out of the amount. */
  readonly feeMinor: bigint;
  /** The amount less the fee: what the balance changed by. */
  readonly netMinor: bigint;
  /** The object that it is about (`ch_…`, `re_…`, `dp_…`, `tr_…`, `trr_…`, `po_…`). */
  readonly sourceId: string | undefined;
  /** Those that the object carries; disputes, and what is made by hand, have a payment at most. */
  readonly orderId: string | undefined;
  readonly paymentId: string | undefined;
  readonly payoutId: string | undefined;
  readonly createdAt: Instant;
  /** From when on the money can be used. */
  readonly availableAt: Instant;
}

/** An attempt to pay, and what came of it. */
export interface BookedPayment {
  /** The charge (`ch_…`): a payment has one for each attempt. */
  readonly id: string;
  readonly paymentId: string | undefined;
  readonly orderId: string | undefined;
  readonly status: 'succeeded' | 'pending' | 'failed';
  readonly amount: BookedAmount;
  /** In the currency of the amount; what is on its way back counts. */
  readonly refundedMinor: bigint;
  readonly isDisputed: boolean;
  readonly createdAt: Instant;
}

export interface BookedRefund {
  readonly id: string;
  readonly paymentId: string | undefined;
  /** `undefined` for one that was made in the provider's dashboard. */
  readonly orderId: string | undefined;
  readonly status: 'pending' | 'succeeded' | 'failed';
  /** Why it failed, or why it waits (`insufficient_funds`). */
  readonly code: string | undefined;
  readonly amount: BookedAmount;
  readonly createdAt: Instant;
}

export interface BookedDispute {
  readonly id: string;
  readonly paymentId: string | undefined;
  readonly status: 'open' | 'won' | 'lost';
  readonly isInquiry: boolean;
  readonly reason: string;
  readonly amount: BookedAmount;
  readonly createdAt: Instant;
}

/** Money that went to a creator's account at the provider. */
export interface BookedTransfer {
  readonly id: string;
  /** The payout that we sent it for; `undefined` for one that was made by hand. */
  readonly payoutId: string | undefined;
  /** As the payout's id, for ours: two in one group are one too many. */
  readonly group: string | undefined;
  readonly destination: string | undefined;
  readonly amount: BookedAmount;
  readonly returnedMinor: bigint;
  readonly createdAt: Instant;
}

/** Money that the provider sent to our own bank. */
export interface BookedBankPayout {
  readonly id: string;
  readonly status: 'pending' | 'paid' | 'failed';
  readonly code: string | undefined;
  readonly amount: BookedAmount;
  /** Whether the provider knows what it consists of; it does for those that it makes by itself. */
  readonly isDecomposed: boolean;
  readonly createdAt: Instant;
  readonly arrivesAt: Instant;
}

export interface BookedEvent extends ProviderEvent {
  readonly createdAt: Instant;
}

/** What is with the provider in one currency: available to pay from, or not yet. Debts are negative. */
export interface ProviderBalance {
  readonly currency: string;
  readonly availableMinor: bigint;
  readonly pendingMinor: bigint;
}

/**
 * The provider's books, for reconciling them with ours. Every list comes from the newest to the oldest and page by page: no
 * more than one page is held, a page is asked for when the one before it was taken, and a run that was stopped goes on
 * behind the last entry that it had taken. A page is never empty. What is made meanwhile is not in it where `to` has passed.
 *
 * @throws PaymentOutcomeUnknownError the provider did not answer: go on from there later
 * @throws PaymentRequestRefusedError there is no such entry to go on behind, or no such payout
 * @throws PaymentGatewayUnusableError the provider does not take our credentials
 */
export abstract class ProviderBooks {
  /** Who keeps them: as the payment gateway says. */
  abstract readonly provider: string;
  abstract movements(range: BooksRange): AsyncIterable<readonly BookedMovement[]>;
  abstract payments(range: BooksRange): AsyncIterable<readonly BookedPayment[]>;
  abstract refunds(range: BooksRange): AsyncIterable<readonly BookedRefund[]>;
  abstract disputes(range: BooksRange): AsyncIterable<readonly BookedDispute[]>;
  abstract transfers(range: BooksRange): AsyncIterable<readonly BookedTransfer[]>;
  abstract bankPayouts(range: BooksRange): AsyncIterable<readonly BookedBankPayout[]>;
  /** The movements that a payout to our bank consists of; their nets sum up to its amount. Its own movement is not in it. */
  abstract partsOf(bankPayoutId: string, after?: string): AsyncIterable<readonly BookedMovement[]>;
  /** Every event that came to be, delivered or not. */
  abstract events(range: BooksRange): AsyncIterable<readonly BookedEvent[]>;
  /** One of each currency that there ever was money in. */
  abstract balance(): Promise<readonly ProviderBalance[]>;
}
