import { describe, expect, it } from '@jest/globals';
import type { DecodedEvent } from '../../src/application/events/decoded-event.js';
import type { PaymentGateway, RefundStatus } from '../../src/application/ports/payment-gateway.js';
import { isFact, lookAtOurs, nameOfFact } from '../../src/application/reconciliation/look-at-ours.js';
import type { OurBooks } from '../../src/application/reconciliation/our-books.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import type { OrderEvent } from '../../src/domain/order/events.js';
import { evolveOrder, initialOrder, type Order } from '../../src/domain/order/order.js';
import { DECLINED_ORDER, ORDER_ID, refundIssuedAt } from '../domain/order/story.js';
import { PRICE } from '../domain/people.js';
import { later, START } from '../domain/timeline.js';
import { happened } from './happened.js';

const NOW = later(START, { days: 30 });
const ISSUED = refundIssuedAt(later(START, { days: 2 }));
const { refundId } = ISSUED.data;

const told = (event: ShoutoutsEvent) =>
  ({ ...event, metadata: { at: later(START, { days: 2 }) } }) as unknown as DecodedEvent<ShoutoutsEvent>;

describe('what the log says of a day', () => {
  it.each([
    ['FundsHeld', /^payment /],
    ['RefundIssued', /^refund /],
    ['PartRefunded', /^refund /],
    ['ChargebackOpened', /^chargeback /],
    ['PayoutPaid', /^payout /],
  ] as const)('is looked for in the books of the provider: %s', (type, name) => {
    const event = told(happened(type));
    expect(isFact(event) && nameOfFact(event)).toMatch(name);
  });
});

describe('a refund that was called issued', () => {
  const refund: RefundStatus = { refundId, amount: PRICE, isOurs: true, status: 'succeeded' };

  async function differenceFrom(
    refunds: readonly RefundStatus[],
    events: readonly OrderEvent[] = [...DECLINED_ORDER, ISSUED],
  ) {
    const order = events.reduce<Order>(evolveOrder, initialOrder);
    const ours = {
      orderOf: () => Promise.resolve({ orderId: ORDER_ID, order, paymentId: 'pi_1', hasSucceeded: true }),
    } as unknown as OurBooks;
    const gateway = { findRefunds: () => Promise.resolve(refunds) } as unknown as PaymentGateway;
    const fact = told(ISSUED);
    if (!isFact(fact)) throw new Error('that is no fact');
    return lookAtOurs(fact, { ours, gateway, rails: [], now: NOW });
  }

  it('is no difference where the provider has it', async () => {
    expect(await differenceFrom([refund])).toBeUndefined();
  });

  it('is one where the provider does not have it, or only others', async () => {
    const missing = { kind: 'missing_at_provider', about: 'refund', objectId: refundId, orderId: ORDER_ID };
    expect(await differenceFrom([])).toMatchObject({ ...missing, amount: PRICE });
    expect(await differenceFrom([{ ...refund, refundId: 're_other' }])).toMatchObject(missing);
  });

  it('is one where the provider calls it failed, or has given back something else', async () => {
    const failed: RefundStatus = { ...refund, status: 'failed', code: 'lost_or_stolen_card' };
    expect(await differenceFrom([failed])).toMatchObject({ kind: 'status_differs' });
    const less = { ...refund, amount: { ...PRICE, amountMinor: PRICE.amountMinor - 1n } };
    expect(await differenceFrom([less])).toMatchObject({
      kind: 'amount_differs',
      amount: { amountMinor: 1n },
    });
  });

  it('is none any more where it has come back since: another fact tells that', async () => {
    const data = { orderId: ORDER_ID, refundId, code: 'lost_or_stolen_card', cameBack: PRICE, failedAt: NOW };
    const events = [...DECLINED_ORDER, ISSUED, { type: 'RefundFailed', data } as const];
    expect(await differenceFrom([], events)).toBeUndefined();
  });
});
