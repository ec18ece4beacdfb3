import { isId, type OrderId } from '../../domain/ids.js';
import { recordFundsHeld, type RecordFundsHeld } from '../../domain/order/decide-money.js';
import type { OrderEvent } from '../../domain/order/events.js';
import type { Order } from '../../domain/order/order.js';
import { refuseSecondPayment } from '../../domain/order/differences.js';
import { recordDifference, recordOutcomeUnknown } from '../../domain/payment/decide.js';
import type { Payment, PaymentEvent, ProviderCall } from '../../domain/payment/payment.js';
import type { ProviderEventReceived } from '../../domain/payment/provider-event.js';
import { type Decision, isRejection, type Rejection } from '../../domain/rejection.js';
import type { Instant } from '../../domain/time.js';
import { orders, payments } from '../aggregates.js';
import {
  type PaymentGateway,
  PaymentOutcomeUnknownError,
  PaymentRequestRefusedError,
  type PaymentStatus,
} from '../ports/payment-gateway.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { type Cause, stepContext } from './process.js';

/**
 * Which order an event of the provider is about. Disputes, and refunds made in its dashboard, do not carry our order:
 * they lead to the payment, and that one does.
 */
export async function orderOfEvent(
  { orderId, paymentId }: ProviderEventReceived['data'],
  gateway: PaymentGateway,
): Promise<OrderId | undefined> {
  const found = orderId ?? (paymentId === null ? undefined : await gateway.orderOf(paymentId));
  return found !== undefined && isId('ord', found) ? found : undefined;
}

async function findIfThere(paymentId: string, gateway: PaymentGateway): Promise<PaymentStatus | undefined> {
  try {
    return await gateway.findPayment(paymentId);
  } catch (error) {
    if (error instanceof PaymentRequestRefusedError) return undefined;
    throw error;
  }
}

/** What the processes share that talk to the payment provider about an order. */
export class ProviderCalls {
  constructor(
    private readonly process: string,
    private readonly aggregates: AggregatesRuntime,
  ) {}

  /** Calls the provider; a lost reply becomes a recorded state, to be looked up later, and answers `undefined`. */
  async ask<T>(
    orderId: OrderId,
    call: ProviderCall,
    cause: Cause,
    request: () => Promise<T>,
  ): Promise<{ readonly reply: T } | undefined> {
    try {
      return { reply: await request() };
    } catch (error) {
      if (!(error instanceof PaymentOutcomeUnknownError)) throw error;
      await this.record(orderId, cause, `unknown ${call}`, (payment, now) =>
        recordOutcomeUnknown(payment, { call, now }),
      );
      return undefined;
    }
  }

  /** One step on the payment's own stream. */
  record(
    orderId: OrderId,
    cause: Cause,
    step: string,
    decide: (payment: Payment, now: Instant) => Decision<PaymentEvent>,
  ): Promise<CommandOutcome> {
    return this.aggregates.execute(payments, orderId, stepContext(this.process, cause, step), decide);
  }

  /**
   * Whether it is the order's own payment. Another one may carry the order too, made by hand or left over by a lost reply: what was paid
   * with it is a case for a person, and nothing that happens to it moves the order.
   */
  async isOfOrder(
    orderId: OrderId,
    paymentId: string | null,
    gateway: PaymentGateway,
    cause: Cause,
  ): Promise<boolean> {
    const own = await this.paymentOf(orderId);
    if (own.status === 'none' || paymentId === null) return false;
    if (own.paymentId === paymentId) return true;
    if ((await findIfThere(paymentId, gateway))?.status !== 'succeeded') return false;
    // The provider may tell of it before we know that it is there: by the time it has succeeded, the log says whose it is.
    const now = await this.paymentOf(orderId);
    if (now.status !== 'none' && now.paymentId === paymentId) return true;
    await this.takeUpRefusal(orderId, cause, refuseSecondPayment(paymentId));
    return false;
  }

  private async paymentOf(orderId: OrderId): Promise<Payment> {
    return (await this.aggregates.load(payments, orderId)).state;
  }

  /**
   * Tells the order of its payment, where that has not been done yet: what comes after it may be heard of first, since
   * webhooks come in any order and processes run side by side.
   */
  async holdFundsFirst(
    orderId: OrderId,
    paymentId: string | null,
    gateway: PaymentGateway,
    cause: Cause,
  ): Promise<void> {
    const { state: order } = await this.aggregates.load(orders, orderId);
    const isTold = order.status !== 'none' && order.status !== 'awaiting_payment' && order.payment !== null;
    if (order.status === 'none' || isTold || paymentId === null) return;
    const payment = await gateway.findPayment(paymentId);
    if (payment.status === 'succeeded') await this.holdFunds(orderId, { ...payment, paymentId }, cause);
  }

  async holdFunds(
    orderId: OrderId,
    { paymentId, chargeId, amount }: Omit<RecordFundsHeld, 'now'>,
    cause: Cause,
  ): Promise<void> {
    await this.tell(orderId, cause, 'hold funds', (order, now) =>
      recordFundsHeld(order, { paymentId, chargeId, amount, now }),
    );
  }

  /** One step on the order's stream: a fact, which the order may refuse. */
  async tell(
    orderId: OrderId,
    cause: Cause,
    step: string,
    decide: (order: Order, now: Instant) => Decision<OrderEvent>,
  ): Promise<void> {
    const context = stepContext(this.process, cause, step);
    await this.takeUpRefusal(orderId, cause, await this.aggregates.execute(orders, orderId, context, decide));
  }

  /** How many replies about the order were lost so far. */
  async failures(orderId: OrderId): Promise<number> {
    const payment = await this.paymentOf(orderId);
    return payment.status === 'none' ? 0 : payment.failures;
  }

  /** A fact about money that the order refused is a case for a person. */
  async takeUpRefusal(orderId: OrderId, cause: Cause, outcome: CommandOutcome | Rejection): Promise<void> {
    if (!isRejection(outcome)) return;
    const { code, detail } = outcome;
    await this.record(orderId, cause, `difference ${code} ${detail}`, (payment, now) =>
      recordDifference(payment, { code, detail, now }),
    );
  }
}
