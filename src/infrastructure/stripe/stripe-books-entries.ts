import type Stripe from 'stripe';
import type {
  BookedAmount,
  BookedBankPayout,
  BookedDispute,
  BookedEvent,
  BookedMovement,
  BookedPayment,
  BookedRefund,
  BookedTransfer,
} from '../../application/ports/provider-books.js';
import { providerEvent } from './stripe-events.js';
import { at, disputeOutcome, idOf, ORDER_ID_KEY } from './stripe-statuses.js';
import { PAYOUT_ID_KEY } from './stripe-transfer-rail.js';

/** What the sources of movements have in common, as far as they have it. */
interface Source {
  readonly id: string;
  readonly object: string;
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly payment_intent?: string | { readonly id: string } | null;
}

/** @param transaction with its source expanded */
export function bookedMovement(transaction: Stripe.BalanceTransaction): BookedMovement {
  // Some sources cannot be expanded by a key with few permissions: then only their id comes.
  const source = typeof transaction.source === 'string' ? undefined : (transaction.source as Source | null);
  return {
    id: transaction.id,
    type: transaction.type,
    category: transaction.reporting_category,
    currency: transaction.currency.toUpperCase(),
    amountMinor: BigInt(transaction.amount),
    feeMinor: BigInt(transaction.fee),
    netMinor: BigInt(transaction.net),
    sourceId: optionalId(transaction.source),
    orderId: source?.metadata?.[ORDER_ID_KEY],
    paymentId: optionalId(source?.payment_intent),
    payoutId: source?.metadata?.[PAYOUT_ID_KEY],
    createdAt: at(transaction.created),
    availableAt: at(transaction.available_on),
  };
}

export const bookedPayment = (charge: Stripe.Charge): BookedPayment => ({
  id: charge.id,
  paymentId: optionalId(charge.payment_intent),
  orderId: charge.metadata[ORDER_ID_KEY],
  status: oneOf(charge.status, ['succeeded', 'failed'], 'pending'),
  amount: amountOf(charge),
  refundedMinor: BigInt(charge.amount_refunded),
  isDisputed: charge.disputed,
  createdAt: at(charge.created),
});

export const bookedRefund = (refund: Stripe.Refund): BookedRefund => ({
  id: refund.id,
  paymentId: optionalId(refund.payment_intent),
  orderId: refund.metadata?.[ORDER_ID_KEY],
  status: refund.status === 'canceled' ? 'failed' : oneOf(refund.status, ['succeeded', 'failed'], 'pending'),
  code: refund.status === 'canceled' ? 'canceled' : (refund.failure_reason ?? refund.pending_reason),
  amount: amountOf(refund),
  createdAt: at(refund.created),
});

export const bookedDispute = (dispute: Stripe.Dispute): BookedDispute => ({
  id: dispute.id,
  paymentId: optionalId(dispute.payment_intent),
  status: disputeOutcome(dispute),
  isInquiry: dispute.status.startsWith('warning'),
  reason: dispute.reason,
  amount: amountOf(dispute),
  createdAt: at(dispute.created),
});

export const bookedTransfer = (transfer: Stripe.Transfer): BookedTransfer => ({
  id: transfer.id,
  payoutId: transfer.metadata[PAYOUT_ID_KEY],
  group: transfer.transfer_group ?? undefined,
  destination: optionalId(transfer.destination),
  amount: amountOf(transfer),
  returnedMinor: BigInt(transfer.amount_reversed),
  createdAt: at(transfer.created),
});

export const bookedBankPayout = (payout: Stripe.Payout): BookedBankPayout => ({
  id: payout.id,
  status: payout.status === 'canceled' ? 'failed' : oneOf(payout.status, ['paid', 'failed'], 'pending'),
  code: payout.status === 'canceled' ? 'canceled' : (payout.failure_code ?? undefined),
  amount: amountOf(payout),
  isDecomposed: payout.reconciliation_status === 'completed',
  createdAt: at(payout.created),
  arrivesAt: at(payout.arrival_date),
});

export const bookedEvent = (event: Stripe.Event): BookedEvent => ({
  ...providerEvent(event),
  createdAt: at(event.created),
});

const amountOf = ({
  amount,
  currency,
}: {
  readonly amount: number;
  readonly currency: string;
}): BookedAmount => ({ amountMinor: BigInt(amount), currency: currency.toUpperCase() });

const optionalId = (reference: string | { readonly id: string } | null | undefined): string | undefined =>
  reference == null ? undefined : idOf(reference);

/** What the provider says, where we know it; a later invention is "not yet". */
const oneOf = <const Known extends string, const Other extends string>(
  said: string | null,
  known: readonly Known[],
  other: Other,
): Known | Other => known.find((status) => status === said) ?? other;
