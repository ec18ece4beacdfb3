import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { OrderId } from '../../domain/ids.js';
import {
  recordRefundFailed,
  recordRefundIssued,
  recordRefundPending,
} from '../../domain/order/decide-money.js';
import type { OrderEvent } from '../../domain/order/events.js';
import type { Ended, Order, Refund } from '../../domain/order/order.js';
import type { Decision } from '../../domain/rejection.js';
import type { Instant } from '../../domain/time.js';
import { orders, payments } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import {
  type PaymentGateway,
  PaymentRequestRefusedError,
  type RefundStatus,
} from '../ports/payment-gateway.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { KeyedQueue } from '../runtime/keyed-queue.js';
import { type Cause, causeOf, isEvent, type Process, stepContext } from './process.js';
import { orderOfEvent, ProviderCalls } from './provider-calls.js';

const NAME = 'refund';

type ExpectedRefund = Exclude<Refund, { readonly status: 'none' }>;

/**
 * Gives the money back. `RefundRequested` is the intent, written in the same append as the ending that calls for it;
 * the refund is *issued* only when the provider says so. Before a refund is sent, the provider is asked whether it
 * has one already: a lost reply never refunds twice.
 */
export class RefundProcess implements Process {
  readonly name = NAME;
  readonly takes = ['RefundRequested', 'ProviderEventReceived'] as const;
  readonly #queue = new KeyedQueue();
  readonly #calls: ProviderCalls;

  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly gateway: PaymentGateway,
  ) {
    this.#calls = new ProviderCalls(NAME, aggregates);
  }

  async handle(event: DecodedEvent<ShoutoutsEvent>): Promise<void> {
    const cause = causeOf(event);
    if (isEvent(event, 'RefundRequested')) await this.resume(event.data.orderId, cause);
    if (!isEvent(event, 'ProviderEventReceived') || !/^(refund\.|charge\.refund)/.test(event.data.type))
      return;
    const orderId = await orderOfEvent(event.data, this.gateway);
    if (orderId === undefined) return;
    await this.#calls.holdFundsFirst(orderId, event.data.paymentId, this.gateway, cause);
    await this.lookUp(orderId, cause);
  }

  /** Takes the refund of an order as far as it can go now. Doing it again changes nothing. */
  resume(orderId: OrderId, cause: Cause): Promise<void> {
    return this.#queue.run(orderId, async () => {
      const { state: order } = await this.aggregates.load(orders, orderId);
      if (order.status !== 'ended' || order.payment === null) return;
      const { refund } = order;
      if (refund.status === 'requested' || refund.status === 'pending')
        await this.advance(order, refund, order.payment.paymentId, cause);
    });
  }

  private async advance(
    order: Ended,
    refund: ExpectedRefund,
    paymentId: string,
    cause: Cause,
  ): Promise<void> {
    const { orderId, price: amount } = order.facts;
    const found = await this.gateway.findRefund(paymentId);
    if (found !== undefined && !isEarlier(found, refund)) {
      await this.report(orderId, found, cause);
      return;
    }
    // After a lost reply the provider was asked, and has no refund: a new key, since under the old one it would repeat
    // the fault that it stored. It never refunds the same payment in full twice.
    const { state: payment } = await this.aggregates.load(payments, orderId);
    const failures = payment.status === 'none' ? 0 : payment.failures;
    const idempotencyKey = `refund-${orderId}-${String(refund.attempt)}-${String(failures)}`;
    try {
      const sent = await this.#calls.ask(orderId, 'refund', cause, () =>
        this.gateway.refundPayment({ orderId, paymentId, amount, idempotencyKey }),
      );
      if (sent !== undefined) await this.report(orderId, sent.reply, cause);
    } catch (error) {
      if (!(error instanceof PaymentRequestRefusedError)) throw error;
      const { code } = error;
      await this.tell(orderId, cause, `refused ${code}`, (state, now) =>
        recordRefundFailed(state, { refundId: null, code, now }),
      );
    }
  }

  /** Something happened to a refund at the provider, perhaps in its dashboard: take it as it is. */
  private lookUp(orderId: OrderId, cause: Cause): Promise<void> {
    return this.#queue.run(orderId, async () => {
      const { state: order } = await this.aggregates.load(orders, orderId);
      if (order.status === 'none' || order.status === 'awaiting_payment' || order.payment === null) return;
      const found = await this.gateway.findRefund(order.payment.paymentId);
      if (found !== undefined) await this.report(orderId, found, cause);
    });
  }

  private async report(orderId: OrderId, refund: RefundStatus, cause: Cause): Promise<void> {
    const { refundId } = refund;
    await this.tell(orderId, cause, `report ${refund.status} ${refundId}`, (order, now) => {
      switch (refund.status) {
        case 'pending':
          return recordRefundPending(order, { refundId, now });
        case 'succeeded':
          return recordRefundIssued(order, { refundId, amount: refund.amount, now });
        case 'failed':
          return recordRefundFailed(order, { refundId, code: refund.code, now });
      }
    });
  }

  private async tell(
    orderId: OrderId,
    cause: Cause,
    step: string,
    decide: (order: Order, now: Instant) => Decision<OrderEvent>,
  ): Promise<void> {
    const outcome = await this.aggregates.execute(orders, orderId, stepContext(NAME, cause, step), decide);
    await this.#calls.takeUpRefusal(orderId, cause, outcome);
  }
}

/** The one that failed before, of an earlier attempt or from the dashboard: it says nothing about this attempt. */
const isEarlier = (found: RefundStatus, { status, refundId }: ExpectedRefund): boolean =>
  found.status === 'failed' && status === 'requested' && found.refundId === refundId;
