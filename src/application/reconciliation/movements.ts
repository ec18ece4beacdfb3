import { isCurrency, money } from '../../domain/money.js';
import {
  type BankMovement,
  type BankMovementKind,
  leavesProvider,
} from '../../domain/reconciliation/bank-movement.js';
import type { ProviderAdjustment } from '../../domain/reconciliation/adjustment.js';
import type { BookedMovement } from '../ports/provider-books.js';

const BANK_MOVEMENTS: Readonly<Record<string, BankMovementKind>> = {
  payout: 'paid_out',
  payout_reversal: 'payout_returned',
  topup: 'topped_up',
  topup_reversal: 'top_up_returned',
};

/** Between the provider and our own bank; `undefined` for all others, and in a currency that the platform does not take. */
export function bankMovementOf({
  id: movementId,
  ...movement
}: Pick<BookedMovement, 'id' | 'category' | 'amountMinor' | 'currency' | 'sourceId' | 'createdAt'>):
  BankMovement | undefined {
  const kind = BANK_MOVEMENTS[movement.category];
  const { currency, amountMinor, createdAt: movedAt, sourceId: objectId = null } = movement;
  if (kind === undefined || !isCurrency(currency) || amountMinor === 0n) return undefined;
  const amount = money(leavesProvider(kind) ? -amountMinor : amountMinor, currency);
  return { movementId, kind, objectId, amount, movedAt };
}

/** What the provider has taken with a movement, or by it. Those of chargebacks are told with the chargeback. */
export function feeOf({
  category,
  amountMinor,
  feeMinor,
}: Pick<BookedMovement, 'category' | 'amountMinor' | 'feeMinor'>): bigint {
  if (category.startsWith('dispute')) return 0n;
  return category === 'fee' ? feeMinor - amountMinor : feeMinor;
}

/** What the provider has corrected by itself: it names no order, payment or payout. `undefined` for all others. */
export function adjustmentOf({
  id: movementId,
  ...movement
}: Omit<BookedMovement, 'createdAt' | 'availableAt' | 'netMinor'>): ProviderAdjustment | undefined {
  const { type, category, amountMinor, currency, orderId, paymentId, payoutId } = movement;
  const isOfSomething = orderId !== undefined || paymentId !== undefined || payoutId !== undefined;
  if (type !== 'adjustment' || category.startsWith('dispute') || category === 'fee') return undefined;
  return isOfSomething || amountMinor === 0n ? undefined : { movementId, amount: { amountMinor, currency } };
}

/** What moves by the provider's own doing: it is of no order and of no payout to a creator. */
export const isOwnDoing = ({ category }: Pick<BookedMovement, 'category'>): boolean =>
  category === 'fee' || BANK_MOVEMENTS[category] !== undefined;
