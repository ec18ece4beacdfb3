import { describe, it } from '@jest/globals';
import {
  approveReviewed,
  expireOrder,
  rejectReviewed,
  submitVideo,
} from '../../../src/domain/order/decide.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import { justBefore, later } from '../timeline.js';
import {
  ACCEPTED_ORDER,
  AWAITING_ACCEPTANCE,
  deliveredAt,
  DELIVER_BY,
  DELIVERED_ORDER,
  givenOrder,
  HELD_AT,
  IN_REQUEST_REVIEW,
  IN_VIDEO_REVIEW,
  ORDER_ID,
  PLACED,
  refundRequestedAt,
  REQUEST_REVIEW_BY,
  SUBMITTED_AT,
  SUBMITTED_FOR_REVIEW,
  VIDEO,
  VIDEO_REVIEW_BY,
} from './story.js';

const reason = 'hate_speech';

describe('a request in review', () => {
  const now = justBefore(REQUEST_REVIEW_BY);

  it("is approved, and only then do the creator's three days begin", () => {
    givenOrder(...IN_REQUEST_REVIEW)
      .when(approveReviewed, { now })
      .then({
        type: 'RequestApproved',
        data: { orderId: ORDER_ID, approvedAt: now, acceptBy: later(now, { days: 3 }) },
      });
  });

  it('is rejected, and the fan gets everything back', () => {
    givenOrder(...IN_REQUEST_REVIEW)
      .when(rejectReviewed, { reason, now })
      .then(
        { type: 'RequestRejected', data: { orderId: ORDER_ID, reason, rejectedAt: now } },
        refundRequestedAt(now),
      );
  });
});

describe('a video in review', () => {
  const now = justBefore(VIDEO_REVIEW_BY);
  // The creator handed in five days before the deadline, and has five days again from the rejection on.
  const againBy = later(now, { days: 5 });
  const REJECTED: OrderEvent = {
    type: 'VideoRejected',
    data: { orderId: ORDER_ID, reason, rejectedAt: now, deliverBy: againBy },
  };

  it('is approved and delivered by the same stroke', () => {
    givenOrder(...IN_VIDEO_REVIEW)
      .when(approveReviewed, { now })
      .then({ type: 'VideoApproved', data: { orderId: ORDER_ID, approvedAt: now } }, deliveredAt(now));
  });

  it("is rejected, and the creator's clock goes on from where it stood still", () => {
    givenOrder(...IN_VIDEO_REVIEW)
      .when(rejectReviewed, { reason, now })
      .then(REJECTED);
  });

  it('may be handed in anew until the last millisecond of what was left', () => {
    const inTime = justBefore(againBy);
    givenOrder(...IN_VIDEO_REVIEW, REJECTED)
      .when(submitVideo, { video: VIDEO, uploadedFor: ORDER_ID, now: inTime })
      .then({
        type: 'VideoSubmitted',
        data: {
          orderId: ORDER_ID,
          video: VIDEO,
          submittedAt: inTime,
          reviewBy: later(inTime, { days: 3 }),
        },
      });
    givenOrder(...IN_VIDEO_REVIEW, REJECTED)
      .when(submitVideo, { video: VIDEO, uploadedFor: ORDER_ID, now: againBy })
      .thenRefused('delivery_window_closed');
  });

  it('does not let the delivery expire while it is reviewed', () => {
    const reviewBy = later(SUBMITTED_AT, { days: 30 });
    const slowly = { ...SUBMITTED_FOR_REVIEW, data: { ...SUBMITTED_FOR_REVIEW.data, reviewBy } };
    givenOrder(...ACCEPTED_ORDER, slowly)
      .when(expireOrder, { now: later(DELIVER_BY, { days: 1 }) })
      .thenNothing();
  });
});

describe.each([
  ['approving', approveReviewed],
  ['rejecting', rejectReviewed],
])('%s is refused', (_name, review) => {
  it('from the deadline on, even when the expiry has not been recorded', () => {
    givenOrder(...IN_REQUEST_REVIEW)
      .when(review, { reason, now: REQUEST_REVIEW_BY })
      .thenRefused('review_window_closed');
    givenOrder(...IN_VIDEO_REVIEW)
      .when(review, { reason, now: VIDEO_REVIEW_BY })
      .thenRefused('review_window_closed');
  });

  it.each([[[PLACED]], [AWAITING_ACCEPTANCE], [ACCEPTED_ORDER], [DELIVERED_ORDER]])(
    'when nothing waits for review',
    (events: readonly OrderEvent[]) => {
      givenOrder(...events)
        .when(review, { reason, now: HELD_AT })
        .thenRefused('nothing_to_review');
    },
  );

  it('for an order that does not exist', () => {
    givenOrder().when(review, { reason, now: HELD_AT }).thenRefused('order_not_found');
  });
});
