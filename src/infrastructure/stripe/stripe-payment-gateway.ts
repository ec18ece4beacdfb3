import Stripe from 'stripe';
import {
  InvalidWebhookError,
  MalformedWebhookError,
  PaymentOutcomeUnknownError,
  type ConfirmPayment,
  type CreatePayment,
  type DisputeStatus,
  type PaymentGateway,
  type PaymentStatus,
  type ProviderEvent,
  type RefundPayment,
  type RefundStatus,
  type SubmitEvidence,
} from '../../application/ports/payment-gateway.js';
import { providerOfKey } from './provider-names.js';
import { toStripeAmount } from './stripe-amounts.js';
import { ask, stripeClient, type StripeClientOptions } from './stripe-client.js';
import {
  asPaymentError,
  isAlreadyRefunded,
  isDecline,
  isRepeatedFault,
  isUnexpectedState,
} from './stripe-errors.js';
import { providerEvent } from './stripe-events.js';
import { uploadEvidence } from './stripe-evidence-file.js';
import { stripeEvidence } from './stripe-evidence.js';
import {
  declineCode,
  disputeStatus,
  EVIDENCE_NAME_KEY,
  ORDER_ID_KEY,
  paymentStatus,
  refundStatus,
} from './stripe-statuses.js';

export interface StripePaymentGatewayOptions extends StripeClientOptions {
  /** Where it is not Stripe. */
  readonly provider?: string;
  /** `whsec_…` of the webhook endpoint. */
  readonly webhookSecret: string;
}

/** Seconds that a webhook's timestamp may be away from now, against replays; Stripe's own default. */
const WEBHOOK_TOLERANCE_S = 300;
/** Refunds of one payment that a look-up considers, newest first; Stripe's largest page. */
const REFUNDS_CONSIDERED = 100;
/** The most undelivered events taken in one reconciliation; the next one goes on from what is then undelivered. */
const MAX_UNDELIVERED_EVENTS = 1_000;
const EVENTS_PAGE_SIZE = 100;

/** Payments through Stripe's API, or anything that speaks it. */
export class StripePaymentGateway implements PaymentGateway {
  readonly provider: string;
  readonly #stripe: Stripe;
  readonly #webhookSecret: string;

  constructor(options: StripePaymentGatewayOptions) {
    this.provider = options.provider ?? providerOfKey(options.apiKey);
    this.#webhookSecret = options.webhookSecret;
    this.#stripe = stripeClient(options);
  }

  async createPayment(request: CreatePayment): Promise<{ readonly paymentId: string }> {
    try {
      return await this.#createIntent(request, request.idempotencyKey);
    } catch (error) {
      if (!isRepeatedFault(error)) throw asPaymentError(error);
      // Creating moves no money, so a second intent is harmless, where waiting a day for the key is not.
      return await ask(() => this.#createIntent(request, `${request.idempotencyKey}-again`));
    }
  }

  async confirmPayment({ paymentId, paymentMethod, idempotencyKey }: ConfirmPayment): Promise<PaymentStatus> {
    try {
      return paymentStatus(
        await this.#stripe.paymentIntents.confirm(
          paymentId,
          // 3-D Secure is completed in the fan's app by Stripe's SDK, not by a redirect.
          { payment_method: paymentMethod, use_stripe_sdk: true },
          { idempotencyKey },
        ),
      );
    } catch (error) {
      if (isDecline(error)) return { status: 'refused', code: declineCode(error) };
      if (isUnexpectedState(error)) return this.findPayment(paymentId);
      throw asPaymentError(error);
    }
  }

