import type { EventOf } from '../../domain/all-events.js';
import type { Currency } from '../../domain/money.js';
import { deadlineOf } from '../../domain/order/decide.js';
import { holdsMoney } from '../../domain/order/decide-money.js';
import type { Ending } from '../../domain/order/endings.js';
import type { OrderEvent } from '../../domain/order/events.js';
import { moneyOfOrder, type OrderMoney } from '../../domain/order/money-of-order.js';
import {
  type Chargeback,
  type Disputed,
  evolveOrder,
  type HeldPayment,
  initialOrder,
  isUnderWay,
  type Order,
  type PlacedOrder,
  type Refund,
} from '../../domain/order/order.js';
import type { PaymentEvent } from '../../domain/payment/payment.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { fromJson, toJson } from '../events/json-data.js';
import type { JsonObject } from '../ports/event-store.js';
import { begun, changing, ofOrder, onEach } from './handlers.js';
import type { Handler, Projection } from './projection.js';
import { promiseAfter, type RefundEvent, type RefundPromise } from './refund-promise.js';

type DisputedAmounts = Omit<Disputed, 'evidenceDueBy'>;

/** What happened, when and by whom: one line of an order's timeline. */
export type TimelineEntry = {
  readonly type: (OrderEvent | PaymentEvent)['type'];
  readonly at: string;
  readonly by: string;
  readonly position: string;
};

/** Where the payment stands at the provider. */
export type PaymentStanding =
  'started' | 'action_required' | 'refused' | 'succeeded' | 'canceled' | 'outcome_unknown';

/** An order as its fan, its creator and staff see it. */
export type OrderView = JsonObject & {
  readonly orderId: string;
  readonly fanId: string;
  readonly creatorId: string;
  readonly market: string;
  readonly fanMarket: string;
  readonly quoteId: string | null;
  /** Personal. */
  readonly brief: string;
  readonly state: PlacedOrder['status'];
  /** Why it ended without a delivery; `null` when it did not. */
  readonly ending: Ending | null;
  readonly refund: Refund['status'];
  /** `null` where nothing was ever to go back. */
  readonly refundPromise: RefundPromise | null;
  readonly chargeback: Chargeback['status'];
  /** What it has moved in our balance at the provider; `null` while there is none. */
  readonly chargebackFunds: { readonly [Amount in keyof DisputedAmounts]: number } | null;
  /** Until when evidence is taken; `null` where nothing is due, or no date is set. */
  readonly evidenceDueBy: string | null;
  readonly payment: PaymentStanding;
  /** The payment's id at the provider. */
  readonly paymentId: string | null;
  /** The money was held while the order was open: the creator never sees one that was not (product.md). */
  readonly reachedCreator: boolean;
  readonly currency: Currency;
  readonly priceMinor: number;
  readonly feeMinor: number;
  readonly earningMinor: number;
  readonly money: { readonly [Amount in keyof OrderMoney]: number };
  readonly placedAt: string;
  /** Until when the next step must come; `null` when nothing is due. */
  readonly dueAt: string | null;
  readonly acceptedAt: string | null;
  readonly deliveredAt: string | null;
  readonly videoId: string | null;
  readonly stars: number | null;
  /** Personal. */
  readonly comment: string | null;
  /** Somebody still has to do something, or money is still held. */
  readonly open: boolean;
  /** Of the order's stream, for `If-Match`. */
  readonly revision: string;
  readonly timeline: readonly TimelineEntry[];
  /** The domain's own state, from which the fields above follow: when its shape changes, so does the version. */
  readonly folded: JsonObject;
};

/** What an event of the payment's own stream says about the order's payment. */
const PAYMENT_STANDING = {
  PaymentStarted: 'started',
  PaymentRetried: 'started',
  PaymentActionRequired: 'action_required',
  PaymentRefused: 'refused',
  PaymentSucceeded: 'succeeded',
  PaymentCanceled: 'canceled',
} as const satisfies Partial<Record<PaymentEvent['type'], PaymentStanding>>;

/** Goes on with the order's own state; `own` is what an event adds that this state does not keep. */
const following = <Event extends OrderEvent>(
  own: (event: DecodedEvent<Event>, before: OrderView) => Partial<OrderView> = () => ({}),
): Handler<OrderView, Event> => ({
  ids: ofOrder,
  apply: (doc, event) => {
    const before = begun(doc, event);
    return { ...follow(before, event), ...own(event, before) };
  },
});

const promise = <Event extends RefundEvent>(
  event: DecodedEvent<Event>,
  { refundPromise }: OrderView,
): Partial<OrderView> => ({ refundPromise: promiseAfter(refundPromise, event) });

const onOrderEvents: {
  readonly [Type in Exclude<OrderEvent['type'], 'OrderPlaced'>]: Handler<OrderView, EventOf<Type>>;
} = {
  FundsHeld: following(({ data: { acceptBy, reviewBy } }) =>
    acceptBy === null && reviewBy === null ? {} : { reachedCreator: true },
  ),
  PaymentFailed: following(),
  OrderLapsed: following(),
  RequestApproved: following(),
  RequestRejected: following(),
  OrderWithdrawn: following(),
  OrderAccepted: following(({ data: { acceptedAt } }) => ({ acceptedAt })),
  OrderDeclined: following(),
  AcceptanceExpired: following(),
  VideoSubmitted: following(({ data: { video } }) => ({ videoId: video.videoId })),
  VideoApproved: following(),
  VideoRejected: following(),
  VideoDelivered: following(({ data: { deliveredAt, videoId } }) => ({ deliveredAt, videoId })),
  DeliveryExpired: following(),
  ReviewExpired: following(),
  RefundRequested: following(promise),
  RefundPending: following(promise),
  RefundIssued: following(promise),
  PartRefunded: following(),
  PartRefundReturned: following(),
  RefundFailed: following(promise),
  ChargebackOpened: following(),
  ChargebackEvidenceDue: following(),
  ChargebackFundsWithdrawn: following(),
  ChargebackFundsReinstated: following(),
  ChargebackEvidencePrepared: following(),
  ChargebackEvidenceSubmitted: following(),
  ChargebackEvidenceRefused: following(),
  ChargebackWon: following(),
  ChargebackLost: following(),
  OrderRated: following(({ data: { stars, comment } }) => ({ stars, comment })),
};

