import { describe, it } from '@jest/globals';
import { acceptOrder, declineOrder } from '../../../src/domain/order/decide.js';
import { justBefore, later } from '../timeline.js';
import {
  ACCEPT_BY,
  ACCEPTED,
  ACCEPTED_AT,
  ACCEPTED_ORDER,
  AWAITING_ACCEPTANCE,
  DECLINED_ORDER,
  declinedAt,
  DELIVERED_ORDER,
  givenOrder,
  IN_REQUEST_REVIEW,
  IN_VIDEO_REVIEW,
  ORDER_ID,
  PLACED,
  refundRequestedAt,
} from './story.js';

describe('the creator answers within three days', () => {
  it('accepts, and has seven days to make the video', () => {
    givenOrder(...AWAITING_ACCEPTANCE)
      .when(acceptOrder, { now: ACCEPTED_AT })
      .then(ACCEPTED);
  });

  it('declines, and the fan gets everything back', () => {
    givenOrder(...AWAITING_ACCEPTANCE)
      .when(declineOrder, { now: ACCEPTED_AT })
      .then(declinedAt(ACCEPTED_AT), refundRequestedAt(ACCEPTED_AT));
  });

  it('accepts in the last millisecond', () => {
    const now = justBefore(ACCEPT_BY);
    givenOrder(...AWAITING_ACCEPTANCE)
      .when(acceptOrder, { now })
      .then({
        type: 'OrderAccepted',
        data: { orderId: ORDER_ID, acceptedAt: now, deliverBy: later(now, { days: 7 }) },
      });
  });

  it('declines in the last millisecond', () => {
    const now = justBefore(ACCEPT_BY);
    givenOrder(...AWAITING_ACCEPTANCE)
      .when(declineOrder, { now })
      .then(declinedAt(now), refundRequestedAt(now));
  });
});

describe.each([
  ['accepting', acceptOrder],
  ['declining', declineOrder],
])('%s is refused', (_name, answer) => {
  it('from the deadline on, even when the expiry has not been recorded', () => {
    givenOrder(...AWAITING_ACCEPTANCE)
      .when(answer, { now: ACCEPT_BY })
      .thenRefused('acceptance_window_closed');
  });

  it('for an order that does not exist', () => {
    givenOrder().when(answer, { now: ACCEPTED_AT }).thenRefused('order_not_found');
  });

  it('before the fan has paid', () => {
    givenOrder(PLACED).when(answer, { now: ACCEPTED_AT }).thenRefused('order_not_paid');
  });

  it('while the request is in review', () => {
    givenOrder(...IN_REQUEST_REVIEW)
      .when(answer, { now: ACCEPTED_AT })
      .thenRefused('order_in_review');
  });

  it('after the order has been accepted', () => {
    givenOrder(...ACCEPTED_ORDER)
      .when(answer, { now: ACCEPTED_AT })
      .thenRefused('order_already_accepted');
    givenOrder(...IN_VIDEO_REVIEW)
      .when(answer, { now: ACCEPTED_AT })
      .thenRefused('order_already_accepted');
  });

  it('after the video has been delivered', () => {
    givenOrder(...DELIVERED_ORDER)
      .when(answer, { now: ACCEPTED_AT })
      .thenRefused('order_already_delivered');
  });

  it('after the order has ended', () => {
    givenOrder(...DECLINED_ORDER)
      .when(answer, { now: ACCEPTED_AT })
      .thenRefused('order_ended');
  });
});
