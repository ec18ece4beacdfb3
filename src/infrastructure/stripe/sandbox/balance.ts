import type Stripe from 'stripe';
import type { Account } from './account.js';
import { BOOK_THE_NEW } from './records-file.js';
import { newBalanceTransaction } from './objects.js';

/** 2.9% of a charge, rounded up, is the provider's; it is not given back with a refund. */
const PROCESSING_FEE_PER_MILLE = 29;
/** For each chargeback, whoever wins it. In the currency's smallest unit. */
const DISPUTE_FEE = 5_700;

type Movement =
  | 'charge'
  | 'refund'
  | 'refund_failure'
  | 'chargeback'
  | 'chargeback_reversal'
  | 'transfer'
  | 'transfer_reversal'
  | 'payout'
  | 'payout_failure'
  | 'topup'
  | 'stripe_fee'
  | 'adjustment';

/**
 * Writes one movement of the merchant's balance; `amount` is what it was about, always positive.
 *
 * @param availableOn when the money can be used, in seconds since 1970; at once by default
 */
export function recordMovement(
  account: Account,
  movement: Movement,
  about: { readonly id: string; readonly amount: number; readonly currency: string },
  availableOn = account.nowSeconds(),
): Stripe.BalanceTransaction {
  const { sign, type, category, fee } = BOOKED_AS[movement];
  const transaction = newBalanceTransaction({
    amount: sign * about.amount,
    available_on: availableOn,
    created: account.nowSeconds(),
    currency: about.currency,
    fee: fee?.(about.amount) ?? 0,
    reporting_category: category,
    source: about.id,
    type,
  });
  account.records.insert('balance_transaction', transaction, about.id);
  account.records.run(BOOK_THE_NEW);
  return transaction;
}

interface BookedAs {
  readonly sign: 1 | -1;
  readonly type: Stripe.BalanceTransaction.Type;
  /** Stripe's grouping of types, for accounting. */
  readonly category: string;
  readonly fee?: (amount: number) => number;
}

const BOOKED_AS: Readonly<Record<Movement, BookedAs>> = {
  charge: {
    sign: 1,
    type: 'charge',
    category: 'charge',
    fee: (amount) => Math.ceil((amount * PROCESSING_FEE_PER_MILLE) / 1_000),
  },
  refund: { sign: -1, type: 'refund', category: 'refund' },
  refund_failure: { sign: 1, type: 'refund_failure', category: 'refund_failure' },
  chargeback: { sign: -1, type: 'adjustment', category: 'dispute', fee: () => DISPUTE_FEE },
  chargeback_reversal: { sign: 1, type: 'adjustment', category: 'dispute_reversal' },
  transfer: { sign: -1, type: 'transfer', category: 'transfer' },
  transfer_reversal: { sign: 1, type: 'transfer_refund', category: 'transfer_reversal' },
  payout: { sign: -1, type: 'payout', category: 'payout' },
  payout_failure: { sign: 1, type: 'payout_failure', category: 'payout_reversal' },
  topup: { sign: 1, type: 'topup', category: 'topup' },
  stripe_fee: { sign: -1, type: 'stripe_fee', category: 'fee' },
  adjustment: { sign: 1, type: 'adjustment', category: 'other_adjustment' },
};
