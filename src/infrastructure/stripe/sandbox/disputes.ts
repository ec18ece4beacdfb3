import type Stripe from 'stripe';
import type { Account } from './account.js';
import { invalidRequest, noSuch } from './api-error.js';
import { recordMovement } from './balance.js';
import { succeededCharge } from './charges.js';
import { evidenceDueBy, newDispute } from './dispute-objects.js';
import { found } from './found.js';

export interface NewDispute {
  readonly reason: string;
  /** The issuer only asks: no money moves, and it may end without a chargeback. */
  readonly inquiry: boolean;
  /** The whole charge by default. */
  readonly amount?: number | undefined;
}

/** The cardholder's bank takes the money of a payment back, or asks about it. */
export function openDispute(
  account: Account,
  paymentId: string,
  { reason, inquiry, amount }: NewDispute,
): Stripe.Dispute {
  const charge = succeededCharge(account, paymentId);
  if (charge.disputed) throw invalidRequest(`${charge.id} is disputed already`);
  if (charge.amount_refunded === charge.amount) {
    throw invalidRequest('A charge that was refunded in full cannot be disputed');
  }
  if (amount !== undefined && (amount < 1 || amount > charge.amount))
    throw invalidRequest('A dispute is about the charge or a part of it', { param: 'amount' });
  const dispute = newDispute(charge, { created: account.nowSeconds(), reason, inquiry, amount });
  if (!inquiry) dispute.balance_transactions.push(recordMovement(account, 'chargeback', dispute));
  account.records.insert('dispute', dispute, paymentId);
  charge.disputed = true;
  account.records.update(charge);
  account.emit('charge.dispute.created', dispute);
  if (!inquiry) account.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

export function findDispute(account: Account, id: string): Stripe.Dispute {
  return currentDispute(account, found(account, 'dispute', id, 'dispute'));
}

/** As it is now: a date passes without anybody telling the dispute. */
export function currentDispute(account: Account, dispute: Stripe.Dispute): Stripe.Dispute {
  const { due_by } = dispute.evidence_details;
  const past_due = awaitsEvidence(dispute) && due_by !== null && due_by < account.nowSeconds();
  return { ...dispute, evidence_details: { ...dispute.evidence_details, past_due } };
}

export interface DisputeUpdate {
  readonly evidence?: Readonly<Record<string, string | undefined>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly submit?: boolean;
}

/** Stages evidence or, unless told otherwise, sends it to the bank at once. */
export function updateDispute(account: Account, id: string, update: DisputeUpdate): Stripe.Dispute {
  const dispute = findDispute(account, id);
  const { evidence, metadata = {}, submit = evidence !== undefined } = update;
  if (evidence !== undefined || submit) refuseEvidence(dispute);
  const file = evidence?.['uncategorized_file'];
  if (file !== undefined && account.records.find('file', file) === undefined)
    throw noSuch('file upload', file, 'evidence[uncategorized_file]', 400);
  Object.assign(dispute.evidence, evidence);
  Object.assign(dispute.metadata, metadata);
  dispute.evidence_details.has_evidence ||= evidence !== undefined;
  if (submit) submitEvidence(dispute);
  account.records.update(dispute);
  account.emit('charge.dispute.updated', dispute);
  return dispute;
}

/** The bank that only asked takes the money: the same dispute is a chargeback from now on. */
export function escalateInquiry(account: Account, id: string): Stripe.Dispute {
  const dispute = findDispute(account, id);
  if (!isInquiry(dispute) || isClosed(dispute)) throw invalidRequest(`${id} is not an open inquiry`);
  dispute.status = 'needs_response';
  dispute.is_charge_refundable = false;
  if (dispute.payment_method_details?.card) dispute.payment_method_details.card.case_type = 'chargeback';
  dispute.evidence_details = { ...dispute.evidence_details, due_by: evidenceDueBy(account.nowSeconds()) };
  dispute.balance_transactions.push(recordMovement(account, 'chargeback', dispute));
  account.records.update(dispute);
  account.emit('charge.dispute.updated', dispute);
  account.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** The bank has decided. An inquiry ends without a chargeback, or becomes one that is lost. */
export function closeDispute(account: Account, id: string, outcome: 'won' | 'lost'): Stripe.Dispute {
  const dispute = findDispute(account, id);
  const inquiry = isInquiry(dispute);
  if (isClosed(dispute)) throw invalidRequest(`${id} is closed already`);
  if (outcome === 'won') settleForMerchant(account, dispute, inquiry);
  else settleForCardholder(account, dispute, inquiry);
  account.records.update(dispute);
  account.emit('charge.dispute.closed', dispute);
  return dispute;
}

const isInquiry = ({ status }: Stripe.Dispute): boolean => status.startsWith('warning');
const isClosed = ({ status }: Stripe.Dispute): boolean => ['won', 'lost', 'warning_closed'].includes(status);
const awaitsEvidence = ({ status }: Stripe.Dispute): boolean => status.endsWith('needs_response');

function refuseEvidence(dispute: Stripe.Dispute): void {
  if (isClosed(dispute)) throw invalidRequest('This dispute is already closed');
  if (!awaitsEvidence(dispute)) throw invalidRequest('Evidence for this dispute was already submitted');
  if (dispute.evidence_details.past_due)
    throw invalidRequest('The date by which evidence for this dispute was due has passed');
}

function submitEvidence(dispute: Stripe.Dispute): void {
  dispute.status = isInquiry(dispute) ? 'warning_under_review' : 'under_review';
  dispute.evidence_details.submission_count += 1;
  dispute.evidence_details.submission_method = 'manual';
}

function settleForMerchant(account: Account, dispute: Stripe.Dispute, inquiry: boolean): void {
  dispute.status = inquiry ? 'warning_closed' : 'won';
  dispute.is_charge_refundable = true;
  if (inquiry) return;
  dispute.balance_transactions.push(recordMovement(account, 'chargeback_reversal', dispute));
  account.emit('charge.dispute.funds_reinstated', dispute);
}

function settleForCardholder(account: Account, dispute: Stripe.Dispute, inquiry: boolean): void {
  dispute.status = 'lost';
  dispute.is_charge_refundable = false;
  if (!inquiry) return;
  dispute.balance_transactions.push(recordMovement(account, 'chargeback', dispute));
  account.emit('charge.dispute.funds_withdrawn', dispute);
}
