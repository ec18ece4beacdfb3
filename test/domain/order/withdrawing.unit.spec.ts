import { describe, it } from '@jest/globals';
import { withdrawOrder } from '../../../src/domain/order/decide.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import type { Instant } from '../../../src/domain/time.js';
import { justBefore } from '../timeline.js';
import {
  ACCEPT_BY,
  ACCEPTED_AT,
  ACCEPTED_ORDER,
  AWAITING_ACCEPTANCE,
  DECLINED_ORDER,
  DELIVERED_ORDER,
  givenOrder,
  IN_REQUEST_REVIEW,
  IN_VIDEO_REVIEW,
  ORDER_ID,
  PAY_BY,
  PLACED,
  refundRequestedAt,
  REQUEST_REVIEW_BY,
} from './story.js';

const withdrawnAt = (at: Instant): OrderEvent => ({
  type: 'OrderWithdrawn',
  data: { orderId: ORDER_ID, withdrawnAt: at },
});

describe('the fan changes their mind', () => {
  it('withdraws before paying: there is nothing to give back', () => {
    const now = justBefore(PAY_BY);
    givenOrder(PLACED).when(withdrawOrder, { now }).then(withdrawnAt(now));
  });

  it('withdraws before the creator accepts, and gets everything back', () => {
    const now = justBefore(ACCEPT_BY);
    givenOrder(...AWAITING_ACCEPTANCE)
      .when(withdrawOrder, { now })
      .then(withdrawnAt(now), refundRequestedAt(now));
  });

  it('withdraws while the request is in review, and gets everything back', () => {
    const now = justBefore(REQUEST_REVIEW_BY);
    givenOrder(...IN_REQUEST_REVIEW)
      .when(withdrawOrder, { now })
      .then(withdrawnAt(now), refundRequestedAt(now));
  });

  it('is too late at each deadline, even when the expiry has not been recorded', () => {
    givenOrder(PLACED).when(withdrawOrder, { now: PAY_BY }).thenRefused('payment_window_closed');
    givenOrder(...AWAITING_ACCEPTANCE)
      .when(withdrawOrder, { now: ACCEPT_BY })
      .thenRefused('acceptance_window_closed');
    givenOrder(...IN_REQUEST_REVIEW)
      .when(withdrawOrder, { now: REQUEST_REVIEW_BY })
      .thenRefused('review_window_closed');
  });

  it.each([
    ['the creator has accepted', ACCEPTED_ORDER],
    ['a video is in review', IN_VIDEO_REVIEW],
    ['the video has been delivered', DELIVERED_ORDER],
  ])('is too late when %s', (_name, events) => {
    givenOrder(...events)
      .when(withdrawOrder, { now: ACCEPTED_AT })
      .thenRefused('withdraw_too_late');
  });

  it('is refused for an order that has ended, and for one that does not exist', () => {
    givenOrder(...DECLINED_ORDER)
      .when(withdrawOrder, { now: ACCEPTED_AT })
      .thenRefused('order_ended');
    givenOrder().when(withdrawOrder, { now: ACCEPTED_AT }).thenRefused('order_not_found');
  });
});
