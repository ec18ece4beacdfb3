import type { JsonObject } from '../ports/event-store.js';
import { changing, ofOrder, onUndeliveredEnding } from './handlers.js';
import type { Projection } from './projection.js';

/** An order as its creator meets it: from the moment the money is held. */
export type CreatorRequest = JsonObject & {
  readonly orderId: string;
  readonly creatorId: string;
  readonly fanId: string;
  /** Personal. */
  readonly brief: string;
  readonly currency: string;
  readonly priceMinor: number;
  readonly earningMinor: number;
  /** `unpaid` ones are kept, and never shown: the creator never sees an unpaid order (product.md). */
  readonly state:
    'unpaid' | 'in_review' | 'to_answer' | 'to_deliver' | 'video_in_review' | 'delivered' | 'closed';
  /** What closed it. */
  readonly closedBy: string | null;
  readonly dueAt: string | null;
  readonly placedAt: string;
};

const onClosing = onUndeliveredEnding<CreatorRequest>(
  ({ state }) => state !== 'delivered' && state !== 'closed',
  ({ type }) => ({ state: 'closed', closedBy: type, dueAt: null }),
);

export const creatorRequests: Projection<CreatorRequest> = {
  name: 'creator_requests',
  version: 1,
  onFailure: 'set aside',
  indexes: [
    { name: 'by_creator_due', fields: ['creatorId', 'dueAt'] },
    { name: 'by_creator_state', fields: ['creatorId', 'state', 'dueAt'] },
    { name: 'by_creator_closed', fields: ['creatorId', 'closedBy'] },
  ],
  personal: [{ field: 'brief', subject: 'fanId' }],
  handles: {
    ...onClosing,
    OrderPlaced: {
      ids: ofOrder,
      apply: (_doc, { data }) => ({
        orderId: data.orderId,
        creatorId: data.creatorId,
        fanId: data.fanId,
        brief: data.brief,
        currency: data.price.currency,
        priceMinor: Number(data.price.amountMinor),
        earningMinor: Number(data.earning.amountMinor),
        state: 'unpaid',
        closedBy: null,
        dueAt: null,
        placedAt: data.placedAt,
      }),
    },
    FundsHeld: changing(ofOrder, ({ data: { acceptBy, reviewBy } }, { state }) => {
      // Money that came after the order had ended goes back: there is nothing to answer.
      if (state !== 'unpaid') return {};
      return acceptBy === null
        ? { state: 'in_review', dueAt: reviewBy }
        : { state: 'to_answer', dueAt: acceptBy };
    }),
    RequestApproved: changing(ofOrder, ({ data }) => ({ state: 'to_answer', dueAt: data.acceptBy })),
    OrderAccepted: changing(ofOrder, ({ data }) => ({ state: 'to_deliver', dueAt: data.deliverBy })),
    VideoSubmitted: changing(ofOrder, ({ data }) =>
      data.reviewBy === null ? {} : { state: 'video_in_review', dueAt: data.reviewBy },
    ),
    VideoRejected: changing(ofOrder, ({ data }) => ({ state: 'to_deliver', dueAt: data.deliverBy })),
    VideoDelivered: changing(ofOrder, () => ({ state: 'delivered', dueAt: null })),
  },
};
