import type Stripe from 'stripe';
import type { Account } from './account.js';
import { ApiError, invalidRequest } from './api-error.js';
import { newAccount, requirements, type DisabledReason, type NewAccount } from './connect-objects.js';

export function createConnectedAccount(account: Account, given: Omit<NewAccount, 'created'>): Stripe.Account {
  const made = newAccount({ ...given, created: account.nowSeconds() });
  account.records.insert('account', made);
  return made;
}

/** @throws ApiError as Stripe has it: whose account it is, is nobody else's business, so unknown ones are forbidden */
export function findConnectedAccount(account: Account, id: string): Stripe.Account {
  const found = account.records.find('account', id);
  if (found !== undefined) return found;
  throw new ApiError(
    403,
    'invalid_request_error',
    `The provided key does not have access to account '${id}' (or that account does not exist). ` +
      'Application access may have been revoked.',
    { code: 'account_invalid' },
  );
}

/** Stripe knows all that it wants to know: money can go there, and on to the bank. */
export function verifyAccount(account: Account, id: string): Stripe.Account {
  return change(account, id, {
    capabilities: { card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    details_submitted: true,
    payouts_enabled: true,
    requirements: requirements([], null),
  });
}

/** Stripe wants to know more, or has rejected the account: until that is settled no money can go there. */
export function restrictAccount(account: Account, id: string, reason: DisabledReason): Stripe.Account {
  return change(account, id, {
    capabilities: { card_payments: 'inactive', transfers: 'inactive' },
    charges_enabled: false,
    payouts_enabled: false,
    requirements: requirements(['individual.verification.document'], reason),
  });
}

function change(account: Account, id: string, members: Partial<Stripe.Account>): Stripe.Account {
  const changed = Object.assign(findConnectedAccount(account, id), members);
  account.records.update(changed);
  account.emit('account.updated', changed, id);
  return changed;
}

/** What lies with the owner of a connected account, before the bank has it. */
export function connectedFunds(account: Account, id: string, currency: string): number {
  const sql = 'SELECT amount FROM connected_balances WHERE account_id = ? AND currency = ?';
  return (account.records.row(sql, id, currency)?.[0] as number | undefined) ?? 0;
}

export function moveConnectedFunds(account: Account, id: string, currency: string, amount: number): void {
  account.records.run(
    `INSERT INTO connected_balances VALUES (?, ?, ?)
     ON CONFLICT (account_id, currency) DO UPDATE SET amount = amount + excluded.amount`,
    ...[id, currency, amount],
  );
}

/** Their bank has got all of it: what was transferred cannot be taken back any more. */
export function payOutConnectedFunds(account: Account, id: string): Stripe.Account {
  const found = findConnectedAccount(account, id);
  if (!found.payouts_enabled) throw invalidRequest(`Payouts of ${id} are not enabled`);
  account.records.run('UPDATE connected_balances SET amount = 0 WHERE account_id = ?', id);
  return found;
}
