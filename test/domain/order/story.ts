import type { OrderId, QuoteId, VideoId } from '../../../src/domain/ids.js';
import { DEFAULT_MARKETS, snapshotTerms, type TermsSnapshot } from '../../../src/domain/market/terms.js';
import { money } from '../../../src/domain/money.js';
import type {
  ChargebackEvidenceDue,
  ChargebackFundsReinstated,
  ChargebackFundsWithdrawn,
  ChargebackLost,
  ChargebackOpened,
  ChargebackWon,
  FundsHeld,
  OrderAccepted,
  OrderDeclined,
  OrderLapsed,
  OrderPlaced,
  PartRefunded,
  PartRefundReturned,
  RefundFailed,
  RefundIssued,
  RefundRequested,
  SubmittedVideo,
  VideoDelivered,
  VideoSubmitted,
} from '../../../src/domain/order/events.js';
import { orders } from '../../../src/application/aggregates.js';
import type { Instant } from '../../../src/domain/time.js';
import { givenFor } from '../../support/given.js';
import type { Money } from '../../../src/domain/money.js';
import { CREATOR_ID, FAN_ID, PRICE } from '../people.js';
import { after, later, START } from '../timeline.js';

// One order, told step by step with instants written out, so that the tests do not compute what they check.

export const givenOrder = givenFor(orders);

export const ORDER_ID: OrderId = 'ord_0193a5d2-0000-7000-8000-000000000001';
export const QUOTE_ID: QuoteId = 'quo_0193a5d2-0000-7000-8000-000000000002';
export const FEE = money(30_000n, 'TRY');
export const EARNING = money(120_000n, 'TRY');
export const PAID = { paymentId: 'pi_1', chargeId: 'ch_1', amount: PRICE };
export const REFUND = { refundId: 're_1', amount: PRICE };
export const DISPUTE_FEE = money(5_700n, 'TRY');
export const NOTHING = money(0n, 'TRY');
export const DISPUTE = {
  ...{ disputeId: 'dp_1', reason: 'fraudulent', amount: PRICE },
  ...{ isInquiry: false, evidenceDueBy: null },
};

export const VIDEO: SubmittedVideo = {
  videoId: 'vid_0193a5d2-0000-7000-8000-000000000005' satisfies VideoId,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  bytes: 48_211_004,
  durationMs: 93_400,
  container: 'mp4',
};

export const TERMS: TermsSnapshot = snapshotTerms({
  version: 1,
  effectiveFrom: START,
  terms: DEFAULT_MARKETS.TR,
});

export const PAY_BY = after({ minutes: 60 });
export const HELD_AT = after({ minutes: 5 });
export const ACCEPT_BY = later(HELD_AT, { days: 3 });
export const REQUEST_REVIEW_BY = later(HELD_AT, { days: 3 });
export const ACCEPTED_AT = later(HELD_AT, { days: 1 });
export const DELIVER_BY = later(ACCEPTED_AT, { days: 7 });
export const SUBMITTED_AT = later(ACCEPTED_AT, { days: 2 });
export const VIDEO_REVIEW_BY = later(SUBMITTED_AT, { days: 3 });

export const placedUnder = (terms: Partial<TermsSnapshot>): OrderPlaced => ({
  type: 'OrderPlaced',
  data: {
    orderId: ORDER_ID,
    fanId: FAN_ID,
    creatorId: CREATOR_ID,
    market: 'TR',
    fanMarket: 'TR',
    quoteId: null,
    price: PRICE,
    fee: FEE,
    earning: EARNING,
    terms: { ...TERMS, ...terms },
    brief: 'Happy 30th to Elif!',
    paymentMethod: 'pm_card_visa',
    placedAt: START,
    payBy: PAY_BY,
  },
});

const held = (until: Pick<FundsHeld['data'], 'acceptBy' | 'reviewBy'>, heldAt = HELD_AT): FundsHeld => ({
  type: 'FundsHeld',
  data: { orderId: ORDER_ID, ...PAID, heldAt, ...until },
});

export const PLACED = placedUnder({});
export const HELD = held({ acceptBy: ACCEPT_BY, reviewBy: null });
export const HELD_FOR_REVIEW = held({ acceptBy: null, reviewBy: REQUEST_REVIEW_BY });
/** Money that came when the order had ended. */
export const heldTooLate = (heldAt: Instant): FundsHeld => held({ acceptBy: null, reviewBy: null }, heldAt);

export const ACCEPTED: OrderAccepted = {
  type: 'OrderAccepted',
  data: { orderId: ORDER_ID, acceptedAt: ACCEPTED_AT, deliverBy: DELIVER_BY },
};

export const SUBMITTED: VideoSubmitted = {
  type: 'VideoSubmitted',
  data: { orderId: ORDER_ID, video: VIDEO, submittedAt: SUBMITTED_AT, reviewBy: null },
};

