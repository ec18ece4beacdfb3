import type Stripe from 'stripe';
import type { Account } from './account.js';
import { idIn } from './identifiers.js';
import { invalidRequest, noSuch } from './api-error.js';
import { recordMovement } from './balance.js';
import { testCard } from './cards.js';
import { findCharge, succeededCharge } from './charges.js';
import { newRefund } from './objects.js';
import { schedule, unschedule, type RefundOutcome } from './settlements.js';

export interface RefundRequest {
  readonly payment_intent?: string;
  readonly charge?: string;
  readonly amount?: number;
  readonly reason?: Stripe.Refund.Reason;
  readonly metadata?: Readonly<Record<string, string>>;
}

export function createRefund(account: Account, request: RefundRequest): Stripe.Refund {
  const charge = chargeToRefund(account, request);
  const remaining = charge.amount - charge.amount_refunded;
  const amount = request.amount ?? remaining;
  refuseIfImpossible(account, charge, amount, remaining);
  const { first, then } = testCard(charge.payment_method ?? '')?.refund ?? {
    first: 'succeeded',
    then: undefined,
  };
  const refund = newRefund(charge, {
    amount,
    created: account.nowSeconds(),
    metadata: { ...request.metadata },
    reason: request.reason ?? null,
    status: first,
  });
  if (first === 'pending') refund.pending_reason = 'processing';
  else refund.balance_transaction = recordMovement(account, 'refund', refund).id;
  account.records.insert('refund', refund, idIn(charge.payment_intent));
  if (then !== undefined) schedule(account, refund.id, then);
  addToRefunded(account, charge, amount);
  account.emit('refund.created', refund);
  account.emit('charge.refunded', charge);
  return refund;
}

export function findRefund(account: Account, id: string): Stripe.Refund {
  const refund = account.records.find('refund', id);
  if (refund === undefined) throw noSuch('refund', id, 'refund');
  return refund;
}

const OVER = ['failed', 'canceled'];

/** Moves a refund on; one that succeeded can still fail, as bank refusals come late. */
export function settleRefund(
  account: Account,
  id: string,
  outcome: RefundOutcome,
  failureReason = 'expired_or_canceled_card',
): Stripe.Refund {
  const refund = findRefund(account, id);
  const { status } = refund;
  if (OVER.includes(status ?? '') || (status === 'succeeded' && outcome !== 'failed')) {
    throw invalidRequest(`Refund ${id} has the status ${String(status)}`);
  }
  if (outcome === 'succeeded') refund.balance_transaction = recordMovement(account, 'refund', refund).id;
  if (outcome === 'failed') fail(account, refund, failureReason);
  refund.status = outcome;
  delete refund.pending_reason;
  account.records.update(refund);
  unschedule(account, id);
  if (OVER.includes(outcome))
    addToRefunded(account, findCharge(account, idIn(refund.charge)), -refund.amount);
  account.emit('refund.updated', refund);
  account.emit('charge.refund.updated', refund);
  if (outcome === 'failed') account.emit('refund.failed', refund);
  return refund;
}

/** What had left the balance comes back to it. */
function fail(account: Account, refund: Stripe.Refund, reason: string): void {
  refund.failure_reason = reason;
  if (refund.status !== 'succeeded') return;
  refund.failure_balance_transaction = recordMovement(account, 'refund_failure', refund).id;
}

function chargeToRefund(account: Account, { payment_intent, charge }: RefundRequest): Stripe.Charge {
  if (payment_intent !== undefined) return succeededCharge(account, payment_intent);
  if (charge !== undefined) return succeededCharge(account, idIn(findCharge(account, charge).payment_intent));
  throw invalidRequest(
    'One of the following params should be provided for this request: payment_intent or charge.',
    {
      code: 'parameter_missing',
    },
  );
}

function refuseIfImpossible(
  account: Account,
  charge: Stripe.Charge,
  amount: number,
  remaining: number,
): void {
  const { data: disputes } = account.records.list('dispute', {
    belongsTo: idIn(charge.payment_intent),
    limit: 1,
  });
  if (disputes[0]?.is_charge_refundable === false) {
    throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
  if (remaining === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  if (amount < 1) {
    throw invalidRequest('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' });
  }
  if (amount > remaining) {
    throw invalidRequest(
      `Refund amount (${String(amount)}) is greater than unrefunded amount on charge (${String(remaining)})`,
      { param: 'amount' },
    );
  }
}

/** Pending refunds count too: Stripe never lets more be on its way back than came in. */
function addToRefunded(account: Account, charge: Stripe.Charge, amount: number): void {
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  account.records.update(charge);
}
