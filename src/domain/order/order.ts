import type { CreatorId, FanId, OrderId } from '../ids.js';
import type { TermsSnapshot } from '../market/terms.js';
import type { Money } from '../money.js';
import { epochMs, type Instant } from '../time.js';
import { type Ending, ENDINGS } from './endings.js';
import type { EvidenceEvent, OrderEvent, OrderPlaced, SubmittedVideo } from './events.js';

/** What never changes after `OrderPlaced`. */
export interface OrderFacts {
  readonly orderId: OrderId;
  readonly fanId: FanId;
  readonly creatorId: CreatorId;
  readonly price: Money;
  readonly fee: Money;
  readonly earning: Money;
  readonly terms: TermsSnapshot;
}

/** The money that came in, and what the fan's bank says about it since. */
export interface HeldPayment {
  readonly paymentId: string;
  readonly chargeback: Chargeback;
  readonly disputed: Disputed;
  readonly evidence: Evidence;
  /** Every refund that succeeded and did not come back since, ours or one that was made in the dashboard. */
  readonly givenBack: readonly GivenBack[];
  /** The provider's refunds that failed: a late report of one says nothing about the attempt under way. */
  readonly failedIds: readonly string[];
}

export interface GivenBack {
  readonly refundId: string;
  readonly amountMinor: bigint;
}

/** What a chargeback has moved in our balance at the provider so far, in minor units, and until when it takes evidence. */
export interface Disputed {
  readonly withdrawnMinor: bigint;
  readonly reinstatedMinor: bigint;
  /** Taken by the provider for it, less what it gave back. */
  readonly feeMinor: bigint;
  readonly evidenceDueBy: Instant | null;
}

const UNDISPUTED: Disputed = { withdrawnMinor: 0n, reinstatedMinor: 0n, feeMinor: 0n, evidenceDueBy: null };

/** What became of our answer to the fan's bank. `attempt` counts those that were prepared here. */
export type Evidence = { readonly attempt: number } & (
  | { readonly status: 'none' | 'prepared' | 'refused' }
  | { readonly status: 'submitted'; readonly evidenceDueBy: Instant | null }
);

export type Chargeback =
  { readonly status: 'none' } | { readonly status: 'open' | 'won' | 'lost'; readonly disputeId: string };

/** Four different things (product.md); `failed` waits for a person. */
export type Refund =
  | { readonly status: 'none' }
  | {
      readonly status: 'requested' | 'pending' | 'issued' | 'failed';
      readonly attempt: number;
    };

type InStatus<Status extends string, More extends object = object> = {
  readonly status: Status;
  readonly facts: OrderFacts;
} & More;

type Paid = { readonly payment: HeldPayment };

export type AwaitingPayment = InStatus<'awaiting_payment', { readonly payBy: Instant }>;
export type InRequestReview = InStatus<'in_request_review', Paid & { readonly reviewBy: Instant }>;
export type AwaitingAcceptance = InStatus<'awaiting_acceptance', Paid & { readonly acceptBy: Instant }>;
export type Accepted = InStatus<'accepted', Paid & { readonly deliverBy: Instant }>;
/** Submitted; when it needs no review, `VideoDelivered` follows in the same append. */
export type InVideoReview = InStatus<
  'in_video_review',
  Paid & {
    readonly video: SubmittedVideo;
    readonly reviewBy: Instant;
    /** What was left of the delivery window when the clock stopped. */
    readonly deliveryMsLeft: number;
  }
>;
export type Delivered = InStatus<'delivered', Paid & { readonly rated: boolean }>;
export type Ended = InStatus<
  'ended',
  { readonly ending: Ending; readonly payment: HeldPayment | null; readonly refund: Refund }
>;

export type PlacedOrder =
  AwaitingPayment | InRequestReview | AwaitingAcceptance | Accepted | InVideoReview | Delivered | Ended;
export type Order = { readonly status: 'none' } | PlacedOrder;

/** Paid for, and neither delivered nor ended. */
export type OrderUnderWay = InRequestReview | AwaitingAcceptance | Accepted | InVideoReview;

export const initialOrder: Order = { status: 'none' };