  async findPayment(paymentId: string): Promise<PaymentStatus> {
    return paymentStatus(await ask(() => this.#stripe.paymentIntents.retrieve(paymentId)));
  }

  async orderOf(paymentId: string): Promise<string | undefined> {
    const { metadata } = await ask(() => this.#stripe.paymentIntents.retrieve(paymentId));
    return metadata[ORDER_ID_KEY];
  }

  async cancelPayment(paymentId: string): Promise<PaymentStatus> {
    try {
      return paymentStatus(await this.#stripe.paymentIntents.cancel(paymentId));
    } catch (error) {
      if (isUnexpectedState(error)) return this.findPayment(paymentId);
      throw asPaymentError(error);
    }
  }

  async clientSecret(paymentId: string): Promise<string> {
    const intent = await ask(() => this.#stripe.paymentIntents.retrieve(paymentId));
    if (intent.client_secret === null) throw new Error(`${paymentId} came without its client secret`);
    return intent.client_secret;
  }

  async refundPayment({ orderId, paymentId, amount, idempotencyKey }: RefundPayment): Promise<RefundStatus> {
    try {
      return refundStatus(
        await this.#stripe.refunds.create(
          {
            payment_intent: paymentId,
            amount: toStripeAmount(amount).amount,
            metadata: { [ORDER_ID_KEY]: orderId },
          },
          { idempotencyKey },
        ),
      );
    } catch (error) {
      if (isAlreadyRefunded(error)) return this.#existingRefund(paymentId);
      throw asPaymentError(error);
    }
  }

  async findRefunds(paymentId: string): Promise<readonly RefundStatus[]> {
    const { data: newestFirst } = await ask(() =>
      this.#stripe.refunds.list({ payment_intent: paymentId, limit: REFUNDS_CONSIDERED }),
    );
    return newestFirst.map(refundStatus);
  }

  async findDispute(disputeId: string): Promise<DisputeStatus> {
    return disputeStatus(await ask(() => this.#stripe.disputes.retrieve(disputeId)));
  }

  async submitEvidence({
    disputeId,
    name,
    evidence,
    document,
    idempotencyKey,
  }: SubmitEvidence): Promise<DisputeStatus> {
    const file = document && (await uploadEvidence(this.#stripe, document, `${idempotencyKey}-file`));
    // One request: what is found under the name was submitted, and not only staged.
    const update = {
      evidence: { ...stripeEvidence(evidence), ...(file === undefined ? {} : { uncategorized_file: file }) },
      metadata: { [EVIDENCE_NAME_KEY]: name },
      submit: true,
    };
    return disputeStatus(
      await ask(() => this.#stripe.disputes.update(disputeId, update, { idempotencyKey })),
    );
  }

  verifyWebhook(rawBody: Buffer, signature: string): ProviderEvent {
    try {
      return checkedEvent(
        this.#stripe.webhooks.constructEvent(rawBody, signature, this.#webhookSecret, WEBHOOK_TOLERANCE_S),
        secondsOf(signature),
      );
    } catch (error) {
      if (error instanceof InvalidWebhookError) throw error;
      if (error instanceof Stripe.errors.StripeSignatureVerificationError)
        throw new InvalidWebhookError('the webhook is not from Stripe, or too old', { cause: error });
      throw new MalformedWebhookError('the webhook is no event of Stripe', { cause: error });
    }
  }

  async undeliveredEvents(): Promise<readonly ProviderEvent[]> {
    const events = await ask(() =>
      this.#stripe.events
        .list({ delivery_success: false, limit: EVENTS_PAGE_SIZE })
        .autoPagingToArray({ limit: MAX_UNDELIVERED_EVENTS }),
    );
    return events.map(providerEvent);
  }

  async #createIntent(
    { orderId, amount }: CreatePayment,
    idempotencyKey: string,
  ): Promise<{ paymentId: string }> {
    const intent = await this.#stripe.paymentIntents.create(
      {
        ...toStripeAmount(amount),
        // Cards alone: they answer within minutes, and an unpaid order lapses within the hour.
        allowed_payment_method_types: ['card'],
        transfer_group: orderId,
        metadata: { [ORDER_ID_KEY]: orderId },
      },
      { idempotencyKey },
    );
    return { paymentId: intent.id };
  }

  async #existingRefund(paymentId: string): Promise<RefundStatus> {
    const refund = (await this.findRefunds(paymentId)).find(({ status }) => status !== 'failed');
    if (refund !== undefined) return refund;
    throw new PaymentOutcomeUnknownError(`${paymentId} is refunded, says Stripe, yet lists no refund`);
  }
}

/** What is signed is Stripe's; it is stored for good all the same, so it must look like an event. */
function checkedEvent(event: Stripe.Event, signedAtS: number): ProviderEvent {
  // The SDK looks only whether it is too old.
  if (signedAtS > Date.now() / 1_000 + WEBHOOK_TOLERANCE_S)
    throw new InvalidWebhookError('the webhook is signed in the future');
  const told = providerEvent(event);
  // Not by patterns alone, which take what is missing for text.
  const isNamed = [told.id, told.type, told.objectId].every((name: unknown) => typeof name === 'string');
  const isEvent = isNamed && /^evt_\w{1,250}$/.test(told.id) && /^[\w.]{1,100}$/.test(told.type);
  if (!isEvent || !Object.values(told).every(isShortText)) throw new TypeError('this is no event of Stripe');
  return told;
}

/** Of several, the last one counts, as for the SDK. */
const secondsOf = (signature: string): number =>
  signature
    .split(',')
    .filter((part) => part.startsWith('t='))
    .reduce((_before, part) => Number.parseInt(part.slice(2), 10), 0);

/** As long as Stripe's metadata may be; numbers, which patterns would take for text, are none. */
const isShortText = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.length <= 500);
