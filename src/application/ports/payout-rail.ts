import type { Money } from '../../domain/money.js';
import { PaymentRequestRefusedError } from './payment-gateway.js';

/** As rails call it where what they have of a payout is not what was asked for, or is there several times. */
export const PAYOUT_DIFFERS = 'payout_differs';

export const saysPayoutDiffers = (error: unknown): boolean =>
  error instanceof PaymentRequestRefusedError && error.code === PAYOUT_DIFFERS;

/** One payment to one creator. */
export interface SendPayout {
  /** `pay_<uuid>`: the provider keeps it with the payment, so that a lost reply can be looked up for ever. */
  readonly payoutId: string;
  readonly creatorId: string;
  readonly amount: Money;
  /** Where the money goes, as the rail names it: an account at the provider, or at a bank. */
  readonly destination: string;
  /**
   * At most 255 characters. The same key with the same request answers as the first time, for a day, and a refusal is such
   * an answer: another attempt after one takes another key. The payout's id sees to it that nothing is sent twice.
   */
  readonly idempotencyKey: string;
}

/** Takes a payout back, or a part of it, as far as its receiver still has the money. */
export interface ReversePayout {
  readonly payoutId: string;
  readonly amount: Money;
  /** The rail keeps it with the reversal: one of the same key is made once, even after a day. At most 255 characters. */
  readonly idempotencyKey: string;
}

/**
 * What a rail says of a payout.
 * - `pending`: sent, and not yet known to have arrived;
 * - `paid`: the receiver has it, as far as the rail can see; it can still fail or come back;
 * - `failed`: it never arrived, and our money is ours;
 * - `returned`: it had been paid, and all of it came back.
 */
export interface PayoutStatus {
  /** The rail's own name for it (`tr_…`). */
  readonly reference: string;
  readonly status: 'pending' | 'paid' | 'failed' | 'returned';
  /** Where it went, where the rail tells. */
  readonly destination?: string;
  /** Why it failed or was returned, where the rail says so. */
  readonly code?: string;
  /** What was sent, returned or not. */
  readonly amount: Money;
  /** How much of it came back: a part leaves the status as it is. */
  readonly returned: Money;
}

/** Told by what the rail keeps with a payout: not to be taken on trust. */
export interface NamedPayout {
  readonly payoutId: string;
  readonly creatorId: string;
  /** ISO 4217, in capitals. */
  readonly currency: string;
}

/** Whether a destination can be paid now; a code of the rail says why not. */
export type DestinationStatus =
  { readonly status: 'payable' } | { readonly status: 'not_payable'; readonly code: string };

/**
 * A way that money goes out to creators by calls; by a bank it goes out as a file, and is no such rail (`BankFiles`). A payout is sent once, whatever is repeated: before anything is sent, the rail is
 * asked whether a payout of that id is there, since keys are forgotten after a day and ids are not.
 *
 * Errors are those of the payment gateway.
 *
 * @throws PaymentOutcomeUnknownError it may or may not have happened: look it up with `find`, or send the same again
 * @throws PaymentRequestRefusedError it did not happen; its code says why (`balance_insufficient`,
 * `insufficient_capabilities_for_transfer`, `payout_differs`)
 * @throws PaymentGatewayUnusableError the rail does not take our credentials
 */
export abstract class PayoutRail {
  /** Which way it is: stored in the log, so never renamed. */
  abstract readonly rail: string;
  /** Answers what is there already for the payout's id; refuses (`payout_differs`) when that is another payment. */
  abstract send(request: SendPayout): Promise<PayoutStatus>;
  /** `undefined` when there is none. Looked up at the rail; refuses (`payout_differs`) where there are several. */
  abstract find(payoutId: string): Promise<PayoutStatus | undefined>;
  /** How the payout is after that. */
  abstract reverse(request: ReversePayout): Promise<PayoutStatus>;
  /** Which payout the rail's own name is of, and whose it is, as it was told when that was sent; `undefined` where it is none of ours. */
  abstract payoutOf(reference: string): Promise<NamedPayout | undefined>;
  abstract canPay(destination: string): Promise<DestinationStatus>;
}
