import type { OrderEvent } from '../../domain/order/events.js';
import type { Ending } from '../../domain/order/endings.js';
import type { OrderUnderWay, Refund } from '../../domain/order/order.js';
import type { PaymentEvent } from '../../domain/payment/payment.js';
import type { PaymentStanding } from '../projections/order-view.js';

type StateUnderWay = OrderUnderWay['status'];

/** Why an order stands where it stands. */
export type Why =
  | `payment_${PaymentStanding}`
  | 'payment_late'
  | StateUnderWay
  | `${StateUnderWay}_late`
  | 'delivered'
  | Ending;

/** What comes next; where several apply, they are said one after the other. */
export type Next =
  | `payment_${PaymentStanding}`
  | 'lapse_to_record'
  | StateUnderWay
  | 'expiry_to_record'
  | 'nothing_paid'
  | 'payment_may_come'
  | 'refund_to_request'
  | `refund_${Exclude<Refund['status'], 'none'>}`
  | 'refund_to_send_again'
  | 'dispute_open'
  | 'dispute_won'
  | 'dispute_lost'
  | 'earning_waits'
  | 'earning_taken_back'
  | 'can_be_rated'
  | 'all_done';

/**
 * One language. `{price}`, `{due}`, `{accepted}` and `{delivered}` are filled in. `the fan` and `the creator` become "you"
 * for who is meant, so neither may be the subject of a verb that changes with it (`can`, `must` and the past do not).
 */
export interface OrderWords {
  readonly why: Readonly<Record<Why, string>>;
  readonly next: Readonly<Record<Next, string>>;
  readonly events: Readonly<Record<(OrderEvent | PaymentEvent)['type'], string>>;
}

const WHY: OrderWords['why'] = {
  payment_started: 'The payment of {price} is under way at the payment provider.',
  payment_action_required:
    'The bank wants the payment of {price} to be confirmed (3-D Secure). No money has been taken yet.',
  payment_refused: 'The last attempt to pay {price} was refused. No money has been taken.',
  payment_outcome_unknown:
    'The payment provider did not answer clearly, so whether {price} has been paid is not known yet.',
  payment_succeeded: 'The payment of {price} went through and is being recorded.',
  payment_canceled: 'The payment was canceled at the payment provider. No money has been taken.',
  payment_late: 'The time to pay ended at {due}.',

  in_request_review: '{price} is held for the order. The platform reviews the request before it is answered.',
  awaiting_acceptance: "{price} is held for the order, which waits for the creator's answer.",
  accepted: 'The creator accepted the order at {accepted}, and the video is being made.',
  in_video_review:
    "The video was handed in and is reviewed by the platform. Meanwhile the creator's clock stands still.",
  in_request_review_late: 'The platform did not review the request before {due}.',
  awaiting_acceptance_late: 'The creator did not answer before {due}.',
  accepted_late: 'The video did not come before {due}.',
  in_video_review_late: 'The platform did not review the video before {due}.',

  delivered: "The video was delivered to the fan's inbox at {delivered}.",

  lapsed: 'The order lapsed: it was not paid in time.',
  withdrawn: 'The fan withdrew the order.',
  declined: 'The creator declined the order.',
  request_rejected: "The request did not pass the platform's review.",
  acceptance_expired: 'The order expired: the creator did not answer in time.',
  delivery_expired: 'The order expired: it was accepted, but no video came in time.',
  review_expired: "The order expired: the platform's review was not finished in time.",
  refunded_by_provider: 'The payment was refunded at the payment provider, which ended the order.',
  charged_back: "The fan's bank was asked to take the payment back, which ended the order.",
};

