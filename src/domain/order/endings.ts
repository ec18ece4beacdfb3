import type { OrderEvent } from './events.js';

/**
 * How an order that was open is over after each kind of event: delivered, or ended, and why; `null`: it goes on. The one
 * list of endings, from which follows what else has to know of them. A record, so that the compiler asks for every kind.
 */
export const ENDINGS = {
  OrderPlaced: null,
  FundsHeld: null,
  PaymentFailed: null,
  OrderLapsed: 'lapsed',
  RequestApproved: null,
  RequestRejected: 'request_rejected',
  OrderWithdrawn: 'withdrawn',
  OrderAccepted: null,
  OrderDeclined: 'declined',
  AcceptanceExpired: 'acceptance_expired',
  VideoSubmitted: null,
  VideoApproved: null,
  VideoRejected: null,
  VideoDelivered: 'delivered',
  DeliveryExpired: 'delivery_expired',
  ReviewExpired: 'review_expired',
  RefundRequested: null,
  RefundPending: null,
  /** Of an order that was still open, it can only have been made in the provider's dashboard. */
  RefundIssued: 'refunded_by_provider',
  PartRefunded: null,
  PartRefundReturned: null,
  RefundFailed: null,
  /** The money of an order under way has left: there is nothing to make a video for. */
  ChargebackOpened: 'charged_back',
  ChargebackEvidenceDue: null,
  ChargebackFundsWithdrawn: null,
  ChargebackFundsReinstated: null,
  ChargebackEvidencePrepared: null,
  ChargebackEvidenceSubmitted: null,
  ChargebackEvidenceRefused: null,
  ChargebackWon: null,
  ChargebackLost: null,
  OrderRated: null,
} as const satisfies Readonly<Record<OrderEvent['type'], string | null>>;

type Endings = typeof ENDINGS;

/** Why an order ended without a delivery. */
export type Ending = Exclude<Endings[keyof Endings], 'delivered' | null>;

export type UndeliveredEndingType = {
  [Type in keyof Endings]: Endings[Type] extends Ending ? Type : never;
}[keyof Endings];

export const ORDER_EVENT_TYPES = Object.keys(ENDINGS) as readonly OrderEvent['type'][];

const isUndeliveredEnding = (type: OrderEvent['type']): type is UndeliveredEndingType =>
  ENDINGS[type] !== null && ENDINGS[type] !== 'delivered';

/** After each of these an order is over, and nothing was delivered for it. */
export const UNDELIVERED_ENDING_TYPES = ORDER_EVENT_TYPES.filter(isUndeliveredEnding);

/** After each of these an order is over. */
export const ENDING_TYPES = ['VideoDelivered', ...UNDELIVERED_ENDING_TYPES] as const;
