import type { JsonObject } from '../ports/event-store.js';
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

const ids = (event: { readonly data: { readonly orderId: string } }): readonly string[] => [
  event.data.orderId,
];

export const fanInbox: Projection<InboxMessage> = {
  name: 'fan_inbox',
  version: 1,
  indexes: [
    { name: 'by_fan_delivered', fields: ['fanId', 'delivered', 'deliveredAt'] },
    { name: 'by_video', fields: ['videoId'] },
  ],
  personal: [{ field: 'brief', subject: 'fanId' }],
  handles: {
    OrderPlaced: {
      ids,
      apply: (_doc, { data: { orderId, fanId, creatorId, brief } }) => ({
        ...{ orderId, fanId, creatorId, brief },
        delivered: false,
        videoId: null,
        durationMs: null,
        container: null,
        deliveredAt: null,
      }),
    },
    VideoSubmitted: {
      ids,
      apply: (doc, { data: { video } }) =>
        doc === undefined
          ? null
          : { ...doc, videoId: video.videoId, durationMs: video.durationMs, container: video.container },
    },
    VideoDelivered: {
      ids,
      apply: (doc, { data }) =>
        doc === undefined
          ? null
          : { ...doc, delivered: true, videoId: data.videoId, deliveredAt: data.deliveredAt },
    },
  },
};
