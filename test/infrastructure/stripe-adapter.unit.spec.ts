import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { money } from '../../src/domain/money.js';
import { fromStripeAmount, toStripeAmount } from '../../src/infrastructure/stripe/stripe-amounts.js';
import { providerOfSandbox } from '../../src/infrastructure/stripe/provider-names.js';
import { StripePaymentGateway } from '../../src/infrastructure/stripe/stripe-payment-gateway.js';
import { asPaymentError } from '../../src/infrastructure/stripe/stripe-errors.js';
import { providerEvent } from '../../src/infrastructure/stripe/stripe-events.js';
import {
  newBalanceTransaction,
  newCharge,
  newPaymentIntent,
  newRefund,
} from '../../src/infrastructure/stripe/sandbox/objects.js';
import { newDispute } from '../../src/infrastructure/stripe/sandbox/dispute-objects.js';
import {
  disputeStatus,
  paymentStatus,
  refundStatus,
} from '../../src/infrastructure/stripe/stripe-statuses.js';

const intent = newPaymentIntent({
  amount: 15_000,
  currency: 'aed',
  created: 1,
  metadata: { order_id: 'ord_1' },
});
const charge = newCharge(intent, 'pm_card_visa', 1);
const refund = newRefund(charge, {
  amount: 15_000,
  created: 1,
  metadata: {},
  reason: null,
  status: 'succeeded',
});
const dispute = newDispute(charge, { created: 1, reason: 'fraudulent', inquiry: false });

describe('the name of a provider', () => {
  it.each([
    ['sk_live_51Abc', 'stripe_live'],
    ['rk_live_51Abc', 'stripe_live'],
    ['sk_test_51Abc', 'stripe_test'],
    ['rk_test_live_', 'stripe_test'],
  ])('says the mode of its key: %s', (apiKey, name) => {
    const gateway = new StripePaymentGateway({ apiKey, webhookSecret: 'whsec_1' });
    expect(gateway.provider).toBe(name);
  });

  it('is one for each sandbox, and does not tell its key', () => {
    const names = ['sk_test_1', 'sk_test_2', 'sk_test_1'].map(providerOfSandbox);
    expect(names[0]).toMatch(/^sandbox_[0-9a-f]{8}$/);
    expect(names[2]).toBe(names[0]);
    expect(names[1]).not.toBe(names[0]);
  });
});

describe('amounts between us and Stripe', () => {
  it.each([
    [money(15_000n, 'AED'), { amount: 15_000, currency: 'aed' }],
    [money(1_500n, 'JPY'), { amount: 1_500, currency: 'jpy' }],
    [money(12_340n, 'KWD'), { amount: 12_340, currency: 'kwd' }],
  ])('are the same minor units: %j', (ours, theirs) => {
    expect(toStripeAmount(ours)).toEqual(theirs);
    expect(fromStripeAmount(theirs.amount, theirs.currency)).toEqual(ours);
  });

  it('are refused, not rounded, where Stripe has no such amount', () => {
    expect(() => toStripeAmount(money(12_345n, 'KWD'))).toThrow('cannot charge 12.345 KWD');
    expect(() => toStripeAmount(money(2n ** 53n, 'AED'))).toThrow('cannot charge');
  });

  it('are refused in a currency that we do not know', () => {
    expect(() => fromStripeAmount(100, 'xof')).toThrow('XOF');
  });
});

describe('what Stripe says of a payment', () => {
  it('is told with what was received, not with what was asked', () => {
    const less = { ...intent, status: 'succeeded', latest_charge: 'ch_1', amount_received: 14_000 };
    expect(paymentStatus(less)).toEqual({
      status: 'succeeded',
      chargeId: 'ch_1',
      amount: money(14_000n, 'AED'),
    });
    expect(paymentStatus({ ...less, currency: 'usd' })).toMatchObject({ amount: money(14_000n, 'USD') });
  });

  it('is unknown when it succeeded without a charge', () => {
    expect(() => paymentStatus({ ...intent, status: 'succeeded' })).toThrow('without a charge');
  });

  it.each([
    ['requires_confirmation', 'created'],
    ['requires_action', 'action_required'],
    ['processing', 'processing'],
    ['requires_capture', 'processing'],
    ['some_later_invention', 'processing'],
    ['canceled', 'canceled'],
  ])('%s is %s', (theirs, ours) => {
    expect(paymentStatus({ ...intent, status: theirs })).toEqual({ status: ours });
  });
});

describe('what Stripe says of a refund', () => {
  const told = { refundId: refund.id, amount: money(15_000n, 'AED'), isOurs: false };
  it.each([
    [{ status: 'succeeded' }, { status: 'succeeded' }],
    [{ status: 'pending' }, { status: 'pending' }],
    [{ status: 'requires_action' }, { status: 'pending' }],
    [{ status: 'canceled' }, { status: 'failed', code: 'canceled' }],
    [{ status: 'failed' }, { status: 'failed', code: 'unknown' }],
    [
      { status: 'failed', failure_reason: 'declined' },
      { status: 'failed', code: 'declined' },
    ],
    [{ status: null }, { status: 'pending' }],
  ])('%j', (theirs, ours) => {
    expect(refundStatus({ ...refund, ...theirs })).toEqual({ ...told, ...ours });
  });

  it('is ours where it carries our order', () => {
    expect(refundStatus({ ...refund, metadata: { order_id: 'ord_1' } })).toMatchObject({ isOurs: true });
  });
});

