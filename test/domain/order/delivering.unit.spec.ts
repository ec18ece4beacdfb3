import { describe, it } from '@jest/globals';
import { submitVideo } from '../../../src/domain/order/decide.js';
import { justBefore } from '../timeline.js';
import {
  ACCEPTED,
  ACCEPTED_ORDER,
  AWAITING_ACCEPTANCE,
  DECLINED_ORDER,
  DELIVER_BY,
  DELIVERED_ORDER,
  deliveredAt,
  givenOrder,
  HELD,
  IN_REQUEST_REVIEW,
  IN_VIDEO_REVIEW,
  ORDER_ID,
  PLACED,
  placedUnder,
  SUBMITTED,
  SUBMITTED_AT,
  SUBMITTED_FOR_REVIEW,
  VIDEO,
} from './story.js';

const HANDED_IN = { video: VIDEO, uploadedFor: ORDER_ID, now: SUBMITTED_AT };

describe('the creator delivers within seven days', () => {
  it("hands the video in, and it is in the fan's inbox by the same stroke", () => {
    givenOrder(...ACCEPTED_ORDER)
      .when(submitVideo, HANDED_IN)
      .then(SUBMITTED, deliveredAt(SUBMITTED_AT));
  });

  it('hands the video in for review, where videos are reviewed', () => {
    givenOrder(placedUnder({ reviewVideos: true }), HELD, ACCEPTED)
      .when(submitVideo, HANDED_IN)
      .then(SUBMITTED_FOR_REVIEW);
  });

  it('delivers in the last millisecond', () => {
    const now = justBefore(DELIVER_BY);
    givenOrder(...ACCEPTED_ORDER)
      .when(submitVideo, { ...HANDED_IN, now })
      .then({ ...SUBMITTED, data: { ...SUBMITTED.data, submittedAt: now } }, deliveredAt(now));
  });

  it('is late from the deadline on, even when the expiry has not been recorded', () => {
    givenOrder(...ACCEPTED_ORDER)
      .when(submitVideo, { ...HANDED_IN, now: DELIVER_BY })
      .thenRefused('delivery_window_closed');
  });
});

describe('a video', () => {
  it('of exactly three minutes is delivered', () => {
    const video = { ...VIDEO, durationMs: 180_000 };
    givenOrder(...ACCEPTED_ORDER)
      .when(submitVideo, { ...HANDED_IN, video })
      .then({ ...SUBMITTED, data: { ...SUBMITTED.data, video } }, deliveredAt(SUBMITTED_AT));
  });

  it('of more than three minutes is refused', () => {
    givenOrder(...ACCEPTED_ORDER)
      .when(submitVideo, { ...HANDED_IN, video: { ...VIDEO, durationMs: 180_001 } })
      .thenRefused('video_too_long', 'at most 180 seconds');
  });

  it('that was uploaded for another order is refused', () => {
    givenOrder(...ACCEPTED_ORDER)
      .when(submitVideo, { ...HANDED_IN, uploadedFor: 'ord_0193a5d2-0000-7000-8000-00000000000f' })
      .thenRefused('video_of_another_order');
  });

  it.each([
    ['has not been paid', [PLACED]],
    ['is in review', IN_REQUEST_REVIEW],
    ['has not been accepted', AWAITING_ACCEPTANCE],
  ])('is refused for a request that %s', (_name, events) => {
    givenOrder(...events)
      .when(submitVideo, HANDED_IN)
      .thenRefused('order_not_accepted');
  });

  it('is refused while another one is in review', () => {
    givenOrder(...IN_VIDEO_REVIEW)
      .when(submitVideo, HANDED_IN)
      .thenRefused('order_in_review');
  });

  it('is refused after the delivery', () => {
    givenOrder(...DELIVERED_ORDER)
      .when(submitVideo, HANDED_IN)
      .thenRefused('order_already_delivered');
  });

  it('is refused for an order that has ended, and for one that does not exist', () => {
    givenOrder(...DECLINED_ORDER)
      .when(submitVideo, HANDED_IN)
      .thenRefused('order_ended');
    givenOrder().when(submitVideo, HANDED_IN).thenRefused('order_not_found');
  });
});
