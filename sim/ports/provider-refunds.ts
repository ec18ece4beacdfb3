import {
  PaymentRequestRefusedError,
  type RefundPayment,
  type RefundStatus,
} from '../../src/application/ports/payment-gateway.js';
import { money, type Money } from '../../src/domain/money.js';
import type { ProviderCore } from './provider-core.js';
import { canGiveBack, leftMinorOf, type Payment, type Refund, statusOf } from './provider-objects.js';

/** Where the provider finds the payment that is to be given back. */
export interface Payments {
  payment(paymentId: string): Payment;
  paymentOf(orderId: string): Payment | undefined;
}

/** What is given back, at the provider. */
export class SimulatedRefunds {
  readonly #refunds = new Map<string, Refund>();
  readonly #issued = new Set<string>();

  constructor(
    private readonly core: ProviderCore,
    private readonly payments: Payments,
  ) {}

  make({ paymentId, amount, idempotencyKey }: RefundPayment): RefundStatus {
    return this.core.once(idempotencyKey, { paymentId, amount: amount.amountMinor.toString() }, () => {
      const payment = this.payments.payment(paymentId);
      this.checkRefund(payment, amount.amountMinor);
      return statusOf(this.giveBack(payment, amount, true));
    });
  }

  /** What was given back by hand, or what a bank disputes, the program need not have heard of; what it asked for itself, it has. */
  private checkRefund(payment: Payment, wanted: bigint): void {
    const { paymentId, status, refunds } = payment;
    if (status.status !== 'succeeded')
      this.core.onMistake(`a refund of ${paymentId}, which is ${status.status}`);
    if (refunds.some(({ isOurs }) => !isOurs)) return;
    const left = leftMinorOf(payment);
    const isSettled = refunds.every(({ madeMs }) => this.core.nowMs() - madeMs >= this.core.atOnceMs);
    if (wanted !== left && isSettled)
      this.core.onMistake(`a refund of ${String(wanted)} of ${paymentId}, of which ${String(left)} is left`);
  }

  find(paymentId: string): readonly RefundStatus[] {
    return this.payments.payment(paymentId).refunds.map(statusOf).reverse();
  }

  all(): readonly Refund[] {
    return [...this.#refunds.values()];
  }

  /** Whether it ever called this refund succeeded. */
  hasIssued(refundId: string): boolean {
    return this.#issued.has(refundId);
  }

  /** Since when it has called this refund failed; `undefined` while it has not. */
  failedMs(refundId: string): number | undefined {
    return this.#refunds.get(refundId)?.failedMs;
  }

  /** Somebody gives money back by hand, in the provider's dashboard: what is left, or a part of it. False when there is none to give. */
  makeInDashboard(orderId: string, permille: number): boolean {
    const payment = this.payments.paymentOf(orderId);
    if (payment === undefined) return false;
    const minor = (leftMinorOf(payment) * BigInt(permille)) / 1_000n;
    if (!canGiveBack(payment, minor)) return false;
    this.giveBack(payment, money(minor, payment.amount.currency), false);
    return true;
  }

  private giveBack(payment: Payment, amount: Money, isOurs: boolean): Refund {
    if (payment.status.status !== 'succeeded')
      throw new PaymentRequestRefusedError('payment_intent_unexpected_state', payment.status.status);
    if (payment.dispute !== undefined && payment.dispute.status !== 'won')
      throw new PaymentRequestRefusedError('charge_disputed', 'the charge is disputed');
    if (!canGiveBack(payment, amount.amountMinor))
      throw new PaymentRequestRefusedError('charge_already_refunded', 'the charge has been refunded');
    const refund: Refund = {
      ...{ refundId: this.core.newId('re'), payment, amount, isOurs, madeMs: this.core.nowMs() },
      ...{ status: 'succeeded', failedMs: undefined },
    };
    payment.refunds.push(refund);
    this.#refunds.set(refund.refundId, refund);
    this.core.move('refund', payment, -amount.amountMinor);
    if (payment.method === 'pm_refund_slow') {
      refund.status = 'pending';
      this.core.later(() => this.settle(refund, this.core.dice.permille(700) ? 'succeeded' : 'failed'));
    }
    if (payment.method === 'pm_refund_fails_late' && payment.refunds.length === 1)
      this.core.later(() => this.settle(refund, 'failed'));
    if (refund.status === 'succeeded') this.#issued.add(refund.refundId);
    this.core.tell('charge.refunded', payment.paymentId, payment);
    return refund;
  }

  private settle(refund: Refund, status: 'succeeded' | 'failed'): void {
    if (refund.status === 'failed') return;
    refund.status = status;
    if (status === 'failed') refund.failedMs = this.core.nowMs();
    if (status === 'succeeded') this.#issued.add(refund.refundId);
    if (status === 'failed') this.core.move('refund failed', refund.payment, refund.amount.amountMinor);
    this.core.tell(status === 'failed' ? 'refund.failed' : 'refund.updated', refund.refundId, refund.payment);
  }
}
