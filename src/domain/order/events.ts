import type { DomainEvent } from '../event.js';
import type { CreatorId, FanId, MarketCode, OrderId, QuoteId, VideoId } from '../ids.js';
import type { TermsSnapshot } from '../market/terms.js';
import type { Money } from '../money.js';
import type { Instant } from '../time.js';

type OrderEventOf<Type extends string, Data extends object> = DomainEvent<
  Type,
  { readonly orderId: OrderId } & Data
>;

/** The fan has ordered and must pay by `payBy`. Price, fee and terms are fixed here; later changes never touch them. */
export type OrderPlaced = OrderEventOf<
  'OrderPlaced',
  {
    readonly fanId: FanId;
    readonly creatorId: CreatorId;
    /** The creator's market, whose terms hold. */
    readonly market: MarketCode;
    readonly fanMarket: MarketCode;
    readonly quoteId: QuoteId | null;
    readonly price: Money;
    readonly fee: Money;
    readonly earning: Money;
    readonly terms: TermsSnapshot;
    /** Personal: what the fan asks for. */
    readonly brief: string;
    /** The payment provider's token of the fan's payment method: an opaque name, no card data. */
    readonly paymentMethod: string;
    readonly placedAt: Instant;
    readonly payBy: Instant;
  }
>;

/** The money is taken and kept for the order. From here on every ending but delivery is a full refund. */
export type FundsHeld = OrderEventOf<
  'FundsHeld',
  {
    readonly paymentId: string;
    readonly chargeId: string;
    readonly amount: Money;
    readonly heldAt: Instant;
    /** Until when the creator may answer; `null` while the request waits for review, or when the order had ended. */
    readonly acceptBy: Instant | null;
    readonly reviewBy: Instant | null;
  }
>;

/** One attempt to pay was refused. The fan may try again until `payBy`. */
export type PaymentFailed = OrderEventOf<
  'PaymentFailed',
  { readonly code: string; readonly failedAt: Instant }
>;

/** Never paid. */
export type OrderLapsed = OrderEventOf<'OrderLapsed', { readonly lapsedAt: Instant }>;

export type RequestApproved = OrderEventOf<
  'RequestApproved',
  { readonly approvedAt: Instant; readonly acceptBy: Instant }
>;

export type RequestRejected = OrderEventOf<
  'RequestRejected',
  { readonly reason: string; readonly rejectedAt: Instant }
>;

export type OrderWithdrawn = OrderEventOf<'OrderWithdrawn', { readonly withdrawnAt: Instant }>;

export type OrderAccepted = OrderEventOf<
  'OrderAccepted',
  { readonly acceptedAt: Instant; readonly deliverBy: Instant }
>;

export type OrderDeclined = OrderEventOf<'OrderDeclined', { readonly declinedAt: Instant }>;

export type AcceptanceExpired = OrderEventOf<'AcceptanceExpired', { readonly expiredAt: Instant }>;

/** The finished video, as it was checked: what is delivered is this file and no other. */
export interface SubmittedVideo {
  readonly videoId: VideoId;
  readonly sha256: string;
  readonly bytes: number;
  readonly durationMs: number;
  readonly container: string;
}

export type VideoSubmitted = OrderEventOf<
  'VideoSubmitted',
  {
    readonly video: SubmittedVideo;
    readonly submittedAt: Instant;
    /** Set when the video must be reviewed first; the creator's clock stands still until then. */
    readonly reviewBy: Instant | null;
  }
>;

export type VideoApproved = OrderEventOf<'VideoApproved', { readonly approvedAt: Instant }>;

export type VideoRejected = OrderEventOf<
  'VideoRejected',
  {
    readonly reason: string;
    readonly rejectedAt: Instant;
    /** The creator's clock runs again: what was left of it when the video was submitted. */
    readonly deliverBy: Instant;
  }
>;

/** The video is in the fan's inbox: the creator has earned, and can be paid from `availableAt` on. */
export type VideoDelivered = OrderEventOf<
  'VideoDelivered',
  {
    readonly videoId: VideoId;
    readonly deliveredAt: Instant;
    readonly availableAt: Instant;
    /** What had gone back in the provider's dashboard before, which the platform bears; `null` where nothing had. */
    readonly givenBack: Money | null;
  }
>;

/** It counts in the creator's record (product.md). */
export type DeliveryExpired = OrderEventOf<'DeliveryExpired', { readonly expiredAt: Instant }>;

/** Nobody reviewed in time: the platform's fault, so the fan is refunded and the creator's record stays clean. */
export type ReviewExpired = OrderEventOf<
  'ReviewExpired',
  { readonly subject: 'request' | 'video'; readonly expiredAt: Instant }
>;

/** The intent to give back all that is left. `attempt` makes the idempotency key of the call to the provider. */
export type RefundRequested = OrderEventOf<
  'RefundRequested',
  { readonly attempt: number; readonly amount: Money; readonly requestedAt: Instant }
>;

/** The provider has taken the refund, and has not paid it out yet. */
export type RefundPending = OrderEventOf<
  'RefundPending',
  { readonly refundId: string; readonly pendingAt: Instant }
>;

/** The provider says that the last of the money is back; only then is the fan told so. `amount` is what this refund gave back. */
export type RefundIssued = OrderEventOf<
  'RefundIssued',
  { readonly refundId: string; readonly amount: Money; readonly issuedAt: Instant }
