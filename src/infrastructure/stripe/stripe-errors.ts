import Stripe from 'stripe';
import {
  PaymentGatewayUnusableError,
  PaymentOutcomeUnknownError,
  PaymentRequestRefusedError,
} from '../../application/ports/payment-gateway.js';

const { errors } = Stripe;

/**
 * What an error of the SDK says about the money.
 *
 * A rate limit (429) usually means that nothing happened, but so it is named when an object is locked by another
 * request of ours: as unknown it costs one look-up, as "did not happen" it could cost the fan a second charge. The
 * same holds for 409 (the key is still being worked on) and for every 5xx, whose reply Stripe keeps and repeats.
 */
export function asPaymentError(error: unknown): unknown {
  if (!(error instanceof errors.StripeError)) return error;
  const said = `Stripe: ${error.message}${error.requestId === undefined ? '' : ` (${error.requestId})`}`;
  if (error instanceof errors.StripeAuthenticationError || error instanceof errors.StripePermissionError) {
    return new PaymentGatewayUnusableError(`${said}: check STRIPE_SECRET_KEY and its permissions`, {
      cause: error,
    });
  }
  if (
    error instanceof errors.StripeInvalidRequestError ||
    error instanceof errors.StripeIdempotencyError ||
    error instanceof errors.StripeCardError
  ) {
    return new PaymentRequestRefusedError(error.code ?? error.rawType ?? 'invalid_request_error', said);
  }
  return new PaymentOutcomeUnknownError(said, { cause: error });
}

/** The card's issuer or 3-D Secure said no: an answer, not a fault. */
export const isDecline = (error: unknown): error is Stripe.errors.StripeCardError =>
  error instanceof errors.StripeCardError;

/** The intent has moved on (confirmed, canceled) since the caller last saw it: its own state is the answer. */
export const isUnexpectedState = (error: unknown): boolean =>
  error instanceof errors.StripeInvalidRequestError && error.code === 'payment_intent_unexpected_state';

export const isAlreadyRefunded = (error: unknown): boolean =>
  error instanceof errors.StripeInvalidRequestError && error.code === 'charge_already_refunded';

/** Whose account an id names is nobody else's business: Stripe forbids the unknown ones, as it does those of others. */
export const isUnknownAccount = (error: unknown): boolean =>
  isUnknownObject(error) || (error instanceof errors.StripeError && error.code === 'account_invalid');

export const isUnknownObject = (error: unknown): boolean =>
  error instanceof errors.StripeError && error.statusCode === 404;

/** Stripe keeps the first answer to a key for a day, a 500 included: asking again with it can only bring the same. */
export const isRepeatedFault = (error: unknown): boolean =>
  error instanceof errors.StripeAPIError && error.headers?.['idempotent-replayed'] === 'true';