/** Whose money is asked back, and of which it is not known yet whether it is. */
export type Refunding = Ended & { readonly refund: Exclude<Refund, { readonly status: 'none' }> };

export const isRefunding = (order: PlacedOrder): order is Refunding =>
  order.status === 'ended' && (order.refund.status === 'requested' || order.refund.status === 'pending');

export const isUnderWay = (order: Order): order is OrderUnderWay =>
  order.status === 'in_request_review' ||
  order.status === 'awaiting_acceptance' ||
  order.status === 'accepted' ||
  order.status === 'in_video_review';

export function evolveOrder(order: Order, event: OrderEvent): Order {
  if (event.type === 'OrderPlaced') return place(event);
  if (order.status === 'none') throw new Error(`${event.type} before OrderPlaced`);
  switch (event.type) {
    case 'FundsHeld':
      return holdFunds(order, event.data);
    case 'PaymentFailed':
    case 'VideoApproved':
      return order;
    case 'OrderLapsed':
    case 'OrderWithdrawn':
    case 'OrderDeclined':
    case 'RequestRejected':
    case 'AcceptanceExpired':
    case 'DeliveryExpired':
    case 'ReviewExpired':
      return end(order, ENDINGS[event.type]);
    case 'RequestApproved':
      return isUnderWay(order)
        ? { status: 'awaiting_acceptance', ...common(order), acceptBy: event.data.acceptBy }
        : order;
    case 'OrderAccepted':
    case 'VideoRejected':
      return isUnderWay(order)
        ? { status: 'accepted', ...common(order), deliverBy: event.data.deliverBy }
        : order;
    case 'VideoSubmitted':
      return submit(order, event.data);
    case 'VideoDelivered':
      return isUnderWay(order) ? { status: 'delivered', ...common(order), rated: false } : order;
    case 'OrderRated':
      return order.status === 'delivered' ? { ...order, rated: true } : order;
    case 'RefundRequested':
      return withRefund(order, { status: 'requested', attempt: event.data.attempt });
    case 'RefundPending':
      return withRefund(order, { attempt: attemptOf(order), status: 'pending' });
    case 'RefundIssued':
      return withRefund(giveBack(order, event.data), { attempt: attemptOf(order), status: 'issued' });
    case 'PartRefunded':
      return giveBack(order, event.data);
    case 'PartRefundReturned':
      return takeBack(order, event.data.refundId);
    case 'RefundFailed':
      return failRefund(order, event.data.refundId);
    case 'ChargebackOpened':
      return openChargeback(order, event.data);
    case 'ChargebackEvidenceDue':
      return withDisputed(order, () => ({ evidenceDueBy: event.data.evidenceDueBy }));
    case 'ChargebackFundsWithdrawn':
      return withDisputed(order, ({ withdrawnMinor, feeMinor }) => ({
        withdrawnMinor: withdrawnMinor + event.data.amount.amountMinor,
        feeMinor: feeMinor + event.data.fee.amountMinor,
      }));
    case 'ChargebackFundsReinstated':
      return withDisputed(order, ({ reinstatedMinor, feeMinor }) => ({
        reinstatedMinor: reinstatedMinor + event.data.amount.amountMinor,
        feeMinor: feeMinor - event.data.fee.amountMinor,
      }));
    case 'ChargebackEvidencePrepared':
    case 'ChargebackEvidenceSubmitted':
    case 'ChargebackEvidenceRefused':
      return withPayment(order, ({ evidence }) => ({ evidence: evidenceAfter(evidence, event) }));
    case 'ChargebackWon':
      return withChargeback(order, { status: 'won', disputeId: event.data.disputeId });
    case 'ChargebackLost':
      return withChargeback(order, { status: 'lost', disputeId: event.data.disputeId });
  }
}

function place({ data }: OrderPlaced): Order {
  const { orderId, fanId, creatorId, price, fee, earning, terms, payBy } = data;
  return {
    status: 'awaiting_payment',
    facts: { orderId, fanId, creatorId, price, fee, earning, terms },
    payBy,
  };
}

