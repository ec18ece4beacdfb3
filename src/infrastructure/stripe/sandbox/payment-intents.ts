import type Stripe from 'stripe';
import type { Account } from './account.js';
import { idIn } from './identifiers.js';
import { checkChargeable } from './amounts.js';
import { ApiError, invalidRequest, noSuch } from './api-error.js';
import { recordMovement } from './balance.js';
import { testCard, type Decline, type TestCard } from './cards.js';
import { openDispute } from './disputes.js';
import { fundsSetup } from './funds.js';
import { newCharge, newPaymentIntent, type NewPaymentIntent } from './objects.js';
import { found } from './found.js';

export function createPaymentIntent(
  account: Account,
  given: Omit<NewPaymentIntent, 'created'>,
): Stripe.PaymentIntent {
  checkChargeable(given.amount, given.currency);
  const intent = newPaymentIntent({ ...given, created: account.nowSeconds() });
  account.records.insert('payment_intent', intent);
  account.emit('payment_intent.created', intent);
  return intent;
}

export function findPaymentIntent(account: Account, id: string): Stripe.PaymentIntent {
  return found(account, 'payment_intent', id, 'intent');
}

const CONFIRMABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

/** The intent as it then is; an {@link ApiError} of the type `card_error`, returned and not thrown, when declined. */
export function confirmPaymentIntent(
  account: Account,
  id: string,
  paymentMethod: string | undefined,
): Stripe.PaymentIntent | ApiError {
  const intent = findPaymentIntent(account, id);
  if (!CONFIRMABLE.includes(intent.status)) throw unexpectedState('confirm', intent, CONFIRMABLE);
  const method =
    paymentMethod ?? (typeof intent.payment_method === 'string' ? intent.payment_method : undefined);
  if (method === undefined) {
    throw invalidRequest("You cannot confirm this PaymentIntent because it's missing a payment method.", {
      code: 'payment_intent_unexpected_state',
    });
  }
  const card = testCard(method);
  if (card === undefined) throw noSuch('PaymentMethod', method, 'payment_method', 400);
  intent.payment_method = method;
  if (card.authentication === true) return requireAuthentication(account, intent);
  return charge(account, intent, card);
}

export function cancelPaymentIntent(
  account: Account,
  id: string,
  reason: Stripe.PaymentIntent.CancellationReason | undefined,
): Stripe.PaymentIntent {
  const intent = findPaymentIntent(account, id);
  if (!CONFIRMABLE.includes(intent.status)) throw unexpectedState('cancel', intent, CONFIRMABLE);
  Object.assign(intent, {
    status: 'canceled',
    canceled_at: account.nowSeconds(),
    cancellation_reason: reason ?? null,
    next_action: null,
  } satisfies Partial<Stripe.PaymentIntent>);
  account.records.update(intent);
  account.emit('payment_intent.canceled', intent);
  return intent;
}

/** What the fan does in the bank's window: 3-D Secure succeeds or fails. */
export function authenticate(
  account: Account,
  id: string,
  outcome: 'succeed' | 'fail',
): Stripe.PaymentIntent {
  const intent = findPaymentIntent(account, id);
  if (intent.status !== 'requires_action') throw unexpectedState('authenticate', intent, ['requires_action']);
  intent.next_action = null;
  if (outcome === 'fail') {
    return failAttempt(account, intent, {
      code: 'payment_intent_authentication_failure',
      message: 'The provided PaymentMethod has failed authentication.',
      type: 'invalid_request_error',
    });
  }
  charge(account, intent, testCard(idIn(intent.payment_method)) ?? {});
  return intent;
}

function requireAuthentication(account: Account, intent: Stripe.PaymentIntent): Stripe.PaymentIntent {
  Object.assign(intent, {
    status: 'requires_action',
    last_payment_error: null,
    next_action: { type: 'use_stripe_sdk', use_stripe_sdk: {} },
  } satisfies Partial<Stripe.PaymentIntent>);
  account.records.update(intent);
  account.emit('payment_intent.requires_action', intent);
  return intent;
}

function charge(
  account: Account,
  intent: Stripe.PaymentIntent,
  card: TestCard,
): Stripe.PaymentIntent | ApiError {
  const made = newCharge(intent, idIn(intent.payment_method), account.nowSeconds());
  intent.latest_charge = made.id;
  if (card.decline !== undefined) return decline(account, intent, made, card.decline);
  const waitsS = card.bypassesPending === true ? 0 : fundsSetup(account).availableAfterS;
  made.balance_transaction = recordMovement(account, 'charge', made, made.created + waitsS).id;
  account.records.insert('charge', made, intent.id);
  Object.assign(intent, {
    status: 'succeeded',
    amount_received: intent.amount,
    last_payment_error: null,
    next_action: null,
  } satisfies Partial<Stripe.PaymentIntent>);
  account.records.update(intent);
  account.emit('charge.succeeded', made);
  account.emit('payment_intent.succeeded', intent);
  if (card.dispute !== undefined) openDispute(account, intent.id, card.dispute);
  return intent;
}

function decline(
  account: Account,
  intent: Stripe.PaymentIntent,
  made: Stripe.Charge,
  why: Decline,
): ApiError {
  Object.assign(made, {
    amount_captured: 0,
    captured: false,
    failure_code: why.code,
    failure_message: why.message,
    outcome: null,
    paid: false,
    status: 'failed',
  } satisfies Partial<Stripe.Charge>);
  account.records.insert('charge', made, intent.id);
  account.emit('charge.failed', made);
  const { code, decline_code, message } = why;
  failAttempt(account, intent, { charge: made.id, code, decline_code, message, type: 'card_error' });
  return new ApiError(402, 'card_error', message, {
    charge: made.id,
    code,
    decline_code,
    payment_intent: intent,
  });
}

function failAttempt(
  account: Account,
  intent: Stripe.PaymentIntent,
  error: Stripe.PaymentIntent.LastPaymentError,
): Stripe.PaymentIntent {
  Object.assign(intent, {
    status: 'requires_payment_method',
    payment_method: null,
    last_payment_error: error,
    next_action: null,
  } satisfies Partial<Stripe.PaymentIntent>);
  account.records.update(intent);
  account.emit('payment_intent.payment_failed', intent);
  return intent;
}

function unexpectedState(verb: string, intent: Stripe.PaymentIntent, allowed: readonly string[]): ApiError {
  return invalidRequest(
    `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}. ` +
      `Only a PaymentIntent with one of the following statuses may be used: ${allowed.join(', ')}.`,
    { code: 'payment_intent_unexpected_state', payment_intent: intent },
  );
}
