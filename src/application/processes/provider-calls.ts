import { isId, type OrderId } from '../../domain/ids.js';
import { recordDifference, recordOutcomeUnknown } from '../../domain/payment/decide.js';
import type { Payment, PaymentEvent, ProviderCall } from '../../domain/payment/payment.js';
import type { ProviderEventReceived } from '../../domain/payment/provider-event.js';
import { type Decision, isRejection } from '../../domain/rejection.js';
import type { Instant } from '../../domain/time.js';
import { payments } from '../aggregates.js';
import { type PaymentGateway, PaymentOutcomeUnknownError } from '../ports/payment-gateway.js';
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

  /** A fact about money that the order refused is a case for a person. */
  async takeUpRefusal(orderId: OrderId, cause: Cause, outcome: CommandOutcome): Promise<void> {
    if (!isRejection(outcome)) return;
    const { code, detail } = outcome;
    await this.record(orderId, cause, `difference ${code}`, (payment, now) =>
      recordDifference(payment, { code, detail, now }),
    );
  }
}
