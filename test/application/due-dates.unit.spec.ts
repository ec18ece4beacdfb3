import { describe, expect, it } from '@jest/globals';
import { creatorRequests } from '../../src/application/projections/creator-requests.js';
import { deadlines } from '../../src/application/projections/deadlines.js';
import { orderView } from '../../src/application/projections/order-view.js';
import { deadlineOf } from '../../src/domain/order/decide.js';
import { ENDINGS, type UndeliveredEndingType } from '../../src/domain/order/endings.js';
import { always } from '../domain/order/any-story.js';
import { ORDER_ID } from '../domain/order/story.js';
import { documentsOf } from './documents-of.js';

// The domain says until when an order has time. Three read models say it as well, two of them by rules of their own.
describe('what is due of an order, after any story', () => {
  it('is on the list of deadlines as the domain says it', () => {
    always(({ events, order }) => {
      const due = documentsOf(deadlines, events)[`order:${ORDER_ID}`];
      expect(due?.dueAt ?? null).toBe(deadlineOf(order));
    });
  });

  it('is in the view of the order', () => {
    always(({ events, order }) => {
      expect(documentsOf(orderView, events)[ORDER_ID]?.dueAt).toBe(deadlineOf(order));
    });
  });

  it('is in the request that the creator meets, once it is paid', () => {
    always(({ events, order }) => {
      const expected = order.status === 'awaiting_payment' ? null : deadlineOf(order);
      expect(documentsOf(creatorRequests, events)[ORDER_ID]?.dueAt).toBe(expected);
    });
  });
});

describe('a request, after any story', () => {
  it('is closed by what ended its order, whatever comes to the order after that', () => {
    always(({ events, order }) => {
      const closedBy = documentsOf(creatorRequests, events)[ORDER_ID]?.closedBy ?? null;
      const ending = closedBy === null ? null : ENDINGS[closedBy as UndeliveredEndingType];
      expect(ending).toBe(order.status === 'ended' ? order.ending : null);
    });
  });
});
