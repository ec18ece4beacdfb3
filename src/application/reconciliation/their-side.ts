import type { BookEntry, TheirSide } from '../../domain/reconciliation/compare.js';
import type { BookedDispute, BookedPayment, BookedRefund, BookedTransfer } from '../ports/provider-books.js';

/** What the provider's books say of an object, in words that both sides have. */
const side = (entry: BookEntry, leftMinor: bigint = entry.amount.amountMinor): TheirSide => ({
  entry,
  leftMinor,
});

export const sideOfPayment = ({ status, amount, refundedMinor, createdAt: at }: BookedPayment): TheirSide =>
  side(
    { status, isUnderWay: status === 'pending', hasMoved: status === 'succeeded', amount, at },
    amount.amountMinor - refundedMinor,
  );

export const sideOfRefund = ({ status, amount, createdAt: at }: BookedRefund): TheirSide =>
  side({ status, isUnderWay: status === 'pending', hasMoved: status === 'succeeded', amount, at });

/** A bank that only asks has taken nothing; what was won came back. */
export const sideOfDispute = ({ status, isInquiry, amount, createdAt: at }: BookedDispute): TheirSide =>
  side(
    { status, isUnderWay: false, hasMoved: !isInquiry, amount, at },
    status === 'won' ? 0n : amount.amountMinor,
  );

export function sideOfTransfer({ amount, returnedMinor, createdAt: at }: BookedTransfer): TheirSide {
  const leftMinor = amount.amountMinor - returnedMinor;
  const status = leftMinor === 0n ? 'returned' : 'paid';
  // Of what was taken back in part, what is left counts.
  const counts = status === 'paid' ? { ...amount, amountMinor: leftMinor } : amount;
  return side({ status, isUnderWay: false, hasMoved: true, amount: counts, at }, leftMinor);
}
