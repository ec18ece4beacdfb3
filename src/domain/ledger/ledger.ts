import type { CreatorId, OrderId, PayoutId } from '../ids.js';
import type { Currency } from '../money.js';
import type { Instant } from '../time.js';

/**
 * The accounts of the ledger, each once per currency. What is owed to others is negative, what is ours positive: all of them together
 * are zero at every instant (product.md, "Money, always true", 4).
 */
export const LEDGER_ACCOUNTS = {
  provider_clearing: 'Asset: what the payment provider has taken for us, and not paid out.',
  chargebacks:
    'Clearing: what banks have taken back and not given back, while a chargeback is open. Zero when all are decided.',
  held_for_orders:
    'Liability: paid by fans for orders that are neither delivered nor refunded. Zero when all have ended.',
  creator_payable: 'Liability: earned by creators, and not paid out to them.',
  creator_receivable:
    'Asset: paid out to creators and taken back since. The next payout settles it; negative where one settled too much.',
  payouts_in_transit:
    'Clearing: reserved for payouts that are neither paid nor failed. Zero when all are decided.',
  bank: 'Asset: our own bank account, as far as payouts go out of it, and the payment provider pays out to it.',
  platform_fees:
    'Income: the fees of delivered orders, less what had gone back in the dashboard of the provider before their delivery.',
  provider_fees: 'Expense: what the payment provider has taken for payments and chargebacks.',
  bank_fees: 'Expense: what our bank has taken of payouts that came back, and what cases have moved here.',
  own_funds:
    'Equity: what the platform has put into its own accounts or taken out of them, for no order: capital, rent. Moved by cases only.',
} as const;

export type LedgerAccount = keyof typeof LEDGER_ACCOUNTS;

/** Those that money only passes through: every order and every payout comes to zero in them in the end. */
export const CLEARING_ACCOUNTS = [
  'held_for_orders',
  'payouts_in_transit',
  'chargebacks',
] as const satisfies readonly LedgerAccount[];
export type ClearingAccount = (typeof CLEARING_ACCOUNTS)[number];

/** One line of a journal entry. */
export interface Posting {
  readonly account: LedgerAccount;
  /** Positive is a debit, negative a credit. Never zero. */
  readonly amountMinor: bigint;
  /** Of accounts that are kept per creator. */
  readonly creatorId: CreatorId | null;
}

/** What one event means for the money. Its postings sum to zero; it is never changed, and what undoes it is an entry of its own. */
export interface JournalEntry {
  /** `null` where it is about a payout of many. */
  readonly orderId: OrderId | null;
  readonly payoutId: PayoutId | null;
  readonly currency: Currency;
  /** When it came about, which may be before it was recorded. */
  readonly effectiveAt: Instant;
  readonly postings: readonly Posting[];
}
