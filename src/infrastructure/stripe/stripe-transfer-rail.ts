import type Stripe from 'stripe';
import {
  PaymentOutcomeUnknownError,
  PaymentRequestRefusedError,
} from '../../application/ports/payment-gateway.js';
import {
  type DestinationStatus,
  type NamedPayout,
  PAYOUT_DIFFERS,
  type PayoutRail,
  type PayoutStatus,
  type ReversePayout,
  saysPayoutDiffers,
  type SendPayout,
} from '../../application/ports/payout-rail.js';
import { sameMoney } from '../../domain/money.js';
import { fromStripeAmount, toStripeAmount } from './stripe-amounts.js';
import { ask, stripeClient, type StripeClientOptions } from './stripe-client.js';
import { asPaymentError, isUnknownAccount, isUnknownObject } from './stripe-errors.js';
import { idOf } from './stripe-statuses.js';

/** The metadata key under which transfers and their reversals carry our payout. */
export const PAYOUT_ID_KEY = 'payout_id';
const CREATOR_ID_KEY = 'creator_id';
/** Under which a reversal carries the key that it was asked for with. */
const REVERSAL_KEY = 'idempotency_key';
const PAGE_SIZE = 100;

/**
 * Payouts as transfers to connected accounts, from the platform's balance. The transfer group is the payout's id: Stripe
 * lets a group have any number of transfers, but lists them at any time.
 *
 * No source transaction is named. A payout is made of many orders, long after their money has become available; and a
 * transfer of one charge would belong to the group of that charge, which is its order.
 */
export class StripeTransferRail implements PayoutRail {
  readonly rail = 'stripe_transfers';
  readonly #stripe: Stripe;

  constructor(options: StripeClientOptions) {
    this.#stripe = stripeClient(options);
  }

