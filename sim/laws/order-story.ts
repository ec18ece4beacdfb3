import type { RecordedEvent } from '../../src/application/ports/event-store.js';

/** What an event says, read as JSON by somebody who knows no types of the program. */
export type Said = Readonly<Record<string, unknown>> & {
  readonly orderId: string;
  readonly terms: Readonly<Record<string, number>>;
  readonly price: Amount;
  readonly fee: Amount;
  readonly earning: Amount;
  readonly amount: Amount;
};

export interface Amount {
  readonly amountMinor: number;
  readonly currency: string;
}

/** One order as product.md tells of it, in its words: a second opinion, by somebody who knows neither deciders nor projections. */
export interface OrderStory {
  readonly placed: Said;
  state: string;
  ending: string | null;
  /** How it was over first, delivered or not. */
  closedBy: string | null;
  due: string | null;
  payment: string;
  paymentId: string | null;
  isPaid: boolean;
  /** The money was held while the order was open: before that, there is nothing for its creator to see. */
  isShown: boolean;
  refund: string;
  refundedMinor: number;
  /** What the fan is told of the refund that they are owed. */
  promise: RefundPromise | null;
  chargeback: string;
  withdrawnMinor: number;
  reinstatedMinor: number;
  disputeFeeMinor: number;
  disputeId: string | null;
  evidenceDueBy: string | null;
  /** Whether our answer to the bank is on its way. */
  isEvidencePrepared: boolean;
  /** Which date the answer that the bank has stands for. */
  answeredDueBy: string | null;
  acceptedAt: string | null;
  deliveredAt: string | null;
  availableAt: string | null;
  videoId: string | null;
  stars: number | null;
  /** Of its stream. */
  revision: bigint;
}

/** Since when it is owed, when the last attempt was sent and by which name, and when it was back. */
interface RefundPromise {
  readonly dueAt: string | null;
  readonly sentAt: string | null;
  readonly reference: string | null;
  readonly confirmedAt: string | null;
}

const ENDINGS: Readonly<Record<string, string>> = {
  OrderLapsed: 'lapsed',
  OrderWithdrawn: 'withdrawn',
  OrderDeclined: 'declined',
  RequestRejected: 'request_rejected',
  AcceptanceExpired: 'acceptance_expired',
  DeliveryExpired: 'delivery_expired',
  ReviewExpired: 'review_expired',
};

const PAYMENT: Readonly<Record<string, string>> = {
  PaymentStarted: 'started',
  PaymentCreated: 'started',
  PaymentRetried: 'started',
  PaymentActionRequired: 'action_required',
  PaymentRefused: 'refused',
  PaymentSucceeded: 'succeeded',
  PaymentCanceled: 'canceled',
};

const REFUND: Readonly<Record<string, string>> = {
  RefundRequested: 'requested',
  RefundPending: 'pending',
  RefundIssued: 'issued',
  RefundFailed: 'failed',
};

const CHARGEBACK: Readonly<Record<string, string>> = {
  ChargebackOpened: 'open',
  ChargebackWon: 'won',
  ChargebackLost: 'lost',
};

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What stands in a field, where that is text. */
export const textIn = (data: Readonly<Record<string, unknown>>, field: string): string =>
  text(data[field]) ?? '';

/** Where the money is that was paid (product.md, "Money, always true", 2). */
export function moneyOf({
  placed,
  isPaid,
  state,
  refundedMinor,
  chargeback,
}: OrderStory): Record<string, number> {
  const nothing = {
    paidMinor: 0,
    refundedMinor: 0,
    earnedMinor: 0,
    feeMinor: 0,
    heldMinor: 0,
    chargedBackMinor: 0,
  };
  if (!isPaid) return nothing;
  const paidMinor = placed.price.amountMinor;
  const paid = { ...nothing, paidMinor, refundedMinor };
  if (state !== 'delivered')
    return { ...paid, [chargeback === 'lost' ? 'chargedBackMinor' : 'heldMinor']: paidMinor - refundedMinor };
  if (chargeback === 'lost') return { ...paid, chargedBackMinor: paidMinor, feeMinor: -refundedMinor };
  const earnedMinor = placed.earning.amountMinor;
  return { ...paid, earnedMinor, feeMinor: placed.fee.amountMinor - refundedMinor };
}

export const isOver = ({ state }: OrderStory): boolean => state === 'ended' || state === 'delivered';

/** Somebody still has to do something about it, or it holds money that the fan may claim. */
export const isOpen = (story: OrderStory): boolean =>
  !isOver(story) || (story.state === 'ended' && (moneyOf(story)['heldMinor'] ?? 0) > 0);

export class OrderStories {
  readonly all = new Map<string, OrderStory>();

  take({ type, stream, revision, data }: RecordedEvent): void {
    const said = data as unknown as Said;
    if (type === 'OrderPlaced') this.all.set(said.orderId, begun(said));
    const story = this.all.get(said.orderId);
    if (story === undefined) return;
    if (stream.startsWith('order-')) story.revision = revision;
    moveState(story, type, said);
    movePayment(story, type, said);
    moveDisputed(story, type, said);
    moveRefunded(story, type, said);
    movePromise(story, type, said);
    story.refund = REFUND[type] ?? story.refund;
    story.chargeback = CHARGEBACK[type] ?? story.chargeback;
    const ending = ENDINGS[type] ?? endingByOthers(story, type);
    if (ending !== undefined) end(story, ending, type);
  }
}

