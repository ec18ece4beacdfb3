import { describe, expect, it } from '@jest/globals';
import { adjustmentFound } from '../../../src/domain/reconciliation/adjustment.js';

const found = (amountMinor: bigint) =>
  adjustmentFound({ movementId: 'txn_1', amount: { amountMinor, currency: 'TRY' } });

describe('what the provider has moved by itself', () => {
  it('is a difference that our books know nothing of', () => {
    expect(found(1_250n)).toEqual({
      ...{ kind: 'foreign_object', about: 'adjustment', objectId: 'txn_1', orderId: null },
      ...{ amount: { amountMinor: 1_250n, currency: 'TRY' }, ours: null, theirs: '12.50 TRY given' },
    });
  });

  it('is an amount without a sign, and the words say which way it went', () => {
    expect(found(-1_250n)).toMatchObject({
      ...{ amount: { amountMinor: 1_250n, currency: 'TRY' }, theirs: '12.50 TRY taken' },
    });
  });
});