>;

/** Somebody gave a part back in the provider's dashboard. The order goes on as it was, with less money. */
export type PartRefunded = OrderEventOf<
  'PartRefunded',
  { readonly refundId: string; readonly amount: Money; readonly refundedAt: Instant }
>;

/** The fan's bank did not take that part: it is held again. */
export type PartRefundReturned = OrderEventOf<
  'PartRefundReturned',
  { readonly refundId: string; readonly amount: Money; readonly returnedAt: Instant }
>;

/** The provider says that the refund failed: the money is still held, and a person must see to it. */
export type RefundFailed = OrderEventOf<
  'RefundFailed',
  {
    readonly refundId: string | null;
    readonly code: string;
    /** What of the refund that was called issued is held again; `null` where none was. */
    readonly cameBack: Money | null;
    readonly failedAt: Instant;
  }
>;

/** The fan's bank asks the money back. That it has taken it, `ChargebackFundsWithdrawn` tells. */
export type ChargebackOpened = OrderEventOf<
  'ChargebackOpened',
  {
    readonly disputeId: string;
    readonly reason: string;
    readonly amount: Money;
    /** The bank only asks so far, and takes nothing; it may do so later. */
    readonly isInquiry: boolean;
    /** Until when the provider takes evidence; `null` where it has set no date yet. */
    readonly evidenceDueBy: Instant | null;
    readonly openedAt: Instant;
  }
>;

/** The provider has set the date after the chargeback was opened, or a later one: an inquiry became a chargeback. */
export type ChargebackEvidenceDue = OrderEventOf<
  'ChargebackEvidenceDue',
  { readonly disputeId: string; readonly evidenceDueBy: Instant; readonly setAt: Instant }
>;

/** The provider has taken the amount and its own fee out of our balance. Either may be nothing. */
export type ChargebackFundsWithdrawn = OrderEventOf<
  'ChargebackFundsWithdrawn',
  { readonly disputeId: string; readonly amount: Money; readonly fee: Money; readonly withdrawnAt: Instant }
>;

/** The provider has given the amount back, and what of its fee it does not keep, which mostly is nothing. */
export type ChargebackFundsReinstated = OrderEventOf<
  'ChargebackFundsReinstated',
  { readonly disputeId: string; readonly amount: Money; readonly fee: Money; readonly reinstatedAt: Instant }
>;

/**
 * Finance answers the fan's bank: the intent, written before the provider is asked. What is sent is the evidence as it stands with
 * this event; `attempt` counts from 1 and names it there.
 */
export type ChargebackEvidencePrepared = OrderEventOf<
  'ChargebackEvidencePrepared',
  { readonly disputeId: string; readonly attempt: number; readonly preparedAt: Instant }
>;

/** The provider has handed evidence to the bank, which takes it once. */
export type ChargebackEvidenceSubmitted = OrderEventOf<
  'ChargebackEvidenceSubmitted',
  {
    readonly disputeId: string;
    /** `null`: somebody did it in the provider's dashboard. */
    readonly attempt: number | null;
    /** The date that it answers: an inquiry that becomes a chargeback has a later one, and is answered again. */
    readonly evidenceDueBy: Instant | null;
    readonly submittedAt: Instant;
  }
>;

/** The provider has not taken it, and will not: a person must see to it while there is time. */
export type ChargebackEvidenceRefused = OrderEventOf<
  'ChargebackEvidenceRefused',
  {
    readonly disputeId: string;
    readonly attempt: number;
    readonly code: string;
    readonly refusedAt: Instant;
  }
>;

export type ChargebackWon = OrderEventOf<
  'ChargebackWon',
  { readonly disputeId: string; readonly wonAt: Instant }
>;

/** The bank took the money back: a delivered order's earning and fee are taken back with it. */
export type ChargebackLost = OrderEventOf<
  'ChargebackLost',
  {
    readonly disputeId: string;
    /** What was held for the order; `null` where it was delivered, and its earning and fee are taken back. */
    readonly heldMoney: Money | null;
    readonly lostAt: Instant;
  }
>;

export type OrderRated = OrderEventOf<
  'OrderRated',
  {
    /** 1 to 5. */
    readonly stars: number;
    /** Personal. */
    readonly comment: string;
    readonly creatorId: CreatorId;
    readonly fanId: FanId;
    readonly ratedAt: Instant;
  }
>;

export type EvidenceEvent =
  ChargebackEvidencePrepared | ChargebackEvidenceSubmitted | ChargebackEvidenceRefused;

export type OrderEvent =
  | OrderPlaced
  | FundsHeld
  | PaymentFailed
  | OrderLapsed
  | RequestApproved
  | RequestRejected
  | OrderWithdrawn
  | OrderAccepted
  | OrderDeclined
  | AcceptanceExpired
  | VideoSubmitted
  | VideoApproved
  | VideoRejected
  | VideoDelivered
  | DeliveryExpired
  | ReviewExpired
  | RefundRequested
  | RefundPending
  | RefundIssued
  | PartRefunded
  | PartRefundReturned
  | RefundFailed
  | ChargebackOpened
  | ChargebackEvidenceDue
  | ChargebackFundsWithdrawn
  | ChargebackFundsReinstated
  | EvidenceEvent
  | ChargebackWon
  | ChargebackLost
  | OrderRated;
