import type { JsonObject } from '../ports/event-store.js';
import { changing, ofOrder } from './handlers.js';
import type { Projection } from './projection.js';

/** A message in a fan's inbox: a delivered video, and the order it answers. */
export type InboxMessage = JsonObject & {
  readonly orderId: string;
  readonly fanId: string;
  readonly creatorId: string;
  /** Personal: what the fan had asked for. */
  readonly brief: string;
  /** An order makes its message when it is placed, and shows it when it is delivered. */
  readonly delivered: boolean;
  readonly videoId: string | null;
  readonly durationMs: number | null;
  readonly container: string | null;
  readonly deliveredAt: string | null;
};

export const fanInbox: Projection<InboxMessage> = {
  name: 'fan_inbox',
  version: 1,
  onFailure: 'set aside',
  indexes: [
    { name: 'by_fan_delivered', fields: ['fanId', 'delivered', 'deliveredAt'] },
    { name: 'by_video', fields: ['videoId'] },
  ],
  personal: [{ field: 'brief', subject: 'fanId' }],
  handles: {
    OrderPlaced: {
      ids: ofOrder,
      apply: (_doc, { data: { orderId, fanId, creatorId, brief } }) => ({
        orderId,
        fanId,
        creatorId,
        brief,
        delivered: false,
        videoId: null,
        durationMs: null,
        container: null,
        deliveredAt: null,
      }),
    },
    // Not for the fan, who sees nothing before it is delivered: a video in review is found by its id here, and so is
    // kept by the clean-up (housekeeping.ts), however long the review takes.
    VideoSubmitted: changing(ofOrder, ({ data: { video } }) => ({
      videoId: video.videoId,
      durationMs: video.durationMs,
      container: video.container,
    })),
    VideoDelivered: changing(ofOrder, ({ data: { videoId, deliveredAt } }) => ({
      delivered: true,
      videoId,
      deliveredAt,
    })),
  },
};
