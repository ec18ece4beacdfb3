import { formatMoney, type Money, sizeOf } from '../money.js';
import { type Difference, nameOfDifference } from '../reconciliation/difference.js';
import type { StatementFinding } from './bank-account.js';

/** The account of the ledger that is our bank account. */
const BANK = 'bank';

/** So many movements may be under way at once; of more, the latest are. */
export const MOST_UNDER_WAY = 12;

/** What the bank's last statement closes with, beside what the ledger says. */
export interface BankSides {
  readonly closing: Money;
  /** The balance of `bank`, in minor units. */
  readonly oursMinor: bigint;
  /** What the ledger has in it, and the bank may not have booked by then: each as a whole, the latest last. */
  readonly underWay: readonly bigint[];
}

/**
 * They agree where the ledger has just what the bank has, once some of what is under way is left out: exactly, so that nothing smaller
 * hides behind it. Where they do not, the difference is the smallest that is left so. One case per currency, whichever statement finds it.
 */
export function compareBankBalance({ closing, oursMinor, underWay }: BankSides): StatementFinding {
  const { currency } = closing;
  const of = { kind: 'amount_differs', about: 'bank_balance', objectId: currency } as const;
  const name = nameOfDifference(of);
  const apart = sumsOf(underWay.slice(-MOST_UNDER_WAY))
    .map((sum) => closing.amountMinor - oursMinor + sum)
    .reduce((least, each) => (sizeOf(each) < sizeOf(least) ? each : least));
  if (apart === 0n) return { name, difference: null };
  const amount = { amountMinor: sizeOf(apart), currency };
  // Not the balances themselves: they change every day, and the difference is the same.
  const theirs = `${formatMoney(amount)} ${apart < 0n ? 'less' : 'more'} than ${BANK}`;
  const difference: Difference = { ...of, orderId: null, amount, ours: BANK, theirs };
  return { name, difference };
}

/** Of every part of these; of nothing first. */
const sumsOf = (parts: readonly bigint[]): readonly bigint[] =>
  parts.reduce((sums, part) => [...sums, ...sums.map((sum) => sum + part)], [0n]);
