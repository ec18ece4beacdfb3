import { sizeOf } from '../money.js';
import { type BookAmount, type Difference, formatBookAmount } from './difference.js';

/** What the provider has moved by itself, and is neither a fee nor of our bank, of an order or of a payout: nobody here knows why. */
export interface ProviderAdjustment {
  readonly movementId: string;
  /** Positive when money came to us. */
  readonly amount: BookAmount;
}

export function adjustmentFound({ movementId, amount }: ProviderAdjustment): Difference {
  const moved = { ...amount, amountMinor: sizeOf(amount.amountMinor) };
  const direction = amount.amountMinor > 0n ? 'given' : 'taken';
  return {
    ...{ kind: 'foreign_object', about: 'adjustment', objectId: movementId, orderId: null },
    ...{ amount: moved, ours: null, theirs: `${formatBookAmount(moved)} ${direction}` },
  };
}
