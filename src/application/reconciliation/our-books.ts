import { creatorAccountId, type Payout } from '../../domain/creator-account/account.js';
import { type CreatorId, isId, type OrderId } from '../../domain/ids.js';
import { money } from '../../domain/money.js';
import { type HeldPayment, paymentOf, type PlacedOrder } from '../../domain/order/order.js';
import type { BookEntry, OurSide } from '../../domain/reconciliation/compare.js';
import { creatorAccounts, orders, payments } from '../aggregates.js';
import type { PaymentGateway } from '../ports/payment-gateway.js';
import type {
  BookedDispute,
  BookedMovement,
  BookedPayment,
  BookedRefund,
  BookedTransfer,
} from '../ports/provider-books.js';
import { payouts } from '../projections/payouts.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { ReadModelReader } from '../runtime/read-model-reader.js';

/** An order of ours, and with what it was paid. */
interface OfOrder {
  readonly orderId: OrderId;
  readonly order: PlacedOrder;
  /** The payment that is the order's own; `null` where none was made yet. */
  readonly paymentId: string | null;
  /** Whether the payment is known to have succeeded. */
  readonly hasSucceeded: boolean;
}

const NOTHING: OurSide = { knows: 'nothing' };

/** @param entry `undefined` where the object itself was not heard of */
export const owned = (orderId: OrderId | null, entry: BookEntry | undefined): OurSide => ({
  knows: 'owner',
  ...{ orderId, entry },
});

/** What the log says of an object of the provider's books, as it is now. */
export class OurBooks {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly reader: ReadModelReader,
    private readonly gateway: PaymentGateway,
  ) {}

  async ofPayment({ id, orderId, paymentId, amount }: BookedPayment): Promise<OurSide> {
    const of = await this.orderOf(orderId, paymentId);
    if (of === undefined) return NOTHING;
    if (of.paymentId !== null && of.paymentId !== (paymentId ?? id))
      return { knows: 'another', orderId: of.orderId, objectId: of.paymentId };
    const { price } = of.order.facts;
    const isHeld = paymentOf(of.order) !== null;
    // Paid otherwise than agreed: the order has refused it, and both sides know of it.
    const differs = price.amountMinor !== amount.amountMinor || price.currency !== amount.currency;
    const entry = isHeld || (of.hasSucceeded && differs) ? done('succeeded', price) : undefined;
    return owned(of.orderId, entry);
  }

  /** `undefined` where the payment is not an order's own: then what is left of that one is looked at, and that is all. */
  async ofRefund({ id, orderId, paymentId }: BookedRefund): Promise<OurSide | undefined> {
    const of = await this.orderOf(orderId, paymentId);
    if (of === undefined || of.paymentId !== paymentId) return undefined;
    const payment = paymentOf(of.order);
    return owned(of.orderId, payment === null ? undefined : refundIn(of.order, payment, id));
  }

  async ofDispute({ id, paymentId }: BookedDispute): Promise<OurSide> {
    const of = await this.orderOf(undefined, paymentId);
    if (of === undefined) return NOTHING;
    const { orderId } = of;
    if (of.paymentId !== null && of.paymentId !== paymentId)
      return { knows: 'another', orderId, objectId: of.paymentId };
    const payment = paymentOf(of.order);
    if (payment === null || payment.chargeback.status === 'none') return owned(orderId, undefined);
    const { disputeId, status } = payment.chargeback;
    if (disputeId !== id) return { knows: 'another', orderId, objectId: disputeId };
    const { withdrawnMinor } = payment.disputed;
    const withdrawn = money(withdrawnMinor, of.order.facts.price.currency);
    return owned(orderId, { ...done(status, withdrawn), hasMoved: withdrawnMinor > 0n });
  }

  async ofTransfer({ id, payoutId }: Pick<BookedTransfer, 'id' | 'payoutId'>): Promise<OurSide> {
    const payout = payoutId === undefined ? undefined : await this.payout(payoutId);
    if (payout === undefined) return NOTHING;
    if (payout.reference !== null && payout.reference !== id)
      return { knows: 'another', orderId: null, objectId: payout.reference };
    return owned(null, entryOfPayout(payout));
  }

  /** Whether a movement is of an order, by the order's own payment, or of a payout. */
  async hasPart({
    orderId,
    paymentId,
    payoutId,
  }: Pick<BookedMovement, 'orderId' | 'paymentId' | 'payoutId'>): Promise<boolean> {
    if (payoutId !== undefined) return (await this.payout(payoutId)) !== undefined;
    const of = await this.orderOf(orderId, paymentId);
    return of !== undefined && (paymentId === undefined || of.paymentId === paymentId);
  }

  async payout(payoutId: string): Promise<Payout | undefined> {
    if (!isId('pay', payoutId)) return undefined;
    const listed = await this.reader.get(payouts, payoutId);
    if (listed === undefined) return undefined;
    const account = creatorAccountId(listed.creatorId as CreatorId, listed.currency);
    return (await this.aggregates.load(creatorAccounts, account)).state.payouts.get(payoutId);
  }

  /** What is made by hand names a payment at most, and that names the order. */
  async orderOf(orderId: string | undefined, paymentId: string | undefined): Promise<OfOrder | undefined> {
    const found = orderId ?? (paymentId === undefined ? undefined : await this.gateway.orderOf(paymentId));
    if (found === undefined || !isId('ord', found)) return undefined;
    const { state: order } = await this.aggregates.load(orders, found);
    if (order.status === 'none') return undefined;
    const { state: payment } = await this.aggregates.load(payments, found);
    const begun = payment.status === 'none' ? undefined : payment;
    return {
      ...{ orderId: found, order, paymentId: begun?.paymentId ?? null },
      hasSucceeded: begun?.phase === 'succeeded',
    };
  }
}

/** What is done, and moved money. */
export const done = (status: string, amount: BookEntry['amount']): BookEntry => ({
  ...{ status, isUnderWay: false, hasMoved: true, amount, at: undefined },
});

function refundIn(
  { facts: { price } }: PlacedOrder,
  { givenBack, failedIds }: HeldPayment,
  refundId: string,
): BookEntry | undefined {
  const given = givenBack.find((each) => each.refundId === refundId);
  if (given !== undefined) return done('succeeded', money(given.amountMinor, price.currency));
  return failedIds.includes(refundId) ? { ...done('failed', price), hasMoved: false } : undefined;
}

export const entryOfPayout = ({ status, amount, returnedMinor }: Payout): BookEntry => ({
  ...done(status, status === 'paid' ? money(amount.amountMinor - returnedMinor, amount.currency) : amount),
  isUnderWay: status === 'reserved' || status === 'unknown' || status === 'sent',
  hasMoved: status !== 'failed',
});
