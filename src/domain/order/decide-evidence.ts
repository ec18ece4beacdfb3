import { type Decision, reject, type Rejection } from '../rejection.js';
import type { Instant } from '../time.js';
import { disputedPayment } from './disputed-payment.js';
import type { OrderEvent } from './events.js';
import type { HeldPayment, Order } from './order.js';

// Our answer to a bank that takes a fan's money back. The provider takes it once, before a date that it has set.

export interface PrepareEvidence {
  /** The dispute that finance has looked at: that of this order, and no other. */
  readonly disputeId: string;
  readonly now: Instant;
}

export function prepareEvidence(order: Order, { disputeId, now }: PrepareEvidence): Decision<OrderEvent> {
  if (order.status === 'none') return reject('order_not_found', 'there is no such order');
  const disputed = disputedPayment(order, disputeId);
  if (disputed === undefined) return reject('chargeback_unknown', `the order has no chargeback ${disputeId}`);
  const refusal = refuseEvidence(disputed.payment, now);
  if (refusal !== undefined) return refusal;
  const { orderId } = disputed.facts;
  const attempt = disputed.payment.evidence.attempt + 1;
  return [{ type: 'ChargebackEvidencePrepared', data: { orderId, disputeId, attempt, preparedAt: now } }];
}

function refuseEvidence(payment: HeldPayment, now: Instant): Rejection | undefined {
  const { chargeback, evidence, disputed } = payment;
  if (chargeback.status !== 'open')
    return reject('chargeback_decided', `the bank has decided: the chargeback is ${chargeback.status}`);
  if (evidence.status === 'prepared')
    return reject('evidence_already_submitted', 'evidence is on its way to the payment provider already');
  if (isAnswered(payment))
    return reject('evidence_already_submitted', 'the bank has evidence already, and takes it once');
  const { evidenceDueBy } = disputed;
  return evidenceDueBy !== null && now >= evidenceDueBy
    ? reject('evidence_too_late', `evidence was due by ${evidenceDueBy}`)
    : undefined;
}

/** An inquiry that was answered and has become a chargeback since has a later date, and waits for an answer again. */
const isAnswered = ({ evidence, disputed }: HeldPayment): boolean =>
  evidence.status === 'submitted' &&
  (disputed.evidenceDueBy === null ||
    (evidence.evidenceDueBy !== null && evidence.evidenceDueBy >= disputed.evidenceDueBy));

/** Names an answer at the provider, so that it is found there when the reply was lost. */
export const nameOfEvidence = (orderId: string, attempt: number): string => `${orderId}-${String(attempt)}`;

export interface RecordEvidenceSubmitted {
  readonly disputeId: string;
  /** Under which name the provider has it; none, or another one, where somebody did it in the dashboard. */
  readonly name: string | undefined;
  readonly evidenceDueBy: Instant | null;
  readonly now: Instant;
}

/** The provider says that the bank has evidence, ours or not. */
export function recordEvidenceSubmitted(
  order: Order,
  { disputeId, name, evidenceDueBy, now }: RecordEvidenceSubmitted,
): Decision<OrderEvent> {
  const found = disputedPayment(order, disputeId);
  if (found === undefined || isAnswered(found.payment)) return [];
  const { evidence, disputed } = found.payment;
  const { orderId } = found.facts;
  const answered = evidenceDueBy ?? disputed.evidenceDueBy;
  // Read before the inquiry became a chargeback, and told already.
  if (evidence.status === 'submitted' && evidence.evidenceDueBy === answered) return [];
  const isOurs = evidence.attempt > 0 && name === nameOfEvidence(orderId, evidence.attempt);
  const data = {
    ...{ orderId, disputeId, attempt: isOurs ? evidence.attempt : null },
    ...{ evidenceDueBy: answered, submittedAt: now },
  };
  return [{ type: 'ChargebackEvidenceSubmitted', data }];
}

export interface RecordEvidenceRefused {
  readonly disputeId: string;
  readonly attempt: number;
  readonly code: string;
  readonly now: Instant;
}

export function recordEvidenceRefused(
  order: Order,
  { disputeId, attempt, code, now }: RecordEvidenceRefused,
): Decision<OrderEvent> {
  const disputed = disputedPayment(order, disputeId);
  const evidence = disputed?.payment.evidence;
  if (disputed === undefined || evidence?.status !== 'prepared' || evidence.attempt !== attempt) return [];
  const { orderId } = disputed.facts;
  return [{ type: 'ChargebackEvidenceRefused', data: { orderId, disputeId, attempt, code, refusedAt: now } }];
}
