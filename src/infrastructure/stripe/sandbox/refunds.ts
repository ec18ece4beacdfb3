import type Stripe from 'stripe';
import type { Account } from './account.js';
import { idIn } from './identifiers.js';
import { invalidRequest } from './api-error.js';
import { recordMovement } from './balance.js';
import { testCard, type TestCard } from './cards.js';
import { findCharge, succeededCharge } from './charges.js';
import { coversRefund, nextAvailableOn } from './funds.js';
import { newRefund } from './objects.js';
import { letWait, schedule, unschedule, waitingRefunds, type RefundOutcome } from './settlements.js';
import { found } from './found.js';

export interface RefundRequest {
  readonly payment_intent?: string;
  readonly charge?: string;
  readonly amount?: number;
  readonly reason?: Stripe.Refund.Reason;
  readonly metadata?: Readonly<Record<string, string>>;
}

export function createRefund(account: Account, request: RefundRequest): Stripe.Refund {
  const charge = chargeToRefund(account, request);
  const amount = amountToRefund(account, charge, request);
  const { first = 'succeeded', then } = fateOf(charge);
  const waits = first === 'succeeded' && !coversRefund(account, charge.currency, amount);
  const refund = newRefund(charge, {
    amount,
    created: account.nowSeconds(),
    metadata: { ...request.metadata },
    reason: request.reason ?? null,
    status: waits ? 'pending' : first,
  });
  if (refund.status === 'pending') refund.pending_reason = waits ? 'insufficient_funds' : 'processing';
  else refund.balance_transaction = recordMovement(account, 'refund', refund).id;
  account.records.insert('refund', refund, idIn(charge.payment_intent));
  if (waits) letWait(account, refund.id);
  else if (then !== undefined) schedule(account, refund.id, then);
  addToRefunded(account, charge, amount);
  account.emit('refund.created', refund);
  account.emit('charge.refunded', charge);
  return refund;
}

/** What the issuer of the card does with its refunds. */
const fateOf = ({ payment_method }: Stripe.Charge): Partial<NonNullable<TestCard['refund']>> =>
  testCard(payment_method ?? '')?.refund ?? {};

export function findRefund(account: Account, id: string): Stripe.Refund {
  return found(account, 'refund', id, 'refund');
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

/**
 * Sends the refunds that waited for money, as far as there is some now, the oldest first.
 *
 * @returns when more may be there, in seconds since 1970
 */
export function releaseWaiting(account: Account): number | undefined {
  for (const refundId of waitingRefunds(account)) {
    const { currency, amount, charge } = findRefund(account, refundId);
    if (!coversRefund(account, currency, amount)) continue;
    account.perform(null, () => {
      settleRefund(account, refundId, 'succeeded');
      const { then } = fateOf(findCharge(account, idIn(charge)));
      if (then === 'failed') schedule(account, refundId, then);
    });
  }
  return waitingRefunds(account).length === 0 ? undefined : nextAvailableOn(account);
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

function amountToRefund(account: Account, charge: Stripe.Charge, request: RefundRequest): number {
  const remaining = charge.amount - charge.amount_refunded;
  const amount = request.amount ?? remaining;
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
  return amount;
}

/** Pending refunds count too: Stripe never lets more be on its way back than came in. */
function addToRefunded(account: Account, charge: Stripe.Charge, amount: number): void {
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  account.records.update(charge);
}
