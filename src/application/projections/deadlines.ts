import { ENDING_TYPES } from '../../domain/order/endings.js';
import type { ProviderCall } from '../../domain/payment/payment.js';
import { HOUR_MS, type Instant, plusMs } from '../../domain/time.js';
import { type Deadline, DEADLINES } from '../deadlines/deadline.js';
import { onEach } from './handlers.js';
import type { Projection } from './projection.js';

/** How long a slot may be held for an order that has not come about. */
const SLOT_WITHOUT_ORDER_MS = 300_000;
/** How long the provider may keep silent before it is asked. */
const SILENT_PROVIDER_MS = HOUR_MS / 2;

type About<Data> = { readonly data: Data };
type OfOrder = { readonly orderId: string };

/**
 * Puts the deadlines of one kind on the list, and takes them off. None need be there to be taken off: it was met, or an
 * earlier event has done it.
 */
function listOf<Data>(kind: Deadline['kind'], subjectOf: (data: Data) => string) {
  const ids = ({ data }: About<Data>) => [`${kind}:${subjectOf(data)}`];
  return {
    /** `null`: nothing is due any more. */
    due: <More extends Data>(dueAt: (data: More) => Instant | null) => ({
      ids,
      apply: (_doc: Deadline | undefined, { data }: About<More>): Deadline | null => {
        const at = dueAt(data);
        return at === null ? null : { kind, subjectId: subjectOf(data), dueAt: at };
      },
    }),
    over: { ids, apply: (): Deadline | null => null },
  };
}

const order = listOf('order', ({ orderId }: OfOrder) => orderId);
const orderSlot = listOf('order_slot', ({ orderId }: OfOrder) => orderId);
const payment = listOf('payment', ({ orderId }: OfOrder) => orderId);
const refund = listOf('refund', ({ orderId }: OfOrder) => orderId);
const evidence = listOf('evidence', ({ orderId }: OfOrder) => orderId);
const quote = listOf('quote', ({ quoteId }: { readonly quoteId: string }) => quoteId);
const payout = listOf('payout', ({ payoutId }: { readonly payoutId: string }) => payoutId);
const erasure = listOf('erasure', ({ personId }: { readonly personId: string }) => personId);

const afterSilence = (askedAt: Instant) => plusMs(askedAt, SILENT_PROVIDER_MS);

/** Which deadline a lost reply sets. */
const lookedUpAs = (call: ProviderCall): 'payment' | 'refund' | 'evidence' =>
  call === 'refund' || call === 'evidence' ? call : 'payment';

/** What is due when, and nothing else: the scanner's list (rule 7). */
export const deadlines: Projection<Deadline> = {
  name: DEADLINES,
  version: 1,
  // Stopping would keep everybody's refunds from being met in time, for one deadline that is not known.
  onFailure: 'set aside',
  indexes: [{ name: 'by_due', fields: ['dueAt'] }],
  handles: {
    ...onEach(ENDING_TYPES, order.over),
    OrderPlaced: {
      // The slot is no longer without its order.
      ids: (event) => [...order.over.ids(event), ...orderSlot.over.ids(event)],
      apply: (_doc, { data }, id) =>
        id.startsWith('order:') ? { kind: 'order', subjectId: data.orderId, dueAt: data.payBy } : null,
    },
    FundsHeld: order.due(({ acceptBy, reviewBy }) => acceptBy ?? reviewBy),
    RequestApproved: order.due(({ acceptBy }) => acceptBy),
    OrderAccepted: order.due(({ deliverBy }) => deliverBy),
    VideoSubmitted: {
      ids: order.over.ids,
      // Not reviewed, it is delivered by the very next event, and that one clears the deadline.
      apply: (doc, { data: { orderId, reviewBy } }) =>
        reviewBy === null ? (doc ?? null) : { kind: 'order', subjectId: orderId, dueAt: reviewBy },
    },
    VideoRejected: order.due(({ deliverBy }) => deliverBy),

    PaymentActionRequired: payment.due(({ requiredAt }) => afterSilence(requiredAt)),
    PaymentSucceeded: payment.over,
    PaymentRefused: payment.over,
    PaymentCanceled: payment.over,
    ProviderOutcomeUnknown: {
      ids: ({ data }) => [`${lookedUpAs(data.call)}:${data.orderId}`],
      apply: (_doc, { data }) => ({
        kind: lookedUpAs(data.call),
        subjectId: data.orderId,
        dueAt: data.retryAt,
      }),
    },
    ChargebackEvidencePrepared: evidence.due(({ preparedAt }) => afterSilence(preparedAt)),
    ChargebackEvidenceSubmitted: evidence.over,
    ChargebackEvidenceRefused: evidence.over,
    RefundRequested: refund.due(({ requestedAt }) => afterSilence(requestedAt)),
    RefundPending: refund.due(({ pendingAt }) => afterSilence(pendingAt)),
    RefundIssued: {
      ids: (event) => [...order.over.ids(event), ...refund.over.ids(event)],
      apply: () => null,
    },
    RefundFailed: refund.over,

    QuoteAsked: quote.due(({ expiresAt }) => expiresAt),
    QuoteAccepted: quote.over,
    QuoteDeclined: quote.over,
    QuoteExpired: quote.over,

    ErasureRequested: erasure.due(({ requestedAt }) => requestedAt),
    PersonErased: erasure.over,

    // A bank's file is answered by the bank: nobody can be asked.
    PayoutReserved: {
      ids: payout.over.ids,
      apply: (_doc, { data: { payoutId, creatorId, amount, rail, reservedAt } }) =>
        rail === 'bank_transfers'
          ? null
          : {
              ...{ kind: 'payout', subjectId: payoutId, creatorId, currency: amount.currency },
              dueAt: afterSilence(reservedAt),
            },
    },
    PayoutOutcomeUnknown: {
      ids: payout.over.ids,
      apply: (doc, { data }) => (doc === undefined ? null : { ...doc, dueAt: data.retryAt }),
    },
    PayoutPaid: payout.over,
    PayoutFailed: payout.over,

    OrderSlotTaken: {
      ids: orderSlot.over.ids,
      apply: (_doc, { data }) => ({
        kind: 'order_slot',
        subjectId: data.orderId,
        creatorId: data.creatorId,
        dueAt: plusMs(data.takenAt, SLOT_WITHOUT_ORDER_MS),
      }),
    },
    OrderSlotFreed: orderSlot.over,
  },
};
