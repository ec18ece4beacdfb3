import type Stripe from 'stripe';
import type { Account } from './account.js';
import { invalidRequest, noSuch } from './api-error.js';
import { recordMovement } from './balance.js';
import { succeededCharge } from './charges.js';
import { newDispute } from './objects.js';

export interface NewDispute {
  readonly reason: string;
  /** The issuer only asks: no money moves, and it may end without a chargeback. */
  readonly inquiry: boolean;
}

/** The cardholder's bank takes the money of a payment back, or asks about it. */
export function openDispute(
  account: Account,
  paymentId: string,
  { reason, inquiry }: NewDispute,
): Stripe.Dispute {
  const charge = succeededCharge(account, paymentId);
  if (charge.disputed) throw invalidRequest(`${charge.id} is disputed already`);
  if (charge.amount_refunded === charge.amount) {
    throw invalidRequest('A charge that was refunded in full cannot be disputed');
  }
  const dispute = newDispute(charge, { created: account.nowSeconds(), reason, inquiry });
  if (!inquiry) dispute.balance_transactions.push(recordMovement(account, 'chargeback', dispute));
  account.records.insert('dispute', dispute, paymentId);
  charge.disputed = true;
  account.records.update(charge);
  account.emit('charge.dispute.created', dispute);
  if (!inquiry) account.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** The bank has decided. An inquiry ends without a chargeback, or becomes one that is lost. */
export function closeDispute(account: Account, id: string, outcome: 'won' | 'lost'): Stripe.Dispute {
  const dispute = findDispute(account, id);
  const inquiry = dispute.status.startsWith('warning');
  if (['won', 'lost', 'warning_closed'].includes(dispute.status))
    throw invalidRequest(`${id} is closed already`);
  if (outcome === 'won') settleForMerchant(account, dispute, inquiry);
  else settleForCardholder(account, dispute, inquiry);
  account.records.update(dispute);
  account.emit('charge.dispute.closed', dispute);
  return dispute;
}

export function findDispute(account: Account, id: string): Stripe.Dispute {
  const dispute = account.records.find('dispute', id);
  if (dispute === undefined) throw noSuch('dispute', id, 'dispute');
  return dispute;
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
