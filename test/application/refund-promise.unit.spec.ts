import { describe, expect, it } from '@jest/globals';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { orderView } from '../../src/application/projections/order-view.js';
import type { RefundPromise } from '../../src/application/projections/refund-promise.js';
import { documentsOf } from './documents-of.js';
import { happened } from './happened.js';

const PAID = [happened('OrderPlaced'), happened('FundsHeld'), happened('OrderDeclined')];
const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 8, minute)).toISOString() as never;

const asked = (minute: number, attempt = 1) =>
  happened('RefundRequested', { requestedAt: at(minute), attempt });
const taken = (minute: number, refundId = 're_1') =>
  happened('RefundPending', { pendingAt: at(minute), refundId });
const given = (minute: number, refundId = 're_1') =>
  happened('RefundIssued', { issuedAt: at(minute), refundId });
const failed = (minute: number, refundId: string | null = 're_1') =>
  happened('RefundFailed', { failedAt: at(minute), refundId, cameBack: null });

function promised(...events: readonly ShoutoutsEvent[]): RefundPromise | null | undefined {
  const [order] = Object.values(documentsOf(orderView, [...PAID, ...events]));
  return (order as { readonly refundPromise: RefundPromise | null } | undefined)?.refundPromise;
}

describe('what an order says of its refund', () => {
  it('is nothing where nothing is to go back', () => {
    expect(promised()).toBeNull();
  });

  it('is since when it is owed, when it was sent, its name at the provider, and when it was confirmed', () => {
    const owed = { dueAt: at(1), sentAt: null, reference: null, confirmedAt: null };
    expect(promised(asked(1))).toEqual(owed);
    const sent = { ...owed, sentAt: at(2), reference: 're_1' };
    expect(promised(asked(1), taken(2))).toEqual(sent);
    expect(promised(asked(1), taken(2), given(3))).toEqual({ ...sent, confirmedAt: at(3) });
  });

  it('was sent by the time at which it succeeded at once', () => {
    expect(promised(asked(1), given(2))).toEqual({
      ...{ dueAt: at(1), sentAt: at(2), reference: 're_1', confirmedAt: at(2) },
    });
  });

  it('is not confirmed any more where it failed, and stays owed since the first attempt', () => {
    const before = [asked(1), taken(2), given(3), failed(4)];
    expect(promised(...before)).toEqual({
      ...{ dueAt: at(1), sentAt: at(2), reference: 're_1', confirmedAt: null },
    });
    expect(promised(...before, asked(5, 2))).toEqual({
      ...{ dueAt: at(1), sentAt: null, reference: null, confirmedAt: null },
    });
    expect(promised(...before, asked(5, 2), given(6, 're_2'))).toEqual({
      ...{ dueAt: at(1), sentAt: at(6), reference: 're_2', confirmedAt: at(6) },
    });
  });

  it('was never sent where the provider refused it', () => {
    expect(promised(asked(1), failed(2, null))).toMatchObject({ sentAt: null, reference: null });
  });

  it('is owed since it was heard of, where somebody gave it back at the provider', () => {
    expect(promised(given(3))).toMatchObject({ dueAt: at(3), sentAt: at(3), confirmedAt: at(3) });
  });
});
