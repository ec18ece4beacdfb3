import type { Money } from '../../domain/money.js';
import type { Instant } from '../../domain/time.js';

/** What a provider says of a payment, in the product's words. */
export type PaymentStatus =
  | { readonly status: 'created' }
  | { readonly status: 'action_required' }
  | { readonly status: 'processing' }
  | { readonly status: 'succeeded'; readonly chargeId: string; readonly amount: Money }
  /** The attempt was refused (card declined, 3-D Secure failed); another method may be tried on the same payment. */
  | { readonly status: 'refused'; readonly code: string }
  | { readonly status: 'canceled' };

/** Refunds have five states at Stripe; `requires_action` and `pending` are both "not yet". */
export type RefundStatus = {
  readonly refundId: string;
  readonly amount: Money;
  /** We asked for it; the others were made in the provider's dashboard. */
  readonly isOurs: boolean;
} & ({ readonly status: 'pending' | 'succeeded' } | { readonly status: 'failed'; readonly code: string });

export interface CreatePayment {
  readonly orderId: string;
  readonly amount: Money;
  /** At most 255 characters. The same key with the same request answers as the first time. */
  readonly idempotencyKey: string;
}

export interface ConfirmPayment {
  readonly paymentId: string;
  /** The provider's token of the fan's payment method (`pm_…`). */
  readonly paymentMethod: string;
  readonly idempotencyKey: string;
}

export interface RefundPayment {
  readonly orderId: string;
  readonly paymentId: string;
  readonly amount: Money;
  readonly idempotencyKey: string;
}

/** What a webhook tells: only that something about an object changed. The truth is then read from the provider. */
export interface ProviderEvent {
  /** The provider's event id (`evt_…`): duplicates carry the same one. */
  readonly id: string;
  readonly type: string;
  readonly objectId: string;
  /** The order it belongs to, from the object's metadata, where it has one. */
  readonly orderId: string | undefined;
  /** The payment (`pi_…`) the object is or belongs to, where it has one. */
  readonly paymentId: string | undefined;
}

export interface DisputeStatus {
  readonly disputeId: string;
  readonly status: 'open' | 'won' | 'lost';
  readonly amount: Money;
  readonly reason: string;
  /** The bank only asks so far; it may still take the money. */
  readonly isInquiry: boolean;
  /** Until when evidence is taken; `undefined` where the provider has set no date. */
  readonly evidenceDueBy: Instant | undefined;
  /** The bank waits for evidence: none was submitted yet, or none since its inquiry became a chargeback. */
  readonly takesEvidence: boolean;
  /** Whether evidence was submitted to the bank; what is only staged does not count. */
  readonly isEvidenceSubmitted: boolean;
  /** The name of what was last submitted through {@link PaymentGateway.submitEvidence}. */
  readonly evidenceName: string | undefined;
  /** What was taken out of our balance for it, what came back, and the provider's fees for it: zero where none was. */
  readonly withdrawn: Money;
  readonly reinstated: Money;
  readonly fee: Money;
}

/** What answers a bank, in plain words. Nothing is said by what is left out; none is longer than `EVIDENCE_CHARS`. */
export interface EvidenceForBank {
  readonly fanName?: string;
  /** What was ordered. */
  readonly product?: string;
  /** When it was delivered. */
  readonly deliveredAt?: Instant;
  /** Each time that the fan was given the video to play. */
  readonly playback?: string;
  readonly refundTerms?: string;
  /** All there is, in words. */
  readonly everything: string;
}

/** What is sent to the bank as a file. One that the provider does not take is left out: all of it is there in words. */
export interface EvidenceDocument {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** What the provider takes of a document. */
export const EVIDENCE_BYTES = 4_500_000;

/** What the provider takes of each field; all of them together are far below what it takes as a whole. */
export const EVIDENCE_CHARS = 20_000;

export interface SubmitEvidence {
  readonly disputeId: string;
  /** Found again in `DisputeStatus.evidenceName`. At most 500 characters. */
  readonly name: string;
  readonly evidence: EvidenceForBank;
  /** The same as a file; left out where there is none. */
  readonly document?: EvidenceDocument | undefined;
  readonly idempotencyKey: string;
}

/**
 * The way money comes in and goes back. Creating a payment moves nothing; confirming does; so an unknown
 * outcome of `createPayment` is simply repeated with its key, and one of `confirmPayment` is looked up by id.
 *
 * @throws PaymentOutcomeUnknownError it may or may not have happened: look it up
 * @throws PaymentRequestRefusedError it did not happen, and never will with these parameters
 */
export abstract class PaymentGateway {
  /** Who keeps the books: short, and the same at every start. A payment of another one is unknown to it. */
  abstract readonly provider: string;
  abstract createPayment(request: CreatePayment): Promise<{ readonly paymentId: string }>;
  abstract confirmPayment(request: ConfirmPayment): Promise<PaymentStatus>;
  abstract findPayment(paymentId: string): Promise<PaymentStatus>;
  /** For which order a payment was created; `undefined` when it was not created by us. */
  abstract orderOf(paymentId: string): Promise<string | undefined>;
  /** Answers `canceled`, or `succeeded` when the money had already come. */
  abstract cancelPayment(paymentId: string): Promise<PaymentStatus>;
  /** For the fan's app, to complete 3-D Secure. Never stored. */
  abstract clientSecret(paymentId: string): Promise<string>;
  /** Answers one that is there already where all of the payment has been refunded. */
  abstract refundPayment(request: RefundPayment): Promise<RefundStatus>;
  /** All refunds of a payment, the newest first. Looked up at the provider. */
  abstract findRefunds(paymentId: string): Promise<readonly RefundStatus[]>;
  abstract findDispute(disputeId: string): Promise<DisputeStatus>;
  /** Hands evidence to the bank, which takes it once and in time. Refused where it does not take any (any more). */
  abstract submitEvidence(request: SubmitEvidence): Promise<DisputeStatus>;
  /**
   * @throws InvalidWebhookError when the signature is wrong or its timestamp out of tolerance, before or after now
   * @throws MalformedWebhookError when it is signed, and no event
   */
  abstract verifyWebhook(rawBody: Buffer, signature: string): ProviderEvent;
  /** The provider's own record of events that it could not deliver, newest first: for reconciling. */
  abstract undeliveredEvents(): Promise<readonly ProviderEvent[]>;
}

/** The reply was lost, timed out or was a provider's fault: nothing may be concluded. */
export class PaymentOutcomeUnknownError extends Error {
  override readonly name = 'PaymentOutcomeUnknownError';
}

/** The provider does not take our credentials: nothing was done, and nothing will be until somebody changes them. */
export class PaymentGatewayUnusableError extends Error {
  override readonly name = 'PaymentGatewayUnusableError';
}

/** The provider understood and refused the request itself (an unknown payment method, an amount below its minimum). */
export class PaymentRequestRefusedError extends Error {
  override readonly name = 'PaymentRequestRefusedError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** It is signed by the provider, and does not say what a webhook has to say. */
export class MalformedWebhookError extends Error {
  override readonly name = 'MalformedWebhookError';
}

export class InvalidWebhookError extends Error {
  override readonly name = 'InvalidWebhookError';
}
