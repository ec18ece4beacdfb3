import { describe, expect, it } from '@jest/globals';
import { describeEvent, explainOrder } from '../../src/application/orders/explanation.js';
import { ORDER_WORDS } from '../../src/application/orders/order-words.js';
import { type OrderDetails, orderDetails } from '../../src/application/orders/visible-order.js';
import { orderView } from '../../src/application/projections/order-view.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import type { Ending } from '../../src/domain/order/endings.js';
import type { Refund } from '../../src/domain/order/order.js';
import { type Instant, plusMs } from '../../src/domain/time.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { documentsOf } from './documents-of.js';
import { happened } from './happened.js';

/** All that is due in the samples is due at `due`. */
const due = '2026-11-26T09:30:00.000Z' as Instant;
const before = plusMs(due, -1);

const placed = happened('OrderPlaced');
const held = happened('FundsHeld');
const inReview = happened('FundsHeld', { acceptBy: null, reviewBy: due });
const accepted = happened('OrderAccepted');
const submitted = happened('VideoSubmitted');
const handedIn = happened('VideoSubmitted', { reviewBy: due });
const delivered = happened('VideoDelivered');
const declined = happened('OrderDeclined');
const requested = happened('RefundRequested');
const disputed = happened('ChargebackOpened');

/** The order as its read model has it after these events. */
function after(...events: readonly ShoutoutsEvent[]): OrderDetails {
  const view = documentsOf(orderView, events)[SAMPLES.OrderPlaced.orderId];
  if (view === undefined) throw new Error('no order came of it');
  return orderDetails(view, 'fan');
}

const explain = (...events: readonly ShoutoutsEvent[]) => explainOrder(after(...events), before, 'fan');

describe('an order that waits for its payment, explained to its fan', () => {
  it('is being paid', () => {
    expect(explain(placed)).toEqual({
      state: 'awaiting_payment',
      why: 'The payment of 1500.00 TRY is under way at the payment provider.',
      next: 'Once it goes through, the order reaches the creator. If it is not paid by 2026-11-26 09:30 UTC, it lapses.',
      nextAt: due,
      whoActs: 'provider',
    });
  });

  it('waits for 3-D Secure', () => {
    const { why, next, whoActs } = explain(placed, happened('PaymentActionRequired'));
    expect(why).toContain('3-D Secure');
    expect(next).toMatch(/^You can confirm it with the bank until 2026-11-26 09:30 UTC\./);
    expect(whoActs).toBe('fan');
  });

  it('was refused, and can be paid in another way', () => {
    const { why, next, whoActs } = explain(placed, happened('PaymentRefused'), happened('PaymentFailed'));
    expect(why).toBe('The last attempt to pay 1500.00 TRY was refused. No money has been taken.');
    expect(next).toMatch(/^You can pay with another payment method until/);
    expect(whoActs).toBe('fan');
    expect(explain(placed, happened('PaymentRefused'), happened('PaymentRetried')).why).toMatch(/under way/);
  });

  it.each(['create', 'confirm'] as const)('does not know how the payment ended (%s)', (call) => {
    const { why, next, whoActs } = explain(placed, happened('ProviderOutcomeUnknown', { call }));
    expect(why).toContain('is not known yet');
    expect(next).toContain('nothing is paid twice');
    expect(whoActs).toBe('provider');
  });

  it('is under way again once the payment has been created after all', () => {
    const lostCreation = happened('ProviderOutcomeUnknown', { call: 'create' });
    expect(explain(placed, lostCreation, happened('PaymentCreated')).why).toMatch(/under way/);
  });

  it('was paid, and the order is about to know', () => {
    const { why, whoActs } = explain(placed, happened('PaymentSucceeded'));
    expect(why).toContain('went through');
    expect(whoActs).toBe('platform');
  });

  it('was canceled at the provider', () => {
    const { why, whoActs } = explain(placed, happened('PaymentCanceled'));
    expect(why).toContain('canceled');
    expect(whoActs).toBe('nobody');
  });

  it('is too late, though the lapse is not recorded yet', () => {
    expect(explainOrder(after(placed, happened('PaymentSucceeded')), due, 'fan')).toEqual({
      state: 'awaiting_payment',
      why: 'The time to pay ended at 2026-11-26 09:30 UTC.',
      next: 'The order is about to lapse. Should a payment still go through, all of it goes back at once.',
      nextAt: null,
      whoActs: 'platform',
    });
  });
});

