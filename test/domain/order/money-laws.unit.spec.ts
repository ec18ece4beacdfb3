import { describe, expect, it } from '@jest/globals';
import { moneyOfOrder } from '../../../src/domain/order/money-of-order.js';
import { PRICE } from '../people.js';
import { always, typesOf } from './any-story.js';
import { moneyByEvents } from './money-by-events.js';

describe('the money of an order, whatever is asked of it and whenever', () => {
  it('is where the events say: paid = refunded + earned + fee + held + charged back', () => {
    always(({ events, order }) => {
      const byEvents = moneyByEvents(events);
      expect(moneyOfOrder(order)).toEqual(byEvents);
      const { paidMinor, ...whereabouts } = byEvents;
      const parts = Object.values(whereabouts);
      // What had gone back before a delivery is borne by the platform, even where it is more than the fee.
      const { feeMinor: _, ...owed } = whereabouts;
      expect(Object.values(owed).every((part) => part >= 0n)).toBe(true);
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(paidMinor);
    });
  });

  it('is taken at most once, and all of it', () => {
    always(({ events }) => {
      const held = events.filter((event) => event.type === 'FundsHeld');
      expect(held.length).toBeLessThanOrEqual(1);
      for (const { data } of held) expect(data.amount).toEqual(PRICE);
    });
  });

  it('is refunded when all that is left goes back, and once unless that failed', () => {
    always(({ events }) => {
      const told = events.filter(({ type }) => type === 'RefundIssued' || type === 'RefundFailed');
      told.forEach((event, index) => {
        if (event.type !== 'RefundIssued') return;
        const { heldMinor } = moneyByEvents(events.slice(0, events.indexOf(event)));
        expect(event.data.amount.amountMinor).toBe(heldMinor);
        expect(told[index - 1]?.type).not.toBe('RefundIssued');
      });
    });
  });

  it('is sent back anew only after that failed, as the next attempt', () => {
    always(({ events }) => {
      const told = events.filter(({ type }) => type === 'RefundRequested' || type === 'RefundFailed');
      let attempts = 0;
      told.forEach((event, index) => {
        if (event.type !== 'RefundRequested') return;
        attempts += 1;
        expect(event.data).toMatchObject({
          attempt: attempts,
          amount: { amountMinor: moneyByEvents(events.slice(0, events.indexOf(event))).heldMinor },
        });
        expect(told[index - 1]?.type).not.toBe('RefundRequested');
      });
    });
  });

  it('is earned or refunded, never both, and earned once', () => {
    always((told) => {
      const types = typesOf(told);
      const delivered = types.filter((type) => type === 'VideoDelivered').length;
      const refunded = types.filter((type) => type === 'RefundRequested' || type === 'RefundIssued').length;
      expect(delivered).toBeLessThanOrEqual(1);
      expect(delivered * refunded).toBe(0);
    });
  });
});