const onPaymentEvents = onEach(
  Object.keys(PAYMENT_STANDING) as (keyof typeof PAYMENT_STANDING)[],
  changing(ofOrder, (event, { timeline }: OrderView) => ({
    payment: PAYMENT_STANDING[event.type],
    timeline: [...timeline, entryOf(event)],
  })),
);

export const orderView: Projection<OrderView> = {
  name: 'order_view',
  version: 5,
  onFailure: 'set aside',
  indexes: [
    { name: 'by_fan', fields: ['fanId', 'placedAt'] },
    { name: 'by_creator', fields: ['creatorId', 'placedAt'] },
    { name: 'by_placed', fields: ['placedAt'] },
    { name: 'by_state', fields: ['state', 'placedAt'] },
    { name: 'by_refund', fields: ['refund', 'placedAt'] },
    { name: 'by_market', fields: ['market', 'placedAt'] },
    { name: 'by_creator_state', fields: ['creatorId', 'state', 'placedAt'] },
  ],
  personal: [
    { field: 'brief', subject: 'fanId' },
    { field: 'comment', subject: 'fanId' },
  ],
  handles: {
    ...onOrderEvents,
    ...onPaymentEvents,
    OrderPlaced: { ids: ofOrder, apply: (_doc, event) => begin(event) },
    PaymentCreated: changing(ofOrder, ({ data: { paymentId } }) => ({ paymentId, payment: 'started' })),
    ProviderOutcomeUnknown: changing(ofOrder, (event, { payment, timeline }) => {
      // A lost look-up, refund or cancellation leaves the payment where it stood.
      const isOfPaying = event.data.call === 'create' || event.data.call === 'confirm';
      return {
        payment: isOfPaying ? 'outcome_unknown' : payment,
        timeline: [...timeline, entryOf(event)],
      };
    }),
  },
};

function begin(event: DecodedEvent<EventOf<'OrderPlaced'>>): OrderView {
  const { orderId, fanId, creatorId, market, fanMarket, quoteId, brief, price, fee, earning, placedAt } =
    event.data;
  const order = placed(evolveOrder(initialOrder, event));
  return {
    orderId,
    fanId,
    creatorId,
    market,
    fanMarket,
    quoteId,
    brief,
    placedAt,
    currency: price.currency,
    priceMinor: Number(price.amountMinor),
    feeMinor: Number(fee.amountMinor),
    earningMinor: Number(earning.amountMinor),
    payment: 'started',
    paymentId: null,
    reachedCreator: false,
    refundPromise: null,
    acceptedAt: null,
    deliveredAt: null,
    videoId: null,
    stars: null,
    comment: null,
    ...foldedFields(order),
    folded: storedAs(order),
    revision: event.revision.toString(),
    timeline: [entryOf(event)],
  };
}

function follow(doc: OrderView, event: DecodedEvent<OrderEvent>): OrderView {
  const order = placed(evolveOrder(orderIn(doc.folded), event));
  return {
    ...doc,
    ...foldedFields(order),
    folded: storedAs(order),
    revision: event.revision.toString(),
    timeline: [...doc.timeline, entryOf(event)],
  };
}

/** Of states that were just stored: the next event of the order mostly comes with the same batch. */
const ordersIn = new WeakMap<JsonObject, Order>();

function storedAs(order: Order): JsonObject {
  const folded = toJson(order);
  ordersIn.set(folded, order);
  return folded;
}

const orderIn = (folded: JsonObject): Order => ordersIn.get(folded) ?? (fromJson(folded) as Order);

function placed(order: Order): PlacedOrder {
  if (order.status === 'none') throw new Error('an order that has events has been placed');
  return order;
}

/** What the domain says about the order as it is now. */
function foldedFields(order: PlacedOrder) {
  const isEnded = order.status === 'ended';
  const isPaid = order.status !== 'awaiting_payment';
  return {
    state: order.status,
    ending: isEnded ? order.ending : null,
    refund: isEnded ? order.refund.status : 'none',
    ...chargebackFields(isPaid ? order.payment : null),
    dueAt: deadlineOf(order),
    money: toJson(moneyOfOrder(order)) as OrderView['money'],
    open: order.status === 'awaiting_payment' || isUnderWay(order) || holdsMoney(order),
  };
}

function chargebackFields(payment: HeldPayment | null) {
  if (payment === null || payment.chargeback.status === 'none')
    return { chargeback: 'none', chargebackFunds: null, evidenceDueBy: null } as const;
  const { chargeback, disputed } = payment;
  const { evidenceDueBy, ...amounts } = disputed;
  return {
    chargeback: chargeback.status,
    chargebackFunds: toJson(amounts) as OrderView['chargebackFunds'],
    evidenceDueBy: chargeback.status === 'open' ? evidenceDueBy : null,
  };
}

const entryOf = ({ type, metadata, position }: DecodedEvent<OrderEvent | PaymentEvent>): TimelineEntry => ({
  type,
  at: metadata.at,
  by: metadata.actor.role,
  position: position.toString(),
});