describe('a paid order, explained to its fan', () => {
  it('waits for the creator', () => {
    expect(explain(placed, held)).toEqual({
      state: 'awaiting_acceptance',
      why: "1500.00 TRY is held for the order, which waits for the creator's answer.",
      next:
        'The creator can accept or decline until 2026-11-26 09:30 UTC. Without an answer, the order expires by itself ' +
        'and everything goes back to you. Until it is accepted, you can withdraw it and get everything back.',
      nextAt: due,
      whoActs: 'creator',
    });
  });

  it.each([
    ['in_request_review', [placed, inReview], 'platform', 'you can withdraw it and get everything back'],
    ['accepted', [placed, held, accepted], 'creator', 'The creator can deliver until 2026-11-26 09:30 UTC.'],
    ['in_video_review', [placed, held, accepted, handedIn], 'platform', 'it is in your inbox at once'],
    [
      'accepted',
      [placed, held, accepted, handedIn, happened('VideoRejected')],
      'creator',
      'everything goes back',
    ],
  ] as const)('is %s', (state, events, whoActs, saying) => {
    const explained = explain(...events);
    expect(explained).toMatchObject({ state, whoActs, nextAt: due });
    expect(explained.next).toContain(saying);
  });

  it.each([
    [[placed, inReview], 'The platform did not review the request before 2026-11-26 09:30 UTC.'],
    [[placed, held], 'The creator did not answer before 2026-11-26 09:30 UTC.'],
    [[placed, held, accepted], 'The video did not come before 2026-11-26 09:30 UTC.'],
    [
      [placed, held, accepted, handedIn],
      'The platform did not review the video before 2026-11-26 09:30 UTC.',
    ],
  ] as const)('is late from the instant of the deadline on, recorded or not', (events, why) => {
    expect(explain(...events).why).not.toBe(why);
    expect(explainOrder(after(...events), due, 'fan')).toMatchObject({
      why,
      next: 'The order is about to expire by itself; then everything goes back to you.',
      nextAt: null,
      whoActs: 'platform',
    });
  });
});

describe('a delivered order, explained to its fan', () => {
  const events = [placed, held, accepted, submitted, delivered];

  it('is in the inbox, and can be rated once', () => {
    const explained = explain(...events);
    expect(explained).toMatchObject({ state: 'delivered', nextAt: null, whoActs: 'nobody' });
    expect(explained.why).toBe('The video was delivered to your inbox at 2026-11-23 09:30 UTC.');
    expect(explained.next).toBe('Nothing more has to happen. You can rate the video.');
    expect(explain(...events, happened('OrderRated')).next).toBe('Nothing more has to happen.');
  });

  it('may be disputed, and then won or lost', () => {
    expect(explain(...events, disputed)).toMatchObject({
      next: 'Your bank was asked to take the payment of 1500.00 TRY back, and decides about it. Until then, what the order earned is not paid out.',
      whoActs: 'provider',
    });
    expect(explain(...events, disputed, happened('ChargebackWon')).next).toMatch(/payment of .* stands\./);
    expect(explain(...events, disputed, happened('ChargebackLost')).next).toBe(
      'Your bank took the payment of 1500.00 TRY back. What the order earned was taken back with it.',
    );
  });
});

