import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { OrderId } from '../../domain/ids.js';
import {
  recordRefundFailed,
  recordRefundIssued,
  recordRefundPending,
} from '../../domain/order/decide-money.js';
import { refuseInPart } from '../../domain/order/differences.js';
import { leftOfPayment } from '../../domain/order/money-of-order.js';
import { type HeldPayment, isRefunding, type PlacedOrder, type Refunding } from '../../domain/order/order.js';
import { type Money, money, sameMoney } from '../../domain/money.js';
import { orders } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import {
  type PaymentGateway,
  PaymentRequestRefusedError,
  type RefundStatus,
} from '../ports/payment-gateway.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { KeyedQueue } from '../runtime/keyed-queue.js';
import { type Cause, causeOf, isEvent, type Process } from './process.js';
import { orderOfEvent, ProviderCalls } from './provider-calls.js';

const NAME = 'refund';

/** What is to be given back for an order, now that all is known that has gone back already. */
interface ToSend {
  readonly order: Refunding;
  readonly paymentId: string;
  readonly amount: Money;
}

/**
 * Gives the money back. `RefundRequested` is the intent, written in the same append as the ending that calls for it;
 * the refund is *issued* only when the provider says that everything is back. Before a refund is sent, the provider is asked which
 * it has already: a lost reply never refunds twice, and what somebody gave back in its dashboard is not given back again.
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
    if (!(await this.#calls.isOfOrder(orderId, event.data.paymentId, this.gateway, cause))) return;
    await this.#calls.holdFundsFirst(orderId, event.data.paymentId, this.gateway, cause);
    await this.lookUp(orderId, cause);
  }

  /** Takes the refund of an order as far as it can go now. Doing it again changes nothing. */
  resume(orderId: OrderId, cause: Cause): Promise<void> {
    return this.#queue.run(orderId, async () => {
      const paid = await this.paid(orderId);
      if (paid === undefined || !isRefunding(paid.order)) return;
      const toSend = await this.takeIn(orderId, cause);
      if (toSend !== undefined) await this.send(toSend, cause);
    });
  }

  /** Something happened to a refund at the provider, perhaps in its dashboard: take it as it is. */
  private lookUp(orderId: OrderId, cause: Cause): Promise<void> {
    return this.#queue.run(orderId, async () => {
      await this.takeIn(orderId, cause);
    });
  }

  /**
   * Tells the order of all refunds that the provider has of its payment. Answers what is to be sent then, if anything: what has gone
   * back, or is on its way, is not sent again.
   */
  private async takeIn(orderId: OrderId, cause: Cause): Promise<ToSend | undefined> {
    const before = await this.paid(orderId);
    if (before === undefined) return undefined;
    const { paymentId } = before.payment;
    const found = await this.found(before.order, paymentId, cause);
    if (found === undefined) return undefined;
    const onItsWay = found.filter(({ status }) => status === 'pending');
    for (const refund of toTell(found, before.payment)) await this.report(orderId, refund, cause);
    const after = await this.paid(orderId);
    if (after === undefined) return undefined;
    const { order } = after;
    const inPart = refuseInPart(order);
    if (inPart !== undefined) await this.#calls.takeUpRefusal(orderId, cause, inPart);
    const left = leftOfPayment(order);
    const toSend = onItsWay.reduce((sum, { amount }) => sum - amount.amountMinor, left.amountMinor);
    if (!isRefunding(order)) return undefined;
    if (toSend > 0n) {
      const failed = found.find((refund) => isNews(refund, after.payment));
      if (failed === undefined) return { order, paymentId, amount: money(toSend, left.currency) };
      await this.report(orderId, failed, cause);
      return undefined;
    }
    for (const refund of onItsWay) await this.report(orderId, refund, cause);
    return undefined;
  }

  /**
   * What the provider cannot say of a refund that is to be sent, or was, is a state: it is looked up later, and holds up nobody else.
   * `undefined` then. Of other orders nobody would look again, so that is an outage.
   */
  private async found(
    order: PlacedOrder,
    paymentId: string,
    cause: Cause,
  ): Promise<readonly RefundStatus[] | undefined> {
    const find = () => this.gateway.findRefunds(paymentId);
    if (!isRefunding(order)) return find();
    return (await this.#calls.ask(order.facts.orderId, 'refund', cause, find))?.reply;
  }

  private async paid(
    orderId: OrderId,
  ): Promise<{ readonly order: PlacedOrder; readonly payment: HeldPayment } | undefined> {
    const { state: order } = await this.aggregates.load(orders, orderId);
    if (order.status === 'none' || order.status === 'awaiting_payment' || order.payment === null)
      return undefined;
    return { order, payment: order.payment };
  }

  private async send({ order, paymentId, amount }: ToSend, cause: Cause): Promise<void> {
    const { orderId, price } = order.facts;
    // After a lost reply the provider was asked, and has no refund: a new key, since under the old one it would repeat
    // the fault that it stored. It never gives back more than was paid.
    const failures = await this.#calls.failures(orderId);
    const part = sameMoney(amount, price) ? '' : `-${String(amount.amountMinor)}`;
    const idempotencyKey = `refund-${orderId}-${String(order.refund.attempt)}-${String(failures)}${part}`;
    try {
      const sent = await this.#calls.ask(orderId, 'refund', cause, () =>
        this.gateway.refundPayment({ orderId, paymentId, amount, idempotencyKey }),
      );
      if (sent !== undefined) await this.report(orderId, sent.reply, cause);
    } catch (error) {
      if (!(error instanceof PaymentRequestRefusedError)) throw error;
      // Somebody may have been faster, in the dashboard.
      const again = await this.takeIn(orderId, cause);
      if (again === undefined) return;
      if (!sameMoney(again.amount, amount)) {
        await this.send(again, cause);
        return;
      }
      const { code } = error;
      await this.#calls.tell(orderId, cause, `refused ${code}`, (state, now) =>
        recordRefundFailed(state, { refundId: null, code, now }),
      );
    }
  }

  private async report(orderId: OrderId, refund: RefundStatus, cause: Cause): Promise<void> {
    const { refundId } = refund;
    await this.#calls.tell(orderId, cause, `report ${refund.status} ${refundId}`, (order, now) => {
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
}

/**
 * One of ours that failed, and that the order was not told of: where several were sent in parts, the newest may have succeeded. Under its
 * key, the provider would say what it said then.
 */
const isNews = ({ isOurs, status, refundId }: RefundStatus, { failedIds }: HeldPayment): boolean =>
  isOurs && status === 'failed' && !failedIds.includes(refundId);

/**
 * What the order is to be told: first what failed, of which only our last refund is meant, or one that had been called succeeded; then
 * what succeeded, the oldest first.
 */
function toTell(newestFirst: readonly RefundStatus[], { givenBack }: HeldPayment): readonly RefundStatus[] {
  const ourLast = newestFirst.find(({ isOurs }) => isOurs);
  const isGiven = ({ refundId }: RefundStatus) => givenBack.some((given) => given.refundId === refundId);
  const failed = newestFirst.filter(
    (refund) => refund.status === 'failed' && (refund === ourLast || isGiven(refund)),
  );
  const succeeded = newestFirst.filter(({ status }) => status === 'succeeded');
  return [...failed, ...succeeded.reverse()];
}
