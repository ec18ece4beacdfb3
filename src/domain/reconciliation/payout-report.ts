import { sizeOf } from '../money.js';
import { type BookAmount, type Difference, formatBookAmount } from './difference.js';

/** A part of what the provider has paid out to our bank. */
export interface ReportPart {
  /** What the balance changed by, the fee taken off. */
  readonly netMinor: bigint;
  readonly feeMinor: bigint;
  /** Whether it is of an order or a payout of ours, or known to be of none. */
  readonly isKnown: boolean;
}

/** What a payout report comes to, added up part by part. */
export interface ReportSum {
  readonly parts: number;
  readonly netMinor: bigint;
  readonly strangers: number;
  readonly strangersMinor: bigint;
}

export const EMPTY_REPORT: ReportSum = { parts: 0, netMinor: 0n, strangers: 0, strangersMinor: 0n };

/** The fee of what is not ours is ours all the same: it is told with those of the day. */
export function addPart(sum: ReportSum, { netMinor, feeMinor, isKnown }: ReportPart): ReportSum {
  return {
    parts: sum.parts + 1,
    netMinor: sum.netMinor + netMinor,
    strangers: sum.strangers + (isKnown ? 0 : 1),
    strangersMinor: sum.strangersMinor + (isKnown ? 0n : netMinor + feeMinor),
  };
}

export interface PayoutReport {
  readonly bankPayoutId: string;
  readonly amount: BookAmount;
  readonly sum: ReportSum;
}

/** What went to our bank is the sum of its parts, and each part is one that our books know. */
export function comparePayoutReport({ bankPayoutId, amount, sum }: PayoutReport): Difference | undefined {
  const { currency } = amount;
  const of = { about: 'bank_payout', objectId: bankPayoutId, orderId: null } as const;
  const theirs = formatBookAmount(amount);
  const apart = (minor: bigint): BookAmount => ({ amountMinor: sizeOf(minor), currency });
  if (sum.netMinor !== amount.amountMinor) {
    const ours = `${String(sum.parts)} parts, ${formatBookAmount({ amountMinor: sum.netMinor, currency })}`;
    return { ...of, kind: 'amount_differs', amount: apart(amount.amountMinor - sum.netMinor), ours, theirs };
  }
  if (sum.strangersMinor === 0n) return undefined;
  const known = sum.netMinor - sum.strangersMinor;
  const ours = `${String(sum.parts - sum.strangers)} parts, ${formatBookAmount({ amountMinor: known, currency })}`;
  return { ...of, kind: 'foreign_object', amount: apart(sum.strangersMinor), ours, theirs };
}