describe('an ended order, explained to its fan', () => {
  const ENDINGS: Readonly<Record<Ending, readonly ShoutoutsEvent[]>> = {
    lapsed: [placed, happened('OrderLapsed')],
    withdrawn: [placed, held, happened('OrderWithdrawn')],
    declined: [placed, held, declined],
    request_rejected: [placed, inReview, happened('RequestRejected')],
    acceptance_expired: [placed, held, happened('AcceptanceExpired')],
    delivery_expired: [placed, held, accepted, happened('DeliveryExpired')],
    review_expired: [placed, inReview, happened('ReviewExpired')],
    refunded_by_provider: [placed, held, happened('RefundIssued')],
    charged_back: [placed, held, disputed],
  };

  it('says for each ending why it ended', () => {
    const reasons = Object.entries(ENDINGS).map(([ending, events]) => {
      expect(after(...events).ending).toBe(ending);
      return explain(...events).why;
    });
    expect(new Set(reasons).size).toBe(reasons.length);
    expect(reasons).toContain('You withdrew the order.');
    expect(reasons).toContain('The order expired: it was accepted, but no video came in time.');
  });

  const REFUNDS: Readonly<Record<Refund['status'], readonly ShoutoutsEvent[]>> = {
    none: [],
    requested: [requested],
    pending: [requested, happened('RefundPending')],
    issued: [requested, happened('RefundPending'), happened('RefundIssued')],
    failed: [requested, happened('RefundFailed')],
  };

  it.each([
    ['none', 'platform', 'The refund of 1500.00 TRY is about to be requested.'],
    ['requested', 'platform', 'is requested; the payment provider has not confirmed it yet.'],
    ['pending', 'provider', 'has not paid it out yet'],
    ['issued', 'nobody', 'was issued to the original payment method'],
    ['failed', 'platform', 'failed at the payment provider. The money is still held'],
  ] as const)('tells a refund that is %s from the others', (status, whoActs, saying) => {
    const events = [placed, held, declined, ...REFUNDS[status]];
    expect(after(...events).refund).toBe(status);
    const explained = explain(...events);
    expect(explained).toMatchObject({ whoActs, nextAt: null });
    expect(explained.next).toContain(saying);
  });

  it('has nothing to give back when nothing was paid', () => {
    const lapsed = happened('OrderLapsed');
    expect(explain(placed, happened('PaymentRefused'), lapsed)).toMatchObject({
      next: 'Nothing was paid, so there is nothing to give back.',
      whoActs: 'nobody',
    });
    const afterAll = explain(placed, happened('PaymentActionRequired'), lapsed);
    expect(afterAll.next).toContain('Should the payment still go through, all of it goes back at once.');
    const late = happened('FundsHeld', { acceptBy: null });
    expect(explain(placed, lapsed, late, requested).next).toContain('is requested');
  });

  it('tells what the bank decides beside the refund', () => {
    expect(explain(...ENDINGS.charged_back).whoActs).toBe('provider');
    const lost = explain(...ENDINGS.charged_back, happened('ChargebackLost'));
    expect(lost).toMatchObject({
      whoActs: 'nobody',
      next: 'Your bank took the payment of 1500.00 TRY back.',
    });
    const won = explain(...ENDINGS.charged_back, happened('ChargebackWon'), requested);
    expect(won.next).toContain('is requested');
    const both = explain(placed, held, declined, requested, happened('RefundFailed'), disputed);
    expect(both.next).toBe(
      'The refund of 1500.00 TRY failed at the payment provider. Your bank was asked to take the payment of 1500.00 TRY back, and decides about it.',
    );
  });
});

describe('the words', () => {
  const { why, next, events } = ORDER_WORDS.en;
  const texts = [...Object.values(why), ...Object.values(next), ...Object.values(events)];

  it('are the same for all, but "you" for who is meant', () => {
    const order = after(placed, held);
    expect(explainOrder(order, before, 'creator').why).toMatch(/which waits for your answer\.$/);
    expect(explainOrder(order, before, 'creator').next).toMatch(
      /everything goes back to the fan\. .* the fan can/,
    );
    expect(explainOrder(order, before).next).toMatch(/^The creator can .* the fan can withdraw/);
    expect(describeEvent('OrderDeclined', 'creator')).toBe('You declined the order.');
    expect(describeEvent('OrderDeclined', 'fan')).toBe('The creator declined the order.');
  });

  it('never make "you" the subject of a verb that would have to change', () => {
    const wrong = texts.filter((text) => /\bthe (fan|creator) (\w+s|is|has|does|was)\b/i.test(text));
    expect(wrong).toEqual([]);
  });

  it('are whole sentences, and leave no gap', () => {
    expect(texts.filter((text) => !/^[A-Z{].*\.$/.test(text))).toEqual([]);
    const gaps = texts.join(' ').match(/\{\w+\}/g) ?? [];
    expect(new Set(gaps)).toEqual(new Set(['{price}', '{due}', '{accepted}', '{delivered}']));
  });

  it('hold nothing that somebody wrote', () => {
    const order = after(placed, held, accepted, submitted, delivered, happened('OrderRated'));
    const said = JSON.stringify(explainOrder(order, before, 'fan'));
    expect(said).not.toContain('Elif');
    expect(said).not.toContain('mother');
  });
});