const NEXT: OrderWords['next'] = {
  payment_started:
    'Once it goes through, the order reaches the creator. If it is not paid by {due}, it lapses.',
  payment_action_required:
    'The fan can confirm it with the bank until {due}. Without that the order lapses, and nothing is taken.',
  payment_refused:
    'The fan can pay with another payment method until {due}. Without that the order lapses, and nothing is taken.',
  payment_outcome_unknown:
    'The provider is asked again until it is known, and nothing is paid twice. If it was not paid by {due}, the order lapses.',
  payment_succeeded: 'In a moment the order reaches the creator.',
  payment_canceled: 'The order lapses at {due}. The fan can place a new one.',
  lapse_to_record:
    'The order is about to lapse. Should a payment still go through, all of it goes back at once.',

  in_request_review:
    'If it passes, the creator can accept or decline. If it does not, or there is no verdict by {due}, everything goes back to the fan. Until the order is accepted, the fan can withdraw it and get everything back.',
  awaiting_acceptance:
    'The creator can accept or decline until {due}. Without an answer, the order expires by itself and everything goes back to the fan. Until it is accepted, the fan can withdraw it and get everything back.',
  accepted:
    'The creator can deliver until {due}. If no video comes by then, the order expires by itself and everything goes back to the fan.',
  in_video_review:
    "If it passes, it is in the fan's inbox at once. If it does not, the creator can hand in another one in the time that was left. Without a verdict by {due}, everything goes back to the fan.",
  expiry_to_record: 'The order is about to expire by itself; then everything goes back to the fan.',

  nothing_paid: 'Nothing was paid, so there is nothing to give back.',
  payment_may_come:
    'Nothing has been paid. Should the payment still go through, all of it goes back at once.',
  refund_to_request: 'The refund of {price} is about to be requested.',
  refund_requested: 'The full refund of {price} is requested; the payment provider has not confirmed it yet.',
  refund_pending:
    'The payment provider took on the full refund of {price} and has not paid it out yet. That can take some days.',
  refund_issued:
    'The full refund of {price} was issued to the original payment method. A bank can take some days to show it.',
  refund_failed: 'The refund of {price} failed at the payment provider.',
  refund_to_send_again: 'The money is still held; the platform finds out why and sends it again.',

  dispute_open: "The fan's bank was asked to take the payment of {price} back, and decides about it.",
  dispute_won: "The fan's bank decided that the payment of {price} stands.",
  dispute_lost: "The fan's bank took the payment of {price} back.",
  earning_waits: 'Until then, what the order earned is not paid out.',
  earning_taken_back: 'What the order earned was taken back with it.',
  can_be_rated: 'Nothing more has to happen. The fan can rate the video.',
  all_done: 'Nothing more has to happen.',
};

const EVENTS: OrderWords['events'] = {
  OrderPlaced: 'The fan placed the order.',
  FundsHeld: 'The money arrived and is held for the order.',
  PaymentFailed: 'An attempt to pay failed.',
  OrderLapsed: 'The order lapsed: it was not paid in time.',
  RequestApproved: 'The platform approved the request.',
  RequestRejected: 'The platform rejected the request.',
  OrderWithdrawn: 'The fan withdrew the order.',
  OrderAccepted: 'The creator accepted the order.',
  OrderDeclined: 'The creator declined the order.',
  AcceptanceExpired: 'The order expired: the creator did not answer in time.',
  VideoSubmitted: 'The creator handed the video in.',
  VideoApproved: 'The platform approved the video.',
  VideoRejected: 'The platform rejected the video; the time that was left runs again.',
  VideoDelivered: "The video was delivered to the fan's inbox.",
  DeliveryExpired: 'The order expired: no video came in time.',
  ReviewExpired: "The order expired: the platform's review was not finished in time.",
  RefundRequested: 'The full refund was requested.',
  RefundPending: 'The payment provider took the refund on and has not paid it out yet.',
  RefundIssued: 'The full refund was issued to the original payment method.',
  PartRefunded: 'A part of the payment was given back at the payment provider.',
  PartRefundReturned: 'The part that was given back did not reach the fan, and is held again.',
  RefundFailed: 'The refund failed at the payment provider.',
  ChargebackOpened: "The fan's bank was asked to take the payment back.",
  ChargebackEvidenceDue: 'The payment provider set a date by which it takes evidence.',
  ChargebackFundsWithdrawn:
    'The payment provider took the disputed money out of the balance of the platform.',
  ChargebackFundsReinstated: 'The payment provider gave the disputed money back to the platform.',
  ChargebackEvidencePrepared: "The platform made its evidence ready for the fan's bank.",
  ChargebackEvidenceSubmitted: "The fan's bank was given evidence of what was ordered and delivered.",
  ChargebackEvidenceRefused: 'The payment provider did not take the evidence.',
  ChargebackWon: "The fan's bank decided that the payment stands.",
  ChargebackLost: "The fan's bank took the payment back.",
  OrderRated: 'The fan rated the video.',

  PaymentStarted: 'The payment began.',
  PaymentRetried: 'The fan gave another payment method.',
  PaymentCreated: 'The payment was set up at the payment provider.',
  PaymentActionRequired: 'The bank asked for a confirmation of the payment (3-D Secure).',
  PaymentSucceeded: 'The payment went through.',
  PaymentRefused: 'The payment was refused.',
  PaymentCanceled: 'The payment was canceled; nothing was taken.',
  ProviderOutcomeUnknown: 'The payment provider did not answer clearly; it is asked again.',
  MoneyDifferenceFound: 'Something about the money did not match and was put before a person.',
};

/** By BCP 47 language tag. */
export const ORDER_WORDS = {
  en: { why: WHY, next: NEXT, events: EVENTS },
} as const satisfies Readonly<Record<string, OrderWords>>;

export type Language = keyof typeof ORDER_WORDS;
