import {
  type ConfirmPayment,
  type CreatePayment,
  PaymentRequestRefusedError,
  type PaymentStatus,
} from '../../src/application/ports/payment-gateway.js';
import type { Money } from '../../src/domain/money.js';
import { ProviderCore } from './provider-core.js';
import { SimulatedDisputes } from './provider-disputes.js';
import { METHODS, type Movement, type Payment } from './provider-objects.js';
import { SimulatedRefunds } from './provider-refunds.js';
import { SimulatedTransfers } from './provider-transfers.js';

/** The payment provider of a world, and its books. It keeps its word as Stripe documents it, and is no kinder. */
export class SimulatedProvider {
  readonly refunds: SimulatedRefunds;
  readonly disputes: SimulatedDisputes;
  readonly transfers: SimulatedTransfers;
  readonly #payments = new Map<string, Payment>();

  constructor(private readonly core: ProviderCore) {
    this.refunds = new SimulatedRefunds(core, this);
    this.transfers = new SimulatedTransfers(core);
    this.disputes = new SimulatedDisputes(core, (orderId) => this.paymentOf(orderId));
  }

  get movements(): readonly Movement[] {
    return this.core.movements;
  }

  create({ orderId, amount, idempotencyKey }: CreatePayment): { readonly paymentId: string } {
    return this.core.once(
      idempotencyKey,
      { orderId, amount: amount.amountMinor.toString() },
      () => {
        const paymentId = this.core.newId('pi');
        this.#payments.set(paymentId, newPayment({ paymentId, orderId, amount, isByHand: false }));
        return { paymentId };
      },
      { keepsFaults: false },
    );
  }

  confirm({ paymentId, paymentMethod, idempotencyKey }: ConfirmPayment): PaymentStatus {
    return this.core.once(idempotencyKey, { paymentId, paymentMethod }, () => {
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
      this.core.tell('payment_intent.canceled', paymentId, payment);
    }
    return payment.status;
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

  /** Somebody has a fan pay once more, in the dashboard, and names the order. */
  payByHand(orderId: string, amount: Money): string {
    const paymentId = this.core.newId('pi');
    const payment = newPayment({ paymentId, orderId, amount, isByHand: true });
    this.#payments.set(paymentId, payment);
    this.succeed(payment);
    return paymentId;
  }

  paidByHand(): readonly Payment[] {
    return [...this.#payments.values()].filter(({ isByHand }) => isByHand);
  }

  wasPaidByHand(orderId: string): boolean {
    return this.paidByHand().some((payment) => payment.orderId === orderId);
  }

  /** How much of an order's money is with us, by the provider's books. */
  balanceOf(orderId: string): bigint {
    return this.movements
      .filter((movement) => movement.orderId === orderId)
      .reduce((sum, { minor }) => sum + minor, 0n);
  }

  succeeded(): readonly { readonly chargeId: string; readonly payment: Payment }[] {
    return [...this.#payments.values()].flatMap((payment) =>
      payment.status.status === 'succeeded' ? [{ chargeId: payment.status.chargeId, payment }] : [],
    );
  }

  /** How many payments the program has made for an order. */
  paymentsOf(orderId: string): number {
    return [...this.#payments.values()].filter((payment) => payment.orderId === orderId && !payment.isByHand)
      .length;
  }

  payment(paymentId: string): Payment {
    const payment = this.#payments.get(paymentId);
    if (payment === undefined) throw this.core.mistaken('resource_missing', paymentId);
    return payment;
  }

  paymentOf(orderId: string): Payment | undefined {
    return [...this.#payments.values()].find(
      (payment) => payment.orderId === orderId && payment.status.status === 'succeeded' && !payment.isByHand,
    );
  }

  private succeed(payment: Payment): void {
    payment.status = { status: 'succeeded', chargeId: this.core.newId('ch'), amount: payment.amount };
    this.core.move('charge', payment, payment.amount.amountMinor);
    this.core.tell('payment_intent.succeeded', payment.paymentId, payment);
  }

  private refuse(payment: Payment): void {
    payment.status = { status: 'refused', code: 'card_declined' };
    this.core.tell('payment_intent.payment_failed', payment.paymentId, payment);
  }

  /** Until the fan, or the bank, has decided. */
  private wait(payment: Payment, status: 'action_required' | 'processing'): void {
    payment.status = { status };
    this.core.tell(
      status === 'processing' ? 'payment_intent.processing' : 'payment_intent.requires_action',
      payment.paymentId,
      payment,
    );
    this.core.later(() => {
      if (payment.status.status !== status) return;
      if (this.core.dice.permille(700)) this.succeed(payment);
      else this.refuse(payment);
    });
  }
}

const newPayment = (of: Pick<Payment, 'paymentId' | 'orderId' | 'amount' | 'isByHand'>): Payment => ({
  ...of,
  ...{ status: { status: 'created' }, method: undefined, refunds: [], dispute: undefined },
});