describe('what Stripe says of a dispute', () => {
  const withdrawn = newBalanceTransaction({
    amount: -15_000,
    created: 1,
    currency: 'aed',
    fee: 5_700,
    source: dispute.id,
    type: 'adjustment',
  });
  it.each([
    ['needs_response', 'open'],
    ['warning_under_review', 'open'],
    ['appeal_under_review', 'open'],
    ['warning_closed', 'won'],
    ['won', 'won'],
    ['lost', 'lost'],
    ['prevented', 'won'],
  ])('%s is %s', (theirs, ours) => {
    expect(disputeStatus({ ...dispute, status: theirs }).status).toBe(ours);
  });

  it('tells what moved, in the currency of the balance, and what the provider took or gave back for it', () => {
    const returned = newBalanceTransaction({
      ...{ amount: 4_000, created: 2, currency: 'usd', fee: -1_500, source: dispute.id, type: 'adjustment' },
    });
    const moved = [{ ...withdrawn, amount: -4_000, currency: 'usd' }, returned];
    expect(disputeStatus({ ...dispute, balance_transactions: moved })).toMatchObject({
      amount: money(15_000n, 'AED'),
      withdrawn: money(4_000n, 'USD'),
      reinstated: money(4_000n, 'USD'),
      fee: money(4_200n, 'USD'),
    });
  });

  it('tells of the evidence', () => {
    const { evidence_details } = dispute;
    const submitted = { ...evidence_details, due_by: 86_400, submission_count: 1 };
    expect(disputeStatus({ ...dispute, evidence_details: submitted })).toMatchObject({
      evidenceDueBy: '1970-01-02T00:00:00.000Z',
      isEvidenceSubmitted: true,
      takesEvidence: true,
      evidenceName: undefined,
    });
    const undated = { ...evidence_details, due_by: null, has_evidence: true };
    expect(disputeStatus({ ...dispute, evidence_details: undated })).toMatchObject({
      evidenceDueBy: undefined,
      isEvidenceSubmitted: false,
    });
  });

  it('prevented with our money is lost', () => {
    const prevented = { ...dispute, status: 'prevented', balance_transactions: [withdrawn] };
    expect(disputeStatus(prevented).status).toBe('lost');
  });
});

describe('errors of the SDK', () => {
  const raised = (statusCode: number, raw: Partial<Stripe.StripeRawError> = {}): unknown =>
    asPaymentError(
      Stripe.errors.generateV1Error({
        message: 'no',
        ...raw,
        statusCode,
      }),
    );

  it.each([
    [
      'a request that Stripe refuses',
      raised(400, { code: 'amount_too_small' }),
      'PaymentRequestRefusedError',
    ],
    ['an object that is not there', raised(404, { code: 'resource_missing' }), 'PaymentRequestRefusedError'],
    [
      'a key used for something else',
      raised(400, { type: 'idempotency_error' }),
      'PaymentRequestRefusedError',
    ],
    ['a key still worked on', raised(409, { type: 'idempotency_error' }), 'PaymentOutcomeUnknownError'],
    ['too many requests, or a lock', raised(429, { code: 'lock_timeout' }), 'PaymentOutcomeUnknownError'],
    ['a fault of Stripe', raised(503), 'PaymentOutcomeUnknownError'],
    [
      'a lost connection',
      asPaymentError(new Stripe.errors.StripeConnectionError()),
      'PaymentOutcomeUnknownError',
    ],
    ['a wrong key', raised(401), 'PaymentGatewayUnusableError'],
    ['a key that may not', raised(403), 'PaymentGatewayUnusableError'],
  ])('%s', (_what, error, name) => {
    expect(error).toMatchObject({ name });
  });

  it('leaves errors that are not of Stripe as they are', () => {
    const bug = new TypeError('bug');
    expect(asPaymentError(bug)).toBe(bug);
  });
});

describe('events', () => {
  const event = (object: object): Stripe.Event =>
    ({ id: 'evt_1', type: 'charge.refunded', data: { object } }) as unknown as Stripe.Event;

  it.each([
    ['a payment', intent, { objectId: intent.id, orderId: 'ord_1', paymentId: intent.id }],
    ['a charge', charge, { objectId: charge.id, orderId: 'ord_1', paymentId: intent.id }],
    [
      'an expanded payment',
      { id: 're_1', payment_intent: intent },
      { objectId: 're_1', paymentId: intent.id },
    ],
    ['a dispute', dispute, { objectId: dispute.id, orderId: undefined, paymentId: intent.id }],
    ['a balance', { object: 'balance' }, { objectId: 'evt_1', orderId: undefined, paymentId: undefined }],
  ])('name %s and what it belongs to', (_what, object, expected) => {
    expect(providerEvent(event(object))).toMatchObject({ id: 'evt_1', type: 'charge.refunded', ...expected });
  });
});
