import type Stripe from 'stripe';
import type { Account } from './account.js';
import { invalidRequest } from './api-error.js';
import { recordMovement } from './balance.js';
import { availableFunds } from './funds.js';
import { newId } from './identifiers.js';
import { newAutomaticPayout, newTopup } from './payout-objects.js';
import { found } from './found.js';

/** Sends what is available in a currency to the merchant's own bank, as Stripe does by itself every day. */
export function payOutAutomatically(account: Account, currency: string): Stripe.Payout {
  const { records } = account;
  const amount = availableFunds(account, currency);
  // What came back from a bank, and what is owed, has waited for the next payout since: it is in the sum.
  if (amount <= 0) throw invalidRequest(`There is nothing in ${currency} to pay out`, { param: 'currency' });
  const payout = newAutomaticPayout({
    amount,
    created: account.nowSeconds(),
    currency,
    destination: records.setting('bank_account', () => newId('ba')),
  });
  payout.balance_transaction = recordMovement(account, 'payout', payout).id;
  records.run(
    'UPDATE bookings SET payout_id = ? WHERE payout_id IS NULL AND currency = ? AND available_on <= ?',
    ...[payout.id, currency, account.nowSeconds()],
  );
  records.insert('payout', payout);
  account.emit('payout.created', payout);
  account.emit('payout.reconciliation_completed', payout);
  return payout;
}

export function findPayout(account: Account, id: string): Stripe.Payout {
  return found(account, 'payout', id);
}

/** The bank has booked it, or sends it back: that can come after it seemed to be paid. */
export function settlePayout(
  account: Account,
  id: string,
  outcome: 'paid' | 'failed',
  failureCode = 'account_closed',
): Stripe.Payout {
  const payout = findPayout(account, id);
  if (payout.status === 'failed' || payout.status === outcome)
    throw invalidRequest(`Payout ${id} has the status ${payout.status}`);
  payout.status = outcome;
  if (outcome === 'failed') {
    payout.failure_code = failureCode;
    payout.failure_message = 'The bank could not book the payout.';
    payout.failure_balance_transaction = recordMovement(account, 'payout_failure', payout).id;
  } else {
    payout.trace_id = { status: 'supported', value: payout.id };
  }
  account.records.update(payout);
  account.emit('payout.updated', payout);
  account.emit(`payout.${outcome}`, payout);
  return payout;
}

/** The merchant adds money to the balance. */
export function topUp(account: Account, currency: string, amount: number): Stripe.Topup {
  const topup = newTopup({ amount, created: account.nowSeconds(), currency });
  topup.balance_transaction = recordMovement(account, 'topup', topup).id;
  account.records.insert('topup', topup);
  account.emit('topup.created', topup);
  account.emit('topup.succeeded', topup);
  return topup;
}
