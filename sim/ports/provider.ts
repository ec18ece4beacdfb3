import { money, type Money } from '../../src/domain/money.js';
import type { Instant } from '../../src/domain/time.js';
import type { Dice } from '../world/dice.js';
import type {
  ConfirmPayment,
  CreatePayment,
  DisputeStatus,
  PaymentStatus,
  ProviderEvent,
  RefundPayment,
  RefundStatus,
} from '../../src/application/ports/payment-gateway.js';
import {
  PaymentOutcomeUnknownError,
  PaymentRequestRefusedError,
} from '../../src/application/ports/payment-gateway.js';

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

interface Payment {
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: Money;
  status: PaymentStatus;
  method: Method | undefined;
  readonly refunds: Refund[];
  dispute: Dispute | undefined;
}

interface Refund {
  readonly refundId: string;
  readonly payment: Payment;
  readonly amount: Money;
  readonly isOurs: boolean;
  readonly madeMs: number;
  status: RefundStatus['status'];
  failedMs: number | undefined;
}

interface Dispute {
  readonly disputeId: string;
  readonly payment: Payment;
  status: DisputeStatus['status'];
  isInquiry: boolean;
  evidenceDueBy: Instant;
  withdrawnMinor: bigint;
  reinstatedMinor: bigint;
  feeMinor: bigint;
}

/** What the provider takes for a dispute. */
const DISPUTE_FEE_MINOR = 1_500n;

/** Money that moved at the provider, in minor units: in is positive. */
export interface Movement {
  readonly what: 'charge' | 'refund' | 'refund failed' | 'dispute' | 'dispute fee' | 'dispute won';
  readonly orderId: string;
  readonly minor: bigint;
}

type Kept =
  { readonly request: string; readonly answer: unknown } | { readonly request: string; readonly fault: true };

/** The payment provider of a world, and its books. It keeps its word as Stripe documents it, and is no kinder. */
export class SimulatedProvider {
  readonly movements: Movement[] = [];
  /** Told of requests that nobody makes who knows what they are doing. */
  onMistake: (what: string) => void = () => undefined;
  readonly #payments = new Map<string, Payment>();
  readonly #refunds = new Map<string, Refund>();
  readonly #disputes = new Map<string, Dispute>();
  readonly #kept = new Map<string, Kept>();
  readonly #issued = new Set<string>();
  #count = 0;

  constructor(
    private readonly dice: Dice,
    /** Of a thousand requests, how many it answers with a fault that it then keeps under their key. */
    private readonly keepsFaultPermille: () => number,
    private readonly happened: (event: ProviderEvent) => void,
    /** Whether what the provider lets wait is decided later; by whom is up to the world. */
    private readonly later: (what: () => void) => void,
    private readonly nowMs: () => number,
    /** What we ask for twice within so long, we may have asked for by two instances at once. */
    private readonly atOnceMs: number,
  ) {}

