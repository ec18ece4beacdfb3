import type Stripe from 'stripe';
import type { Account } from './account.js';
import { newBalanceTransaction } from './objects.js';

/** 2.9% of a charge, rounded up, is the provider's; it is not given back with a refund. */
const PROCESSING_FEE_PER_MILLE = 29;
/** For each chargeback, whoever wins it. In the currency's smallest unit. */
const DISPUTE_FEE = 5_700;

type Movement = 'charge' | 'refund' | 'refund_failure' | 'chargeback' | 'chargeback_reversal';

/** Writes one movement of the merchant's balance; `amount` is what it was about, always positive. */
export function recordMovement(
  account: Account,
  movement: Movement,
  about: { readonly id: string; readonly amount: number; readonly currency: string },
): Stripe.BalanceTransaction {
  const { sign, type, fee } = BOOKED_AS[movement];
  const transaction = newBalanceTransaction({
    amount: sign * about.amount,
    created: account.nowSeconds(),
    currency: about.currency,
    fee: fee(about.amount),
    source: about.id,
    type,
  });
  account.records.insert('balance_transaction', transaction, about.id);
  return transaction;
}

const none = (): number => 0;

const BOOKED_AS: Readonly<
  Record<
    Movement,
    {
      readonly sign: 1 | -1;
      readonly type: Stripe.BalanceTransaction.Type;
      readonly fee: (amount: number) => number;
    }
  >
> = {
  charge: {
    sign: 1,
    type: 'charge',
    fee: (amount) => Math.ceil((amount * PROCESSING_FEE_PER_MILLE) / 1_000),
  },
  refund: { sign: -1, type: 'refund', fee: none },
  refund_failure: { sign: 1, type: 'refund_failure', fee: none },
  chargeback: { sign: -1, type: 'adjustment', fee: () => DISPUTE_FEE },
  chargeback_reversal: { sign: 1, type: 'adjustment', fee: none },
};
