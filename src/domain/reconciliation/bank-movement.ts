import type { Money } from '../money.js';
import type { Instant } from '../time.js';

/** What moves money between the provider's balance and our own bank. Stored, so never renamed. */
export type BankMovementKind = 'paid_out' | 'payout_returned' | 'topped_up' | 'top_up_returned';

/** One movement of the provider's balance, of which our bank has the other end. */
export interface BankMovement {
  /** As the provider's books name it (`txn_…`). */
  readonly movementId: string;
  readonly kind: BankMovementKind;
  /** The payout or the top-up; `null` where the books do not name it. */
  readonly objectId: string | null;
  /** More than nothing, whichever way it went. */
  readonly amount: Money;
  /** By the provider's clock. */
  readonly movedAt: Instant;
}

/** Whether the money left the provider for our bank. */
export const leavesProvider = (kind: BankMovementKind): boolean =>
  kind === 'paid_out' || kind === 'top_up_returned';