  create({ orderId, amount, idempotencyKey }: CreatePayment): { readonly paymentId: string } {
    return this.once(
      idempotencyKey,
      { orderId, amount: amount.amountMinor.toString() },
      () => {
        const paymentId = this.newId('pi');
        this.#payments.set(paymentId, {
          ...{ paymentId, orderId, amount },
          ...{ status: { status: 'created' }, method: undefined, refunds: [], dispute: undefined },
        });
        return { paymentId };
      },
      false,
    );
  }

  confirm({ paymentId, paymentMethod, idempotencyKey }: ConfirmPayment): PaymentStatus {
    return this.once(idempotencyKey, { paymentId, paymentMethod }, () => {
      const payment = this.payment(paymentId);
      const method = METHODS.find((one) => one === paymentMethod);
      if (method === undefined || method === 'pm_unknown')
        throw new PaymentRequestRefusedError('resource_missing', `no such payment method: ${paymentMethod}`);
      // As the adapter has it: what is under way or over is told as it is.
      if (payment.status.status !== 'created' && payment.status.status !== 'refused') return payment.status;
      payment.method = method;
      if (method === 'pm_declined') this.refuse(payment);
      else if (method === 'pm_asks') this.wait(payment, 'action_required');
      else if (method === 'pm_processes') this.wait(payment, 'processing');
      else this.succeed(payment);
      return payment.status;
    });
  }

  find(paymentId: string): PaymentStatus {
    return this.payment(paymentId).status;
  }

  orderOf(paymentId: string): string | undefined {
    return this.#payments.get(paymentId)?.orderId;
  }

  cancel(paymentId: string): PaymentStatus {
    const payment = this.payment(paymentId);
    if (payment.status.status === 'succeeded') return payment.status;
    // What is on its way to the bank cannot be called back.
    if (payment.status.status === 'processing') return payment.status;
    if (payment.status.status !== 'canceled') {
      payment.status = { status: 'canceled' };
      this.tell('payment_intent.canceled', paymentId, payment);
    }
    return payment.status;
  }

  refund({ paymentId, amount, idempotencyKey }: RefundPayment): RefundStatus {
    return this.once(idempotencyKey, { paymentId, amount: amount.amountMinor.toString() }, () => {
      const payment = this.payment(paymentId);
      this.checkRefund(payment, amount.amountMinor);
      return statusOf(this.giveBack(payment, amount, true));
    });
  }

  /** What was given back by hand, or what a bank disputes, the program need not have heard of; what it asked for itself, it has. */
  private checkRefund(payment: Payment, wanted: bigint): void {
    const { paymentId, status, refunds } = payment;
    if (status.status !== 'succeeded') this.onMistake(`a refund of ${paymentId}, which is ${status.status}`);
    if (refunds.some(({ isOurs }) => !isOurs)) return;
    const left = leftMinorOf(payment);
    const isSettled = refunds.every(({ madeMs }) => this.nowMs() - madeMs >= this.atOnceMs);
    if (wanted !== left && isSettled)
      this.onMistake(`a refund of ${String(wanted)} of ${paymentId}, of which ${String(left)} is left`);
  }

  findRefunds(paymentId: string): readonly RefundStatus[] {
    return this.payment(paymentId).refunds.map(statusOf).reverse();
  }

  /** Whether it ever called this refund succeeded. */
  hasIssued(refundId: string): boolean {
    return this.#issued.has(refundId);
  }

  /** Since when it has called this refund failed; `undefined` while it has not. */
  failedRefundMs(refundId: string): number | undefined {
    return this.#refunds.get(refundId)?.failedMs;
  }

  findDispute(disputeId: string): DisputeStatus {
    const dispute = this.#disputes.get(disputeId);
    if (dispute === undefined) throw this.mistaken('resource_missing', disputeId);
    const { status, payment, isInquiry, evidenceDueBy } = dispute;
    const moved = (minor: bigint): Money => money(minor, payment.amount.currency);
    return {
      ...{ disputeId, status, amount: payment.amount, reason: 'fraudulent' },
      ...{ isInquiry, evidenceDueBy, isEvidenceSubmitted: false },
      ...{ withdrawn: moved(dispute.withdrawnMinor), reinstated: moved(dispute.reinstatedMinor) },
      fee: moved(dispute.feeMinor),
    };
  }

  /** Somebody gives money back by hand, in the provider's dashboard: what is left, or a part of it. False when there is none to give. */
  refundInDashboard(orderId: string, permille: number): boolean {
    const payment = this.paymentOf(orderId);
    if (payment === undefined) return false;
    const minor = (leftMinorOf(payment) * BigInt(permille)) / 1_000n;
    if (!this.canGiveBack(payment, minor)) return false;
    this.giveBack(payment, money(minor, payment.amount.currency), false);
    return true;
  }

  /** The fan's bank takes the money back until that is decided, or only asks about it. */
  openDispute(orderId: string, isInquiry: boolean, evidenceDueBy: Instant): string | undefined {
    const payment = this.paymentOf(orderId);
    if (payment === undefined || !this.canGiveBack(payment, payment.amount.amountMinor)) return undefined;
    const dispute: Dispute = {
      ...{ disputeId: this.newId('dp'), payment, status: 'open', isInquiry, evidenceDueBy },
      ...{ withdrawnMinor: 0n, reinstatedMinor: 0n, feeMinor: 0n },
    };
    payment.dispute = dispute;
    this.#disputes.set(dispute.disputeId, dispute);
    this.tell('charge.dispute.created', dispute.disputeId, payment);
    if (!isInquiry) this.withdraw(dispute);
    return dispute.disputeId;
  }

  /** The bank that only asked takes the money, and there is more time to answer. */
  escalateDispute(disputeId: string, evidenceDueBy: Instant): void {
    const dispute = this.#disputes.get(disputeId);
    if (dispute?.status !== 'open' || !dispute.isInquiry) return;
    dispute.isInquiry = false;
    dispute.evidenceDueBy = evidenceDueBy;
    this.tell('charge.dispute.updated', disputeId, dispute.payment);
    this.withdraw(dispute);
  }

  /** The money comes back at once, or some time after the bank has decided. */
  closeDispute(disputeId: string, outcome: 'won' | 'lost'): void {
    const dispute = this.#disputes.get(disputeId);
    if (dispute?.status !== 'open') return;
    dispute.status = outcome;
    this.tell('charge.dispute.closed', disputeId, dispute.payment);
    if (outcome === 'lost' && dispute.withdrawnMinor === 0n) this.withdraw(dispute);
    if (outcome === 'lost' || dispute.withdrawnMinor === 0n) return;
    if (this.dice.permille(500)) this.reinstate(dispute);
    else
      this.later(() => {
        this.reinstate(dispute);
      });
  }

  /** The fan confirms a payment that waits for it. False when none does. */
  completeAtLast(orderId: string): boolean {
    const waiting = [...this.#payments.values()].find(
      (payment) => payment.orderId === orderId && payment.status.status === 'action_required',
    );
    if (waiting === undefined) return false;
    this.succeed(waiting);
    return true;
  }

  /** How much of an order's money is with us, by the provider's books. */
  balanceOf(orderId: string): bigint {
    return this.movements
      .filter((movement) => movement.orderId === orderId)
      .reduce((sum, { minor }) => sum + minor, 0n);
  }

  /** How many payments were made for an order. */
  paymentsOf(orderId: string): number {
    return [...this.#payments.values()].filter((payment) => payment.orderId === orderId).length;
  }

  private withdraw(dispute: Dispute): void {
    const { payment, disputeId } = dispute;
    dispute.withdrawnMinor = payment.amount.amountMinor;
    dispute.feeMinor = DISPUTE_FEE_MINOR;
    this.move('dispute', payment, -dispute.withdrawnMinor);
    this.move('dispute fee', payment, -dispute.feeMinor);
    this.tell('charge.dispute.funds_withdrawn', disputeId, payment);
  }

  /** Now and then it gives its fee back, too. */
  private reinstate(dispute: Dispute): void {
    const { payment, disputeId } = dispute;
    dispute.reinstatedMinor = payment.amount.amountMinor;
    this.move('dispute won', payment, dispute.reinstatedMinor);
    if (this.dice.permille(300)) {
      this.move('dispute fee', payment, dispute.feeMinor);
      dispute.feeMinor = 0n;
    }
    this.tell('charge.dispute.funds_reinstated', disputeId, payment);
  }

  private giveBack(payment: Payment, amount: Money, isOurs: boolean): Refund {
    if (payment.status.status !== 'succeeded')
      throw new PaymentRequestRefusedError('payment_intent_unexpected_state', payment.status.status);
    if (payment.dispute !== undefined && payment.dispute.status !== 'won')
      throw new PaymentRequestRefusedError('charge_disputed', 'the charge is disputed');
    if (!this.canGiveBack(payment, amount.amountMinor))
      throw new PaymentRequestRefusedError('charge_already_refunded', 'the charge has been refunded');
    const refund: Refund = {
      ...{ refundId: this.newId('re'), payment, amount, isOurs, madeMs: this.nowMs() },
      ...{ status: 'succeeded', failedMs: undefined },
    };
    payment.refunds.push(refund);
    this.#refunds.set(refund.refundId, refund);
    this.move('refund', payment, -amount.amountMinor);
    if (payment.method === 'pm_refund_slow') {
      refund.status = 'pending';
      this.later(() => this.settle(refund, this.dice.permille(700) ? 'succeeded' : 'failed'));
    }
    if (payment.method === 'pm_refund_fails_late' && payment.refunds.length === 1)
      this.later(() => this.settle(refund, 'failed'));
    if (refund.status === 'succeeded') this.#issued.add(refund.refundId);
    this.tell('charge.refunded', payment.paymentId, payment);
    return refund;
  }

  private settle(refund: Refund, status: 'succeeded' | 'failed'): void {
    if (refund.status === 'failed') return;
    refund.status = status;
    if (status === 'failed') refund.failedMs = this.nowMs();
    if (status === 'succeeded') this.#issued.add(refund.refundId);
    if (status === 'failed') this.move('refund failed', refund.payment, refund.amount.amountMinor);
    this.tell(status === 'failed' ? 'refund.failed' : 'refund.updated', refund.refundId, refund.payment);
  }

  private canGiveBack(payment: Payment, minor: bigint): boolean {
    const { status, dispute } = payment;
    return (
      status.status === 'succeeded' &&
      minor > 0n &&
      minor <= leftMinorOf(payment) &&
      (dispute === undefined || dispute.status === 'won')
    );
  }

  private succeed(payment: Payment): void {
    payment.status = { status: 'succeeded', chargeId: this.newId('ch'), amount: payment.amount };
    this.move('charge', payment, payment.amount.amountMinor);
    this.tell('payment_intent.succeeded', payment.paymentId, payment);
  }

  private refuse(payment: Payment): void {
    payment.status = { status: 'refused', code: 'card_declined' };
    this.tell('payment_intent.payment_failed', payment.paymentId, payment);
  }

  /** Until the fan, or the bank, has decided. */
  private wait(payment: Payment, status: 'action_required' | 'processing'): void {
    payment.status = { status };
    this.tell(
      status === 'processing' ? 'payment_intent.processing' : 'payment_intent.requires_action',
      payment.paymentId,
      payment,
    );
    this.later(() => {
      if (payment.status.status !== status) return;
      if (this.dice.permille(700)) this.succeed(payment);
      else this.refuse(payment);
    });
  }

  /**
   * The same key with the same request answers as the first time, also when that was a fault; of creating a payment the adapter keeps
   * such faults to itself.
   */
  private once<Answer>(key: string, parameters: object, work: () => Answer, keepsFaults = true): Answer {
    const request = JSON.stringify(parameters);
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      if (kept.request !== request)
        throw this.mistaken('idempotency_error', `the key ${key} was used for another request`);
      if ('fault' in kept) throw new PaymentOutcomeUnknownError('simulated: a fault that the provider keeps');
      return kept.answer as Answer;
    }
    if (keepsFaults && this.dice.permille(this.keepsFaultPermille())) {
      this.#kept.set(key, { request, fault: true });
      throw new PaymentOutcomeUnknownError('simulated: a fault that the provider keeps');
    }
    const answer = work();
    this.#kept.set(key, { request, answer });
    return answer;
  }

  private move(what: Movement['what'], { orderId }: Payment, minor: bigint): void {
    this.movements.push({ what, orderId, minor });
  }

  /** Disputes, and what is made in the dashboard, do not carry the order. */
  private tell(type: string, objectId: string, { paymentId, orderId }: Payment): void {
    const carriesOrder = type.startsWith('payment_intent.');
    this.happened({
      ...{ id: this.newId('evt'), type, objectId, paymentId },
      orderId: carriesOrder ? orderId : undefined,
    });
  }

  private payment(paymentId: string): Payment {
    const payment = this.#payments.get(paymentId);
    if (payment === undefined) throw this.mistaken('resource_missing', paymentId);
    return payment;
  }

  private mistaken(code: string, detail: string): PaymentRequestRefusedError {
    this.onMistake(`${code}: ${detail}`);
    return new PaymentRequestRefusedError(code, detail);
  }

  private paymentOf(orderId: string): Payment | undefined {
    return [...this.#payments.values()].find(
      (payment) => payment.orderId === orderId && payment.status.status === 'succeeded',
    );
  }

  private newId(prefix: string): string {
    return `${prefix}_${String((this.#count += 1))}`;
  }
}

/** What is not on its way back. */
const leftMinorOf = ({ amount, refunds }: Payment): bigint =>
  refunds
    .filter(({ status }) => status !== 'failed')
    .reduce((left, refund) => left - refund.amount.amountMinor, amount.amountMinor);

const statusOf = ({ refundId, status, amount, isOurs }: Refund): RefundStatus =>
  status === 'failed'
    ? { refundId, amount, isOurs, status, code: 'lost_or_stolen_card' }
    : { refundId, amount, isOurs, status };
