import type {
  DisputeStatus,
  PaymentStatus,
  RefundStatus,
} from '../../src/application/ports/payment-gateway.js';
import type { Currency, Money } from '../../src/domain/money.js';
import type { Instant } from '../../src/domain/time.js';

/** What the issuer of each payment method does. */
export const METHODS = [
  'pm_good',
  'pm_declined',
  'pm_asks',
  'pm_processes',
  'pm_refund_slow',
  'pm_refund_fails_late',
  'pm_unknown',
] as const;
export type Method = (typeof METHODS)[number];

export interface Payment {
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: Money;
  status: PaymentStatus;
  method: Method | undefined;
  readonly refunds: Refund[];
  dispute: Dispute | undefined;
  /** Somebody has made it beside the program, and named the order. */
  readonly isByHand: boolean;
}

export interface Refund {
  readonly refundId: string;
  readonly payment: Payment;
  readonly amount: Money;
  readonly isOurs: boolean;
  readonly madeMs: number;
  status: RefundStatus['status'];
  failedMs: number | undefined;
}

export interface Dispute {
  readonly disputeId: string;
  readonly payment: Payment;
  status: DisputeStatus['status'];
  isInquiry: boolean;
  evidenceDueBy: Instant;
  takesEvidence: boolean;
  /** What the bank was given, and by which name; none where it was by hand. */
  readonly evidence: { readonly name: string | undefined; readonly atMs: number; readonly said: string }[];
  withdrawnMinor: bigint;
  reinstatedMinor: bigint;
  feeMinor: bigint;
  wasDecidedAgain: boolean;
}

/** Money that moved at the provider, in minor units: in is positive. */
export interface Movement {
  readonly what: 'charge' | 'refund' | 'refund failed' | 'dispute' | 'dispute fee' | 'dispute won';
  readonly orderId: string;
  readonly minor: bigint;
  readonly atMs: number;
}

/** Money that went to our own bank, or came from there: in is positive. */
export interface BankMovement {
  readonly id: string;
  readonly category: 'payout' | 'payout_reversal' | 'topup' | 'topup_reversal';
  readonly currency: Currency;
  readonly amountMinor: bigint;
  readonly atMs: number;
}

/** What is not on its way back. */
export const leftMinorOf = ({ amount, refunds }: Payment): bigint =>
  refunds
    .filter(({ status }) => status !== 'failed')
    .reduce((left, refund) => left - refund.amount.amountMinor, amount.amountMinor);

export const statusOf = ({ refundId, status, amount, isOurs }: Refund): RefundStatus =>
  status === 'failed'
    ? { refundId, amount, isOurs, status, code: 'lost_or_stolen_card' }
    : { refundId, amount, isOurs, status };

export const canGiveBack = (payment: Payment, minor: bigint): boolean =>
  payment.status.status === 'succeeded' &&
  minor > 0n &&
  minor <= leftMinorOf(payment) &&
  (payment.dispute === undefined || payment.dispute.status === 'won');
