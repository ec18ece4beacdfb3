import { describe, it } from '@jest/globals';
import { rateOrder } from '../../../src/domain/order/decide.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import { CREATOR_ID, FAN_ID } from '../people.js';
import { later } from '../timeline.js';
import {
  ACCEPTED_ORDER,
  DECLINED_ORDER,
  DELIVERED_ORDER,
  givenOrder,
  ORDER_ID,
  SUBMITTED_AT,
} from './story.js';

const now = later(SUBMITTED_AT, { hours: 1 });
const comment = 'My mother cried 😭';
const rated = (stars: number): OrderEvent => ({
  type: 'OrderRated',
  data: { orderId: ORDER_ID, stars, comment, creatorId: CREATOR_ID, fanId: FAN_ID, ratedAt: now },
});

describe('rating', () => {
  it.each([1, 5])('gives a delivered order %d of five stars', (stars) => {
    givenOrder(...DELIVERED_ORDER)
      .when(rateOrder, { stars, comment, now })
      .then(rated(stars));
  });

  it('is done once', () => {
    givenOrder(...DELIVERED_ORDER, rated(5))
      .when(rateOrder, { stars: 1, comment, now })
      .thenRefused('order_already_rated');
  });

  it.each([0, 6, 4.5, Number.NaN])('refuses %d stars', (stars) => {
    givenOrder(...DELIVERED_ORDER)
      .when(rateOrder, { stars, comment, now })
      .thenRefused('invalid_value');
  });

  it('is refused for an order without a delivery, and for one that does not exist', () => {
    for (const events of [ACCEPTED_ORDER, DECLINED_ORDER])
      givenOrder(...events)
        .when(rateOrder, { stars: 5, comment, now })
        .thenRefused('order_not_delivered');
    givenOrder().when(rateOrder, { stars: 5, comment, now }).thenRefused('order_not_found');
  });
});
