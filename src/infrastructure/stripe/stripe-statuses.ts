import type Stripe from 'stripe';
import {
  PaymentOutcomeUnknownError,
  type DisputeStatus,
  type PaymentStatus,
  type RefundStatus,
} from '../../application/ports/payment-gateway.js';
import type { Money } from '../../domain/money.js';
import { type Instant, instant } from '../../domain/time.js';
import { fromStripeAmount } from './stripe-amounts.js';

/** The metadata key under which payments and refunds carry our order. */
export const ORDER_ID_KEY = 'order_id';
/** The one under which a dispute carries the name of our evidence. */
export const EVIDENCE_NAME_KEY = 'evidence_name';

/** The id of an object that Stripe sends as an id or, when asked to expand it, as a whole. */
export const idOf = (reference: string | { readonly id: string }): string =>
  typeof reference === 'string' ? reference : reference.id;

export function paymentStatus(intent: Stripe.PaymentIntent): PaymentStatus {
  switch (intent.status) {
    case 'succeeded':
      if (intent.latest_charge === null) {
        throw new PaymentOutcomeUnknownError(`${intent.id} has succeeded without a charge`);
      }
      return {
        status: 'succeeded',
        chargeId: idOf(intent.latest_charge),
        amount: fromStripeAmount(intent.amount_received, intent.currency),
      };
    case 'requires_payment_method':
      return intent.last_payment_error === null
        ? { status: 'created' }
        : { status: 'refused', code: declineCode(intent.last_payment_error) };
    case 'requires_confirmation':
      return { status: 'created' };
    case 'requires_action':
      return { status: 'action_required' };
    case 'canceled':
      return { status: 'canceled' };
    default:
      // `requires_capture` cannot come of our requests; like `processing` and any later invention, it is "not yet".
      return { status: 'processing' };
  }
}

/** The issuer's reason where it gave one (`insufficient_funds`), else Stripe's own (`card_declined`). */
export const declineCode = (error: {
  readonly decline_code?: string | undefined;
  readonly code?: string | undefined;
}): string => error.decline_code ?? error.code ?? 'card_declined';

export function refundStatus(refund: Stripe.Refund): RefundStatus {
  const amount = fromStripeAmount(refund.amount, refund.currency);
  const told = { refundId: refund.id, amount, isOurs: refund.metadata?.[ORDER_ID_KEY] !== undefined };
  switch (refund.status) {
    case 'succeeded':
      return { ...told, status: 'succeeded' };
    case 'failed':
      return { ...told, status: 'failed', code: refund.failure_reason ?? 'unknown' };
    case 'canceled':
      return { ...told, status: 'failed', code: 'canceled' };
    default:
      return { ...told, status: 'pending' };
  }
}

export const disputeStatus = (dispute: Stripe.Dispute): DisputeStatus => ({
  disputeId: dispute.id,
  status: disputeOutcome(dispute),
  amount: fromStripeAmount(dispute.amount, dispute.currency),
  reason: dispute.reason,
  isInquiry: dispute.status.startsWith('warning'),
  evidenceDueBy: dispute.evidence_details.due_by === null ? undefined : at(dispute.evidence_details.due_by),
  takesEvidence: dispute.status === 'needs_response' || dispute.status === 'warning_needs_response',
  isEvidenceSubmitted: dispute.evidence_details.submission_count > 0,
  evidenceName: dispute.metadata[EVIDENCE_NAME_KEY],
  ...movedByDispute(dispute),
});

/** The money moved in the currency of our balance, which is not always the one that the cardholder paid in. */
function movedByDispute({
  balance_transactions: moved,
  currency,
}: Stripe.Dispute): Pick<DisputeStatus, 'withdrawn' | 'reinstated' | 'fee'> {
  const total = (amountOf: (transaction: Stripe.BalanceTransaction) => number): Money =>
    fromStripeAmount(
      moved.reduce((sum, transaction) => sum + amountOf(transaction), 0),
      moved[0]?.currency ?? currency,
    );
  return {
    withdrawn: total(({ amount }) => Math.max(-amount, 0)),
    reinstated: total(({ amount }) => Math.max(amount, 0)),
    fee: total(({ fee }) => fee),
  };
}

/** Seconds since 1970, as in every date of Stripe. */
export const at = (seconds: number): Instant => instant(seconds * 1_000);

export function disputeOutcome(dispute: Stripe.Dispute): DisputeStatus['status'] {
  switch (dispute.status) {
    case 'lost':
      return 'lost';
    case 'won':
    case 'warning_closed': // an inquiry that never became a chargeback: no money moved
      return 'won';
    case 'prevented': // settled before it became a chargeback, with our money or without
      return dispute.balance_transactions.reduce((sum, moved) => sum + moved.amount, 0) < 0 ? 'lost' : 'won';
    default:
      return 'open';
  }
}
