import { HOUR_MS, type Instant, plusMs } from '../../domain/time.js';
import { type Deadline, DEADLINES } from '../deadlines/deadline.js';
import type { Handlers, Projection } from './projection.js';

/** How long a slot may be held for an order that has not come about. */
const SLOT_WITHOUT_ORDER_MS = 300_000;
/** How long the provider may keep silent before it is asked. */
const SILENT_PROVIDER_MS = HOUR_MS / 2;

type About<Data> = { readonly data: Data };

const set =
  <Data>(kind: Deadline['kind'], subjectId: (data: Data) => string, dueAt: (data: Data) => Instant | null) =>
  (_doc: Deadline | undefined, { data }: About<Data>): Deadline | null => {
    const due = dueAt(data);
    return due === null ? null : { kind, subjectId: subjectId(data), dueAt: due };
  };

const order = ({ data }: About<{ readonly orderId: string }>) => [`order:${data.orderId}`];
const payment = ({ data }: About<{ readonly orderId: string }>) => [`payment:${data.orderId}`];
const refund = ({ data }: About<{ readonly orderId: string }>) => [`refund:${data.orderId}`];
const quote = ({ data }: About<{ readonly quoteId: string }>) => [`quote:${data.quoteId}`];
const clear = () => null;

const ORDER_OVER = [
  'OrderLapsed',
  'OrderWithdrawn',
  'OrderDeclined',
  'RequestRejected',
  'AcceptanceExpired',
  'DeliveryExpired',
  'ReviewExpired',
  'VideoDelivered',
  'ChargebackOpened',
] as const;

const onOrderOver = Object.fromEntries(
  ORDER_OVER.map((type) => [type, { ids: order, apply: clear }]),
) as Handlers<Deadline>;

/** What is due when, and nothing else: the scanner's list (rule 7). */
export const deadlines: Projection<Deadline> = {
  name: DEADLINES,
  version: 1,
  indexes: [{ name: 'by_due', fields: ['dueAt'] }],
  handles: {
    ...onOrderOver,
    OrderPlaced: {
      ids: ({ data }) => [`order:${data.orderId}`, `order_slot:${data.orderId}`],
      apply: (_doc, { data }, id) =>
        id.startsWith('order:') ? { kind: 'order', subjectId: data.orderId, dueAt: data.payBy } : null,
    },
    FundsHeld: {
      ids: order,
      apply: set(
        'order',
        ({ orderId }) => orderId,
        ({ acceptBy, reviewBy }) => acceptBy ?? reviewBy,
      ),
    },
    RequestApproved: {
      ids: order,
      apply: set(
        'order',
        ({ orderId }) => orderId,
        ({ acceptBy }) => acceptBy,
      ),
    },
    OrderAccepted: {
      ids: order,
      apply: set(
        'order',
        ({ orderId }) => orderId,
        ({ deliverBy }) => deliverBy,
      ),
    },
    VideoSubmitted: {
      ids: order,
      apply: (doc, { data }) =>
        data.reviewBy === null
          ? (doc ?? null)
          : { kind: 'order', subjectId: data.orderId, dueAt: data.reviewBy },
    },
    VideoRejected: {
      ids: order,
      apply: set(
        'order',
        ({ orderId }) => orderId,
        ({ deliverBy }) => deliverBy,
      ),
    },

    PaymentActionRequired: {
      ids: payment,
      apply: set(
        'payment',
        ({ orderId }) => orderId,
        ({ requiredAt }) => plusMs(requiredAt, SILENT_PROVIDER_MS),
      ),
    },
    PaymentSucceeded: { ids: payment, apply: clear },
    PaymentRefused: { ids: payment, apply: clear },
    PaymentCanceled: { ids: payment, apply: clear },
    ProviderOutcomeUnknown: {
      ids: ({ data }) => [data.call === 'refund' ? `refund:${data.orderId}` : `payment:${data.orderId}`],
      apply: (_doc, { data }) => ({
        kind: data.call === 'refund' ? 'refund' : 'payment',
        subjectId: data.orderId,
        dueAt: data.retryAt,
      }),
    },
    RefundRequested: {
      ids: refund,
      apply: set(
        'refund',
        ({ orderId }) => orderId,
        ({ requestedAt }) => plusMs(requestedAt, SILENT_PROVIDER_MS),
      ),
    },
    RefundPending: {
      ids: refund,
      apply: set(
        'refund',
        ({ orderId }) => orderId,
        ({ pendingAt }) => plusMs(pendingAt, SILENT_PROVIDER_MS),
      ),
    },
    RefundIssued: {
      ids: ({ data }) => [`order:${data.orderId}`, `refund:${data.orderId}`],
      apply: clear,
    },
    RefundFailed: { ids: refund, apply: clear },

    QuoteAsked: {
      ids: quote,
      apply: set(
        'quote',
        ({ quoteId }) => quoteId,
        ({ expiresAt }) => expiresAt,
      ),
    },
    QuoteAccepted: { ids: quote, apply: clear },
    QuoteDeclined: { ids: quote, apply: clear },
    QuoteExpired: { ids: quote, apply: clear },

    ErasureRequested: {
      ids: ({ data }) => [`erasure:${data.personId}`],
      apply: set(
        'erasure',
        ({ personId }) => personId,
        ({ requestedAt }) => requestedAt,
      ),
    },
    PersonErased: { ids: ({ data }) => [`erasure:${data.personId}`], apply: clear },

    OrderSlotTaken: {
      ids: ({ data }) => [`order_slot:${data.orderId}`],
      apply: (_doc, { data }) => ({
        kind: 'order_slot',
        subjectId: data.orderId,
        creatorId: data.creatorId,
        dueAt: plusMs(data.takenAt, SLOT_WITHOUT_ORDER_MS),
      }),
    },
    OrderSlotFreed: { ids: ({ data }) => [`order_slot:${data.orderId}`], apply: clear },
  },
};
