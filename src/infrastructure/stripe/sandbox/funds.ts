import type Stripe from 'stripe';
import type { Account } from './account.js';

/** How an account was set up at Stripe, as far as its money goes. */
export interface FundsSetup {
  /** How long after a charge its money can be used; at once until told otherwise. */
  readonly availableAfterS: number;
  /**
   * Whether the bank account pays what refunds take beyond the balance, so that no refund has to wait; it does until told
   * otherwise.
   */
  readonly coversShortfalls: boolean;
}

const FROM_THE_START: FundsSetup = { availableAfterS: 0, coversShortfalls: true };
const SETTING = 'funds';
/** In which the account settles: what a balance without any money is shown in. */
const OWN_CURRENCY = 'aed';

export function fundsSetup(account: Account): FundsSetup {
  const kept = account.records.kept(SETTING);
  return kept === undefined ? FROM_THE_START : (JSON.parse(kept) as FundsSetup);
}

export function setUpFunds(account: Account, setup: Partial<FundsSetup>): void {
  account.records.keep(SETTING, JSON.stringify({ ...fundsSetup(account), ...setup }));
}

/** What can be paid from the balance now, in the currency's smallest unit. */
export function availableFunds(account: Account, currency: string): number {
  const sql = 'SELECT coalesce(sum(net), 0) FROM bookings WHERE currency = ? AND available_on <= ?';
  return account.records.row(sql, currency, account.nowSeconds())?.[0] as number;
}

export const coversRefund = (account: Account, currency: string, amount: number): boolean =>
  fundsSetup(account).coversShortfalls || availableFunds(account, currency) >= amount;

/** When money becomes available that is not yet, in seconds since 1970. */
export function nextAvailableOn(account: Account): number | undefined {
  const row = account.records.row(
    'SELECT min(available_on) FROM bookings WHERE available_on > ?',
    account.nowSeconds(),
  );
  return (row?.[0] as number | null | undefined) ?? undefined;
}

export function balanceOf(account: Account): Stripe.Balance {
  const rows = account.records.rows(
    `SELECT currency, sum(iif(available_on <= ?, net, 0)), sum(iif(available_on > ?, net, 0))
     FROM bookings GROUP BY currency ORDER BY currency`,
    account.nowSeconds(),
    account.nowSeconds(),
  ) as readonly (readonly [string, number, number])[];
  const balances = rows.length === 0 ? [[OWN_CURRENCY, 0, 0] as const] : rows;
  const amounts = (column: 1 | 2): Stripe.Balance.Available[] =>
    balances.map((row) => ({ amount: row[column], currency: row[0], source_types: { card: row[column] } }));
  return {
    object: 'balance',
    available: amounts(1),
    connect_reserved: balances.map(([currency]) => ({ amount: 0, currency })),
    livemode: false,
    pending: amounts(2),
  };
}

/** As it is now: what was pending when it was written becomes available as time passes. */
export const currentTransaction = (
  account: Account,
  transaction: Stripe.BalanceTransaction,
): Stripe.BalanceTransaction => ({
  ...transaction,
  status: transaction.available_on > account.nowSeconds() ? 'pending' : 'available',
});
