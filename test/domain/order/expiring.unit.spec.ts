import { describe, expect, it } from '@jest/globals';
import { deadlineOf, expireOrder } from '../../../src/domain/order/decide.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import type { Instant } from '../../../src/domain/time.js';
import { justBefore, later } from '../timeline.js';
import {
  ACCEPT_BY,
  ACCEPTED_ORDER,
  AWAITING_ACCEPTANCE,
  DECLINED_ORDER,
  DELIVER_BY,
  DELIVERED_ORDER,
  givenOrder,
  IN_REQUEST_REVIEW,
  IN_VIDEO_REVIEW,
  ORDER_ID,
  PAY_BY,
  PLACED,
  refundRequestedAt,
  REQUEST_REVIEW_BY,
  VIDEO_REVIEW_BY,
} from './story.js';

type Expiry = (at: Instant) => readonly OrderEvent[];

const lapse: Expiry = (at) => [{ type: 'OrderLapsed', data: { orderId: ORDER_ID, lapsedAt: at } }];
const acceptanceExpires: Expiry = (at) => [
  { type: 'AcceptanceExpired', data: { orderId: ORDER_ID, expiredAt: at } },
  refundRequestedAt(at),
];
const deliveryExpires: Expiry = (at) => [
  { type: 'DeliveryExpired', data: { orderId: ORDER_ID, expiredAt: at } },
  refundRequestedAt(at),
];
const reviewExpires =
  (subject: 'request' | 'video'): Expiry =>
  (at) => [
    { type: 'ReviewExpired', data: { orderId: ORDER_ID, subject, expiredAt: at } },
    refundRequestedAt(at),
  ];

const CASES: readonly [string, readonly OrderEvent[], Instant, Expiry][] = [
  ['lapses when nobody pays within an hour', [PLACED], PAY_BY, lapse],
  [
    'refunds in full when the creator stays silent for three days',
    AWAITING_ACCEPTANCE,
    ACCEPT_BY,
    acceptanceExpires,
  ],
  ['refunds in full when no video came within seven days', ACCEPTED_ORDER, DELIVER_BY, deliveryExpires],
  [
    'refunds in full when nobody reviewed the request in time',
    IN_REQUEST_REVIEW,
    REQUEST_REVIEW_BY,
    reviewExpires('request'),
  ],
  [
    'refunds in full when nobody reviewed the video in time',
    IN_VIDEO_REVIEW,
    VIDEO_REVIEW_BY,
    reviewExpires('video'),
  ],
];

describe.each(CASES)('an order %s', (_name, events, deadline, expiry) => {
  it('says when', () => {
    expect(deadlineOf(givenOrder(...events).state)).toBe(deadline);
  });

  it('not a millisecond early', () => {
    givenOrder(...events)
      .when(expireOrder, { now: justBefore(deadline) })
      .thenNothing();
  });

  it('at the deadline', () => {
    givenOrder(...events)
      .when(expireOrder, { now: deadline })
      .then(...expiry(deadline));
  });

  it('just as well when the scanner comes late', () => {
    const now = later(deadline, { days: 40 });
    givenOrder(...events)
      .when(expireOrder, { now })
      .then(...expiry(now));
  });

  it('once, however often the scanner comes', () => {
    givenOrder(...events, ...expiry(deadline))
      .when(expireOrder, { now: later(deadline, { days: 1 }) })
      .thenNothing();
  });
});

describe('nothing is due', () => {
  it.each([
    ['before an order is placed', []],
    ['after the delivery', DELIVERED_ORDER],
    ['after the order has ended', DECLINED_ORDER],
  ])('%s', (_name, events) => {
    const order = givenOrder(...events);
    expect(deadlineOf(order.state)).toBeNull();
    order.when(expireOrder, { now: later(DELIVER_BY, { days: 40 }) }).thenNothing();
  });
});
