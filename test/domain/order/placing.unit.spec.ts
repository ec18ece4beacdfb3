import { describe, expect, it } from '@jest/globals';
import { DEFAULT_MARKETS } from '../../../src/domain/market/terms.js';
import { money } from '../../../src/domain/money.js';
import { acceptOrder, placeOrder, type PlaceOrder } from '../../../src/domain/order/decide.js';
import { recordFundsHeld } from '../../../src/domain/order/decide-money.js';
import { CREATOR_ID, FAN_ID, PRICE } from '../people.js';
import { HOUR_MS } from '../../../src/domain/time.js';
import { later, START } from '../timeline.js';
import { ACCEPTED_AT, givenOrder, HELD, HELD_AT, ORDER_ID, PAID, PLACED, placedUnder } from './story.js';

const ORDER: PlaceOrder = {
  orderId: ORDER_ID,
  fanId: FAN_ID,
  creatorId: CREATOR_ID,
  market: 'TR',
  fanMarket: 'TR',
  quoteId: null,
  price: PRICE,
  terms: { version: 1, effectiveFrom: START, terms: DEFAULT_MARKETS.TR },
  brief: 'Happy 30th to Elif!',
  paymentMethod: 'pm_card_visa',
  now: START,
};

describe('placing an order', () => {
  it('fixes price, fee, earning and terms, and gives the fan an hour to pay', () => {
    givenOrder().when(placeOrder, ORDER).then(PLACED);
  });

  it('keeps the version and the windows of the market terms in force', () => {
    const terms = {
      version: 4,
      effectiveFrom: START,
      terms: {
        ...DEFAULT_MARKETS.TR,
        feeBasisPoints: 1_500,
        paymentWindowMinutes: 30,
        acceptanceWindowHours: 24,
        deliveryWindowHours: 48,
        reviewWindowHours: 12,
        holdDays: 14,
        reviewRequests: true,
        reviewVideos: true,
      },
    };
    const hourMs = HOUR_MS;
    const placed = placedUnder({
      version: 4,
      feeBasisPoints: 1_500,
      paymentWindowMs: hourMs / 2,
      acceptanceWindowMs: 24 * hourMs,
      deliveryWindowMs: 48 * hourMs,
      reviewWindowMs: 12 * hourMs,
      holdMs: 14 * 24 * hourMs,
      reviewRequests: true,
      reviewVideos: true,
    });
    givenOrder()
      .when(placeOrder, { ...ORDER, terms })
      .then({
        ...placed,
        data: {
          ...placed.data,
          fee: money(22_500n, 'TRY'),
          earning: money(127_500n, 'TRY'),
          payBy: later(START, { minutes: 30 }),
        },
      });
  });

  it('refuses a second order on the same quote', () => {
    givenOrder(PLACED).when(placeOrder, ORDER).thenRefused('quote_already_ordered');
  });

  it('leaves the platform what the rounding leaves: the fee of 0.99 at 20% is 0.19', () => {
    const price = money(99n, 'TRY');
    const placed = placedUnder({});
    givenOrder()
      .when(placeOrder, { ...ORDER, price })
      .then({
        ...placed,
        data: { ...placed.data, price, fee: money(19n, 'TRY'), earning: money(80n, 'TRY') },
      });
  });
});

describe('an open order', () => {
  // No command but placing takes a price or terms: all that an order lives by is what it was placed under.
  const placed = placedUnder({ acceptanceWindowMs: HOUR_MS, deliveryWindowMs: 2 * HOUR_MS });

  it('is answered within the window that it was placed under', () => {
    givenOrder(placed)
      .when(recordFundsHeld, { ...PAID, now: HELD_AT })
      .then({ ...HELD, data: { ...HELD.data, acceptBy: later(HELD_AT, { hours: 1 }) } });
  });

  it('is delivered within the window that it was placed under', () => {
    givenOrder(placed, HELD)
      .when(acceptOrder, { now: ACCEPTED_AT })
      .then({
        type: 'OrderAccepted',
        data: {
          orderId: ORDER_ID,
          acceptedAt: ACCEPTED_AT,
          deliverBy: later(ACCEPTED_AT, { hours: 2 }),
        },
      });
  });

  it('keeps its price and terms through all that happens to it', () => {
    const { state } = givenOrder(placed, HELD);
    expect(state).toMatchObject({ facts: { price: PRICE, terms: placed.data.terms } });
  });
});