export const SUBMITTED_FOR_REVIEW: VideoSubmitted = {
  type: 'VideoSubmitted',
  data: { ...SUBMITTED.data, reviewBy: VIDEO_REVIEW_BY },
};

/** Where a part had gone back before, the platform bears it. */
export const deliveredAt = (at: Instant, givenBack: Money | null = null): VideoDelivered => ({
  type: 'VideoDelivered',
  data: {
    orderId: ORDER_ID,
    videoId: VIDEO.videoId,
    deliveredAt: at,
    availableAt: later(at, { days: 7 }),
    givenBack,
  },
});

export const declinedAt = (at: Instant): OrderDeclined => ({
  type: 'OrderDeclined',
  data: { orderId: ORDER_ID, declinedAt: at },
});

export const refundRequestedAt = (at: Instant, attempt = 1, amount: Money = PRICE): RefundRequested => ({
  type: 'RefundRequested',
  data: { orderId: ORDER_ID, attempt, amount, requestedAt: at },
});

export const lapsedAt = (at: Instant): OrderLapsed => ({
  type: 'OrderLapsed',
  data: { orderId: ORDER_ID, lapsedAt: at },
});

export const refundIssuedAt = (at: Instant): RefundIssued => ({
  type: 'RefundIssued',
  data: { orderId: ORDER_ID, ...REFUND, issuedAt: at },
});

/** What somebody gave back in the provider's dashboard. */
export const PART = { refundId: 're_part', amount: money(1_000n, 'TRY') };

export const partRefundedAt = (at: Instant, part = PART): PartRefunded => ({
  type: 'PartRefunded',
  data: { orderId: ORDER_ID, ...part, refundedAt: at },
});

export const partReturnedAt = (at: Instant): PartRefundReturned => ({
  type: 'PartRefundReturned',
  data: { orderId: ORDER_ID, ...PART, returnedAt: at },
});

/** Of a refund that had been called issued, its money came back. */
export const refundFailedAt = (at: Instant, cameBack: Money | null = null): RefundFailed => ({
  type: 'RefundFailed',
  data: {
    orderId: ORDER_ID,
    refundId: REFUND.refundId,
    code: 'expired_or_canceled_card',
    cameBack,
    failedAt: at,
  },
});

export const chargebackOpenedAt = (at: Instant): ChargebackOpened => ({
  type: 'ChargebackOpened',
  data: { orderId: ORDER_ID, ...DISPUTE, openedAt: at },
});

const OF_DISPUTE = { orderId: ORDER_ID, disputeId: DISPUTE.disputeId };

export const fundsWithdrawnAt = (
  at: Instant,
  amount: Money = PRICE,
  fee: Money = DISPUTE_FEE,
): ChargebackFundsWithdrawn => ({
  type: 'ChargebackFundsWithdrawn',
  data: { ...OF_DISPUTE, amount, fee, withdrawnAt: at },
});

export const fundsReinstatedAt = (
  at: Instant,
  amount: Money = PRICE,
  fee: Money = NOTHING,
): ChargebackFundsReinstated => ({
  type: 'ChargebackFundsReinstated',
  data: { ...OF_DISPUTE, amount, fee, reinstatedAt: at },
});

export const evidenceDueAt = (at: Instant, evidenceDueBy: Instant): ChargebackEvidenceDue => ({
  type: 'ChargebackEvidenceDue',
  data: { ...OF_DISPUTE, evidenceDueBy, setAt: at },
});

export const chargebackWonAt = (at: Instant): ChargebackWon => ({
  type: 'ChargebackWon',
  data: { orderId: ORDER_ID, disputeId: DISPUTE.disputeId, wonAt: at },
});

/** Of an order that was delivered, nothing is held. */
export const chargebackLostAt = (at: Instant, heldMoney: Money | null = PRICE): ChargebackLost => ({
  type: 'ChargebackLost',
  data: { orderId: ORDER_ID, disputeId: DISPUTE.disputeId, heldMoney, lostAt: at },
});

export const AWAITING_ACCEPTANCE = [PLACED, HELD] as const;
export const IN_REQUEST_REVIEW = [placedUnder({ reviewRequests: true }), HELD_FOR_REVIEW] as const;
export const ACCEPTED_ORDER = [PLACED, HELD, ACCEPTED] as const;
export const IN_VIDEO_REVIEW = [
  placedUnder({ reviewVideos: true }),
  HELD,
  ACCEPTED,
  SUBMITTED_FOR_REVIEW,
] as const;
export const DELIVERED_ORDER = [PLACED, HELD, ACCEPTED, SUBMITTED, deliveredAt(SUBMITTED_AT)] as const;
export const DECLINED_ORDER = [
  PLACED,
  HELD,
  declinedAt(ACCEPTED_AT),
  refundRequestedAt(ACCEPTED_AT),
] as const;