function holdFunds(
  order: PlacedOrder,
  data: { paymentId: string; acceptBy: Instant | null; reviewBy: Instant | null },
): Order {
  const payment: HeldPayment = {
    paymentId: data.paymentId,
    chargeback: { status: 'none' },
    disputed: UNDISPUTED,
    evidence: { status: 'none', attempt: 0 },
    givenBack: [],
    failedIds: [],
  };
  if (order.status === 'ended') return { ...order, payment };
  if (data.reviewBy !== null)
    return { status: 'in_request_review', facts: order.facts, payment, reviewBy: data.reviewBy };
  if (data.acceptBy !== null)
    return { status: 'awaiting_acceptance', facts: order.facts, payment, acceptBy: data.acceptBy };
  return order;
}

function submit(
  order: PlacedOrder,
  data: { video: SubmittedVideo; submittedAt: Instant; reviewBy: Instant | null },
): Order {
  if (order.status !== 'accepted' || data.reviewBy === null) return order;
  return {
    status: 'in_video_review',
    ...common(order),
    video: data.video,
    reviewBy: data.reviewBy,
    deliveryMsLeft: epochMs(order.deliverBy) - epochMs(data.submittedAt),
  };
}

const common = ({ facts, payment }: OrderUnderWay | Delivered) => ({ facts, payment });

export const paymentOf = (order: PlacedOrder): HeldPayment | null =>
  order.status === 'awaiting_payment' ? null : order.payment;

const end = (order: PlacedOrder, ending: Ending): Ended => ({
  status: 'ended',
  facts: order.facts,
  ending,
  payment: paymentOf(order),
  refund: { status: 'none' },
});

/** Where the provider refused to make one, there is none that failed. */
const failRefund = (order: PlacedOrder, refundId: string | null): Order =>
  withRefund(refundId === null ? order : takeBack(order, refundId), {
    attempt: attemptOf(order),
    status: 'failed',
  });

/** How often giving the money back was asked for. */
export const attemptOf = (order: PlacedOrder): number =>
  order.status === 'ended' && order.refund.status !== 'none' ? order.refund.attempt : 0;

const giveBack = (
  order: PlacedOrder,
  { refundId, amount }: { readonly refundId: string; readonly amount: Money },
): PlacedOrder =>
  withPayment(order, ({ givenBack }) => ({
    givenBack: [...givenBack, { refundId, amountMinor: amount.amountMinor }],
  }));

const takeBack = (order: PlacedOrder, refundId: string): PlacedOrder =>
  withPayment(order, ({ givenBack, failedIds }) => ({
    givenBack: givenBack.filter((given) => given.refundId !== refundId),
    failedIds: [...failedIds, refundId],
  }));

const withRefund = (order: PlacedOrder, refund: Refund): Order =>
  order.status === 'ended' ? { ...order, refund } : { ...end(order, ENDINGS.RefundIssued), refund };

const openChargeback = (
  order: PlacedOrder,
  { disputeId, evidenceDueBy }: { readonly disputeId: string; readonly evidenceDueBy: Instant | null },
): Order =>
  withPayment(isUnderWay(order) ? end(order, ENDINGS.ChargebackOpened) : order, ({ disputed }) => ({
    chargeback: { status: 'open', disputeId },
    disputed: { ...disputed, evidenceDueBy },
  }));

const withChargeback = (order: PlacedOrder, chargeback: Chargeback): Order =>
  withPayment(order, () => ({ chargeback }));

function evidenceAfter({ attempt }: Evidence, event: EvidenceEvent): Evidence {
  switch (event.type) {
    case 'ChargebackEvidencePrepared':
      return { status: 'prepared', attempt: event.data.attempt };
    case 'ChargebackEvidenceSubmitted':
      return { status: 'submitted', attempt, evidenceDueBy: event.data.evidenceDueBy };
    case 'ChargebackEvidenceRefused':
      return { status: 'refused', attempt };
  }
}

const withDisputed = (order: PlacedOrder, change: (before: Disputed) => Partial<Disputed>): Order =>
  withPayment(order, ({ disputed }) => ({ disputed: { ...disputed, ...change(disputed) } }));

function withPayment(order: PlacedOrder, change: (before: HeldPayment) => Partial<HeldPayment>): PlacedOrder {
  if (order.status === 'awaiting_payment' || order.payment === null) return order;
  return { ...order, payment: { ...order.payment, ...change(order.payment) } };
}
