import Stripe from 'stripe';
import { asPaymentError } from './stripe-errors.js';

export interface StripeClientOptions {
  readonly apiKey: string;
  /** Where the API is, when it is not Stripe's own: `http://127.0.0.1:12111`. */
  readonly baseUrl?: string | undefined;
  /** After this long without a reply the outcome is unknown. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 20_000;

export const stripeClient = ({ apiKey, baseUrl, timeoutMs }: StripeClientOptions): Stripe =>
  new Stripe(apiKey, {
    ...(baseUrl === undefined ? {} : addressOf(baseUrl)),
    timeout: timeoutMs ?? DEFAULT_TIMEOUT_MS,
    // Trying again is decided where the intent is recorded. (The SDK still repeats a request once, with the same
    // idempotency key, when the connection was closed on it.)
    maxNetworkRetries: 0,
    telemetry: false,
  });

/** Calls Stripe, and says in the product's words what an error means for the money. */
export async function ask<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw asPaymentError(error);
  }
}

function addressOf(baseUrl: string): { host: string; port: string; protocol: 'http' | 'https' } {
  const { hostname, port, protocol } = new URL(baseUrl);
  const scheme = protocol === 'http:' ? 'http' : 'https';
  return { host: hostname, port: port === '' ? (scheme === 'http' ? '80' : '443') : port, protocol: scheme };
}
