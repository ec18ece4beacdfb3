import type { EventOf, EventType } from '../../domain/all-events.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { JsonObject } from '../ports/event-store.js';
import type { Handlers, Projection } from './projection.js';

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

const ids = (event: { readonly data: { readonly orderId: string } }): readonly string[] => [
  event.data.orderId,
];

type Change<Type extends EventType> = (event: DecodedEvent<EventOf<Type>>) => Partial<CreatorRequest>;

const change = <Type extends EventType>(to: Change<Type>) => ({
  ids,
  apply: (doc: CreatorRequest | undefined, event: DecodedEvent<EventOf<Type>>): CreatorRequest | null =>
    doc === undefined ? null : { ...doc, ...to(event) },
});

const CLOSING = [
  'OrderLapsed',
  'OrderWithdrawn',
  'OrderDeclined',
  'RequestRejected',
  'AcceptanceExpired',
  'DeliveryExpired',
  'ReviewExpired',
  'ChargebackOpened',
  'RefundIssued',
] as const satisfies readonly EventType[];

const onClosing = Object.fromEntries(
  CLOSING.map((type) => [
    type,
    {
      ids,
      apply: (doc: CreatorRequest | undefined) =>
        doc === undefined || doc.state === 'delivered' || doc.state === 'closed'
          ? (doc ?? null)
          : { ...doc, state: 'closed', closedBy: type, dueAt: null },
    },
  ]),
) as Handlers<CreatorRequest>;

export const creatorRequests: Projection<CreatorRequest> = {
  name: 'creator_requests',
  version: 1,
  indexes: [
    { name: 'by_creator_due', fields: ['creatorId', 'dueAt'] },
    { name: 'by_creator_state', fields: ['creatorId', 'state', 'dueAt'] },
    { name: 'by_creator_closed', fields: ['creatorId', 'closedBy'] },
  ],
  personal: [{ field: 'brief', subject: 'fanId' }],
  handles: {
    ...onClosing,
    OrderPlaced: {
      ids,
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
    FundsHeld: {
      ids,
      apply: (doc, { data }) => {
        // Money that came after the order had ended goes back: there is nothing to answer.
        if (doc?.state !== 'unpaid') return doc ?? null;
        return data.acceptBy === null
          ? { ...doc, state: 'in_review', dueAt: data.reviewBy }
          : { ...doc, state: 'to_answer', dueAt: data.acceptBy };
      },
    },
    RequestApproved: change(({ data }) => ({ state: 'to_answer', dueAt: data.acceptBy })),
    OrderAccepted: change(({ data }) => ({ state: 'to_deliver', dueAt: data.deliverBy })),
    VideoSubmitted: change(({ data }) =>
      data.reviewBy === null ? {} : { state: 'video_in_review', dueAt: data.reviewBy },
    ),
    VideoRejected: change(({ data }) => ({ state: 'to_deliver', dueAt: data.deliverBy })),
    VideoDelivered: change(() => ({ state: 'delivered', dueAt: null })),
  },
};