const begun = (placed: Said): OrderStory => ({
  placed,
  ...{ state: 'awaiting_payment', ending: null, closedBy: null, due: text(placed['payBy']) },
  ...{ payment: 'started', paymentId: null, isPaid: false, isShown: false },
  ...{
    refund: 'none',
    refundedMinor: 0,
    promise: null,
    chargeback: 'none',
    acceptedAt: null,
    deliveredAt: null,
    availableAt: null,
  },
  ...{ withdrawnMinor: 0, reinstatedMinor: 0, disputeFeeMinor: 0, evidenceDueBy: null },
  ...{ disputeId: null, isEvidencePrepared: false, answeredDueBy: null },
  ...{ videoId: null, stars: null, revision: 0n },
});

/** A refund that somebody makes in the dashboard, and a dispute, end an order that is under way. */
function endingByOthers(story: OrderStory, type: string): string | undefined {
  if (isOver(story)) return undefined;
  if (type === 'RefundIssued') return 'refunded_by_provider';
  return type === 'ChargebackOpened' ? 'charged_back' : undefined;
}

function end(story: OrderStory, ending: string, type: string): void {
  if (isOver(story)) return;
  Object.assign(story, { state: 'ended', ending, closedBy: type, due: null });
}

function wait(story: OrderStory, state: string, due: unknown): void {
  Object.assign(story, { state, due: text(due) });
}

function moveState(story: OrderStory, type: string, said: Said): void {
  switch (type) {
    case 'FundsHeld':
      story.isPaid = true;
      if (isOver(story)) return;
      story.isShown = true;
      if (said['reviewBy'] === null) wait(story, 'awaiting_acceptance', said['acceptBy']);
      else wait(story, 'in_request_review', said['reviewBy']);
      return;
    case 'RequestApproved':
      wait(story, 'awaiting_acceptance', said['acceptBy']);
      return;
    case 'OrderAccepted':
      story.acceptedAt = text(said['acceptedAt']);
      wait(story, 'accepted', said['deliverBy']);
      return;
    case 'VideoSubmitted':
      story.videoId = (said['video'] as { readonly videoId: string }).videoId;
      if (said['reviewBy'] !== null) wait(story, 'in_video_review', said['reviewBy']);
      return;
    case 'VideoRejected':
      wait(story, 'accepted', said['deliverBy']);
      return;
    case 'VideoDelivered':
      story.deliveredAt = text(said['deliveredAt']);
      story.availableAt = text(said['availableAt']);
      Object.assign(story, { closedBy: type, videoId: said['videoId'] });
      wait(story, 'delivered', null);
      return;
    case 'OrderRated':
      story.stars = Number(said['stars']);
      return;
    default:
  }
}

function moveDisputed(story: OrderStory, type: string, said: Said): void {
  if (type === 'ChargebackOpened' || type === 'ChargebackEvidenceDue')
    Object.assign(story, { evidenceDueBy: text(said['evidenceDueBy']), disputeId: said['disputeId'] });
  if (type.startsWith('ChargebackEvidence'))
    story.isEvidencePrepared =
      type === 'ChargebackEvidencePrepared' || (type === 'ChargebackEvidenceDue' && story.isEvidencePrepared);
  if (type === 'ChargebackEvidenceSubmitted') story.answeredDueBy = text(said['evidenceDueBy']);
  if (type === 'ChargebackFundsWithdrawn') {
    story.withdrawnMinor += said.amount.amountMinor;
    story.disputeFeeMinor += said.fee.amountMinor;
  }
  if (type === 'ChargebackFundsReinstated') {
    story.reinstatedMinor += said.amount.amountMinor;
    story.disputeFeeMinor -= said.fee.amountMinor;
  }
}

/** In all, or in parts by somebody in the dashboard; and what comes back of it. */
function moveRefunded(story: OrderStory, type: string, said: Said): void {
  if (type === 'RefundIssued' || type === 'PartRefunded') story.refundedMinor += said.amount.amountMinor;
  if (type === 'PartRefundReturned') story.refundedMinor -= said.amount.amountMinor;
  if (type === 'RefundFailed') story.refundedMinor -= (said['cameBack'] as Amount | null)?.amountMinor ?? 0;
}

/** Owed since the first time, whatever becomes of an attempt; back when the provider says so, and only as long as it stays so. */
function movePromise(story: OrderStory, type: string, said: Said): void {
  const at = text(said[PROMISED[type] ?? '']);
  if (at === null) return;
  const { dueAt, sentAt, reference } = story.promise ?? { dueAt: at, sentAt: null, reference: null };
  const refundId = text(said['refundId']) ?? reference;
  const asked = { dueAt, sentAt: null, reference: null, confirmedAt: null };
  if (type === 'RefundRequested') story.promise = asked;
  if (type === 'RefundPending') story.promise = { ...asked, sentAt: at, reference: refundId };
  if (type === 'RefundIssued')
    story.promise = { dueAt, sentAt: sentAt ?? at, reference: refundId, confirmedAt: at };
  if (type === 'RefundFailed') story.promise = { dueAt, sentAt, reference: refundId, confirmedAt: null };
}

const PROMISED: Readonly<Record<string, string>> = {
  RefundRequested: 'requestedAt',
  RefundPending: 'pendingAt',
  RefundIssued: 'issuedAt',
  RefundFailed: 'failedAt',
};

function movePayment(story: OrderStory, type: string, said: Said): void {
  story.payment = PAYMENT[type] ?? story.payment;
  if (type === 'PaymentCreated') story.paymentId = text(said['paymentId']);
  if (type === 'ProviderOutcomeUnknown' && (said['call'] === 'create' || said['call'] === 'confirm'))
    story.payment = 'outcome_unknown';
}
