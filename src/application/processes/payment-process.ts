import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { OrderId } from '../../domain/ids.js';
import { recordPaymentFailed } from '../../domain/order/decide-money.js';
import type { OrderPlaced } from '../../domain/order/events.js';
import {
  recordPaymentCreated,
  recordPaymentReport,
  refusePayment,
  startPayment,
} from '../../domain/payment/decide.js';
import type { PaymentRefused, StartedPayment } from '../../domain/payment/payment.js';
import { erasures, orders, payments } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import {
  type PaymentGateway,
  PaymentRequestRefusedError,
  type PaymentStatus,
} from '../ports/payment-gateway.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { KeyedQueue } from '../runtime/keyed-queue.js';
import { type Cause, causeOf, isEvent, type Process, stepContext } from './process.js';
import { orderOfEvent, ProviderCalls } from './provider-calls.js';

const NAME = 'payment';

/**
 * Takes the fan's money for a placed order. Each step is recorded before the next call, so that a crash anywhere is
 * resumed where it happened: creating a payment moves nothing and is simply repeated; what confirming it did is looked
 * up by the payment's id (docs/decisions/0006).
 */
export class PaymentProcess implements Process {
  readonly name = NAME;
  readonly takes = [
    'OrderPlaced',
    'PaymentRetried',
    'OrderLapsed',
    'OrderWithdrawn',
    'PaymentSucceeded',
    'PaymentRefused',
    'ProviderEventReceived',
  ] as const;
  // A webhook, a deadline and the log may ask about the same payment at once; one at a time answers.
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
    if (isEvent(event, 'OrderPlaced')) {
      if (await this.isPlacedTooLate(event)) return;
      const { orderId, price, paymentMethod } = event.data;
      await this.aggregates.begin(payments, orderId, stepContext(NAME, cause, 'start'), (payment, now) =>
        startPayment(payment, { orderId, amount: price, paymentMethod, now }),
      );
      await this.resume(orderId, cause);
    } else if (isEvent(event, 'PaymentRetried', 'OrderLapsed', 'OrderWithdrawn'))
      await this.resume(event.data.orderId, cause);
    else if (isEvent(event, 'PaymentSucceeded'))
      await this.#calls.holdFunds(event.data.orderId, event.data, cause);
    else if (isEvent(event, 'PaymentRefused')) await this.failOrder(event, cause);
    else if (isEvent(event, 'ProviderEventReceived') && event.data.type.startsWith('payment_intent.')) {
      const orderId = await orderOfEvent(event.data, this.gateway);
      if (orderId === undefined) return;
      await this.#calls.isOfOrder(orderId, event.data.paymentId, this.gateway, cause);
      await this.resume(orderId, cause);
    }
  }

  /**
   * Whether one side had asked to be forgotten before the order came into the log. That was looked at when it was placed, but the
   * request can have come between that and the append. Nothing is paid then: the order lapses. Nobody whose order was there before
   * is forgotten while it is open.
   */
  private async isPlacedTooLate({ position, data }: DecodedEvent<OrderPlaced>): Promise<boolean> {
    const sides = await Promise.all(
      [data.fanId, data.creatorId].map((personId) => this.aggregates.load(erasures, personId)),
    );
    return sides.some(
      ({ state: { status }, position: since }) =>
        status === 'erased' || (status === 'requested' && since < position),
    );
  }

  /** Takes the payment of an order as far as it can go now. Doing it again changes nothing. */
  resume(orderId: OrderId, cause: Cause): Promise<void> {
    return this.#queue.run(orderId, () => this.advance(orderId, cause));
  }

  private async advance(orderId: OrderId, cause: Cause): Promise<void> {
    const { state: payment } = await this.aggregates.load(payments, orderId);
    if (payment.status === 'none' || payment.phase === 'succeeded' || payment.phase === 'canceled') return;
    const { state: order } = await this.aggregates.load(orders, orderId);
    try {
      if (order.status === 'awaiting_payment') await this.take(payment, cause);
      else if (payment.paymentId !== null) await this.cancel(payment, payment.paymentId, cause);
    } catch (error) {
      if (error instanceof PaymentRequestRefusedError) await this.refuse(payment, error, cause);
      else throw error;
    }
  }

  private async take(payment: StartedPayment, cause: Cause): Promise<void> {
    const { orderId, amount, paymentId, phase } = payment;
    if (paymentId !== null) {
      await this.takeExisting(payment, paymentId, cause);
      return;
    }
    if (phase !== 'to_create') return;
    const created = await this.#calls.ask(orderId, 'create', cause, () =>
      this.gateway.createPayment({ orderId, amount, idempotencyKey: `create-${orderId}` }),
    );
    if (created === undefined) return;
    await this.#calls.record(orderId, cause, 'created', (state, now) =>
      recordPaymentCreated(state, { paymentId: created.reply.paymentId, now }),
    );
    await this.confirm(payment, created.reply.paymentId, cause);
  }

  /** Met again, after a crash, a lost reply or a webhook: first looked up, and only then, perhaps, confirmed. */
  private async takeExisting(payment: StartedPayment, paymentId: string, cause: Cause): Promise<void> {
    const found = await this.lookUp(payment, paymentId, cause);
    if (found === undefined) return;
    // The refusal of a first attempt can only be its own; later it may be that of an earlier one, and confirming tells.
    const isOwnRefusal = found.status === 'refused' && payment.attempt === 1;
    const isUnconfirmed = found.status === 'created' || found.status === 'refused';
    if (payment.phase === 'to_confirm' && isUnconfirmed && !isOwnRefusal)
      await this.confirm(payment, paymentId, cause);
    else await this.report(payment, found, isOwnRefusal ? 'confirm' : 'look_up', cause);
  }

  /**
   * What the provider cannot say of a payment that may have been confirmed is a state like the lost reply to confirming it: it is looked up
   * later, and holds up nobody else. `undefined` then.
   */
  private async lookUp(
    { orderId, phase }: StartedPayment,
    paymentId: string,
    cause: Cause,
  ): Promise<PaymentStatus | undefined> {
    const find = () => this.gateway.findPayment(paymentId);
    if (phase !== 'to_confirm') return find();
    return (await this.#calls.ask(orderId, 'confirm', cause, find))?.reply;
  }

  private async confirm(payment: StartedPayment, paymentId: string, cause: Cause): Promise<void> {
    const { orderId, paymentMethod, attempt, failures } = payment;
    // After a lost reply the provider was asked, and knows of none: a new key, since under the old one it would repeat
    // the very fault that it stored. The payment itself can succeed only once.
    const idempotencyKey = `confirm-${orderId}-${String(attempt)}-${String(failures)}`;
    const confirmed = await this.#calls.ask(orderId, 'confirm', cause, () =>
      this.gateway.confirmPayment({ paymentId, paymentMethod, idempotencyKey }),
    );
    if (confirmed !== undefined) await this.report(payment, confirmed.reply, 'confirm', cause);
  }

  /** The order has ended unpaid: what still comes goes back at once (see `recordFundsHeld`). */
  private async cancel(payment: StartedPayment, paymentId: string, cause: Cause): Promise<void> {
    const { orderId } = payment;
    const canceled = await this.#calls.ask(orderId, 'cancel', cause, () =>
      this.gateway.cancelPayment(paymentId),
    );
    if (canceled !== undefined) await this.report(payment, canceled.reply, 'look_up', cause);
  }

  private report(
    { orderId, attempt }: StartedPayment,
    report: PaymentStatus,
    from: 'confirm' | 'look_up',
    cause: Cause,
  ) {
    return this.#calls.record(orderId, cause, `report ${report.status}`, (payment, now) =>
      recordPaymentReport(payment, { report, attempt, from, now }),
    );
  }

  private refuse({ orderId, attempt }: StartedPayment, { code }: PaymentRequestRefusedError, cause: Cause) {
    return this.#calls.record(orderId, cause, 'refuse', (payment, now) =>
      refusePayment(payment, { code, attempt, now }),
    );
  }

  private async failOrder({ data }: DecodedEvent<PaymentRefused>, cause: Cause): Promise<void> {
    const { orderId, code } = data;
    await this.aggregates.execute(orders, orderId, stepContext(NAME, cause, 'fail'), (order, now) =>
      recordPaymentFailed(order, { code, now }),
    );
  }
}