  /**
   * A fault that Stripe keeps for the key is told as unknown for as long as it is kept, a day: another key could send the
   * money again, if the first transfer were there after all.
   */
  async send(request: SendPayout): Promise<PayoutStatus> {
    const existing = await this.#sentBefore(request.payoutId);
    if (existing !== undefined) return statusOf(sameAsAsked(existing, request));
    const { payoutId, creatorId, amount, destination, idempotencyKey } = request;
    const transfer = await ask(() =>
      this.#stripe.transfers.create(
        {
          ...toStripeAmount(amount),
          destination,
          transfer_group: payoutId,
          metadata: { [PAYOUT_ID_KEY]: payoutId, [CREATOR_ID_KEY]: creatorId },
        },
        { idempotencyKey },
      ),
    );
    return statusOf(transfer);
  }

  async find(payoutId: string): Promise<PayoutStatus | undefined> {
    const transfer = await this.#transferOf(payoutId);
    return transfer && statusOf(transfer);
  }

  async reverse({ payoutId, amount, idempotencyKey }: ReversePayout): Promise<PayoutStatus> {
    const transfer = await this.#transferOf(payoutId);
    if (transfer === undefined)
      throw new PaymentRequestRefusedError('payout_unknown', `${payoutId} was never sent`);
    const asked = toStripeAmount(amount);
    if (asked.currency !== transfer.currency)
      throw new PaymentRequestRefusedError(PAYOUT_DIFFERS, `${payoutId} was sent in ${transfer.currency}`);
    if (await this.#isReversed(transfer, idempotencyKey)) return statusOf(transfer);
    const metadata = { [PAYOUT_ID_KEY]: payoutId, [REVERSAL_KEY]: idempotencyKey };
    await ask(() =>
      this.#stripe.transfers.createReversal(
        transfer.id,
        { amount: asked.amount, metadata },
        { idempotencyKey },
      ),
    );
    return statusOf(await ask(() => this.#stripe.transfers.retrieve(transfer.id)));
  }

  async payoutOf(reference: string): Promise<NamedPayout | undefined> {
    try {
      const { metadata, currency } = await this.#stripe.transfers.retrieve(reference);
      const { [PAYOUT_ID_KEY]: payoutId, [CREATOR_ID_KEY]: creatorId } = metadata;
      if (payoutId === undefined || creatorId === undefined) return undefined;
      return { payoutId, creatorId, currency: currency.toUpperCase() };
    } catch (error) {
      if (isUnknownObject(error)) return undefined;
      throw asPaymentError(error);
    }
  }

  async canPay(destination: string): Promise<DestinationStatus> {
    try {
      return destinationStatus(await this.#stripe.accounts.retrieve(destination));
    } catch (error) {
      if (isUnknownAccount(error)) return { status: 'not_payable', code: 'account_invalid' };
      throw asPaymentError(error);
    }
  }

  /** Where Stripe refuses to tell, that is no refusal of the transfer: it may be there. */
  async #sentBefore(payoutId: string): Promise<Stripe.Transfer | undefined> {
    try {
      return await this.#transferOf(payoutId);
    } catch (error) {
      if (!(error instanceof PaymentRequestRefusedError) || saysPayoutDiffers(error)) throw error;
      throw new PaymentOutcomeUnknownError(error.message, { cause: error });
    }
  }

  async #transferOf(payoutId: string): Promise<Stripe.Transfer | undefined> {
    const { data } = await ask(() =>
      this.#stripe.transfers.list({ transfer_group: payoutId, limit: PAGE_SIZE }),
    );
    const standing = data.filter(({ amount, amount_reversed }) => amount_reversed < amount);
    // Of several, what was taken back since is out of question.
    const [first, ...others] = standing.length === 0 ? data.slice(-1) : standing;
    if (others.length === 0) return first;
    // Not of our making, and not for us to choose from: a person has to look.
    const ids = standing.map(({ id }) => id).join(', ');
    throw new PaymentRequestRefusedError(
      PAYOUT_DIFFERS,
      `${payoutId} has several transfers at Stripe: ${ids}`,
    );
  }

  async #isReversed({ id }: Stripe.Transfer, idempotencyKey: string): Promise<boolean> {
    const reversals = this.#stripe.transfers.listReversals(id, { limit: PAGE_SIZE });
    return ask(async () => {
      for await (const { metadata } of reversals)
        if (metadata?.[REVERSAL_KEY] === idempotencyKey) return true;
      return false;
    });
  }
}

function sameAsAsked(
  transfer: Stripe.Transfer,
  { payoutId, amount, destination }: SendPayout,
): Stripe.Transfer {
  const isSame =
    sameMoney(fromStripeAmount(transfer.amount, transfer.currency), amount) &&
    transfer.destination !== null &&
    idOf(transfer.destination) === destination;
  if (isSame) return transfer;
  throw new PaymentRequestRefusedError(
    PAYOUT_DIFFERS,
    `${payoutId} was sent as ${transfer.id}, with another amount or to another account`,
  );
}

/** A transfer has arrived when it is made; what its receiver's bank does later is between them and Stripe. */
const statusOf = ({ id, amount, amount_reversed, currency, destination }: Stripe.Transfer): PayoutStatus => ({
  reference: id,
  ...(destination === null ? {} : { destination: idOf(destination) }),
  ...(amount_reversed < amount ? { status: 'paid' } : { status: 'returned', code: 'reversed' }),
  amount: fromStripeAmount(amount, currency),
  returned: fromStripeAmount(amount_reversed, currency),
});

/** Money that lies in an account that cannot pay it out has not reached the creator. */
function destinationStatus({
  capabilities,
  payouts_enabled,
  requirements,
}: Stripe.Account): DestinationStatus {
  const takesTransfers = capabilities?.transfers === 'active';
  if (takesTransfers && payouts_enabled) return { status: 'payable' };
  const code = takesTransfers ? 'payouts_disabled' : 'transfers_inactive';
  return { status: 'not_payable', code: requirements?.disabled_reason ?? code };
}
