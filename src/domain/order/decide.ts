import type { CreatorId, FanId, MarketCode, OrderId, QuoteId } from '../ids.js';
import { snapshotTerms, type DatedTerms } from '../market/terms.js';
import { money, type Money, splitFee } from '../money.js';
import { type Decision, isRejection, reject, type Rejection } from '../rejection.js';
import { type Instant, plusMs } from '../time.js';
import { requestRefund } from './decide-money.js';
import type { OrderEvent, SubmittedVideo } from './events.js';
import { refundedMinorOf } from './money-of-order.js';
import type { Accepted, AwaitingPayment, Order, OrderUnderWay } from './order.js';

/** Videos last at most 3 minutes (product.md, fact 7). */
export const LONGEST_VIDEO_MS = 180_000;

export interface PlaceOrder {
  readonly orderId: OrderId;
  readonly fanId: FanId;
  readonly creatorId: CreatorId;
  readonly market: MarketCode;
  readonly fanMarket: MarketCode;
  readonly quoteId: QuoteId | null;
  readonly price: Money;
  readonly terms: DatedTerms;
  readonly brief: string;
  readonly paymentMethod: string;
  readonly now: Instant;
}

/** Whether this fan may order this at this price is `checkPlacement`'s question; here the order begins. */
export function placeOrder(order: Order, command: PlaceOrder): Decision<OrderEvent> {
  const { terms, now, ...ordered } = command;
  const refusal = refusePlaced(order);
  if (refusal !== undefined) return refusal;
  const snapshot = snapshotTerms(terms);
  const data = {
    ...ordered,
    ...splitFee(command.price, snapshot.feeBasisPoints),
    terms: snapshot,
    placedAt: now,
    payBy: plusMs(now, snapshot.paymentWindowMs),
  };
  return [{ type: 'OrderPlaced', data }];
}

/** One quote makes one order. */
export const refusePlaced = (order: Order): Rejection | undefined =>
  order.status === 'none'
    ? undefined
    : reject('quote_already_ordered', 'an order was placed on this quote already; ask for a new one');

interface AtInstant {
  readonly now: Instant;
}

/** In time is `now < acceptBy`, whether or not the expiry has been recorded (product.md, "tie at the deadline"). */
export function acceptOrder(order: Order, { now }: AtInstant): Decision<OrderEvent> {
  const awaiting = requireAwaitingAcceptance(order, now);
  if (isRejection(awaiting)) return awaiting;
  const { orderId, terms } = awaiting.facts;
  const deliverBy = plusMs(now, terms.deliveryWindowMs);
  return [{ type: 'OrderAccepted', data: { orderId, acceptedAt: now, deliverBy } }];
}

export function declineOrder(order: Order, { now }: AtInstant): Decision<OrderEvent> {
  const awaiting = requireAwaitingAcceptance(order, now);
  if (isRejection(awaiting)) return awaiting;
  const { orderId } = awaiting.facts;
  return [{ type: 'OrderDeclined', data: { orderId, declinedAt: now } }, requestRefund(awaiting, now)];
}

/** The fan may change their mind until the creator accepts; a payment still under way is returned when it arrives. */
export function withdrawOrder(order: Order, { now }: AtInstant): Decision<OrderEvent> {
  switch (order.status) {
    case 'none':
      return notFound();
    case 'awaiting_payment':
      if (now >= order.payBy) return paymentWindowClosed(order.payBy);
      return [{ type: 'OrderWithdrawn', data: { orderId: order.facts.orderId, withdrawnAt: now } }];
    case 'awaiting_acceptance':
      if (now >= order.acceptBy) return acceptanceWindowClosed(order.acceptBy);
      break;
    case 'in_request_review':
      if (now >= order.reviewBy) return reviewWindowClosed(order.reviewBy);
      break;
    case 'accepted':
    case 'in_video_review':
    case 'delivered':
      return reject('withdraw_too_late', 'the creator has accepted: the order can no longer be withdrawn');
    case 'ended':
      return hasEnded(order.ending);
  }
  return [
    { type: 'OrderWithdrawn', data: { orderId: order.facts.orderId, withdrawnAt: now } },
    requestRefund(order, now),
  ];
}

export interface SubmitVideo extends AtInstant {
  readonly video: SubmittedVideo;
  /** For which order the video was uploaded. */
  readonly uploadedFor: string;
}

/** Hands the video in; without review it is delivered by the same stroke. */
export function submitVideo(order: Order, { video, uploadedFor, now }: SubmitVideo): Decision<OrderEvent> {
  const accepted = requireAccepted(order);
  if (isRejection(accepted)) return accepted;
  const { orderId, terms } = accepted.facts;
  if (now >= accepted.deliverBy)
    return reject('delivery_window_closed', `the video was due before ${accepted.deliverBy}`);
  if (uploadedFor !== orderId)
    return reject('video_of_another_order', `${video.videoId} was uploaded for another order`);
  if (video.durationMs > LONGEST_VIDEO_MS)
    return reject('video_too_long', `a video lasts at most ${String(LONGEST_VIDEO_MS / 1000)} seconds`);
  if (terms.reviewVideos) {
    const reviewBy = plusMs(now, terms.reviewWindowMs);
    return [{ type: 'VideoSubmitted', data: { orderId, video, submittedAt: now, reviewBy } }];
  }
  return [
    { type: 'VideoSubmitted', data: { orderId, video, submittedAt: now, reviewBy: null } },
    deliver(accepted, video, now),
  ];
}

/** Clears the request, or the video, whichever waits for it. */
export function approveReviewed(order: Order, { now }: AtInstant): Decision<OrderEvent> {
  const inReview = requireInReview(order, now);
  if (isRejection(inReview)) return inReview;
  const { orderId, terms } = inReview.facts;
  if (inReview.status === 'in_video_review')
    return [
      { type: 'VideoApproved', data: { orderId, approvedAt: now } },
      deliver(inReview, inReview.video, now),
    ];
  const acceptBy = plusMs(now, terms.acceptanceWindowMs);
  return [{ type: 'RequestApproved', data: { orderId, approvedAt: now, acceptBy } }];
}

export interface RejectReviewed extends AtInstant {
  readonly reason: string;
}

/** A rejected request ends with a refund; after a rejected video the creator has the rest of the week for another one. */
export function rejectReviewed(order: Order, { reason, now }: RejectReviewed): Decision<OrderEvent> {
  const inReview = requireInReview(order, now);
  if (isRejection(inReview)) return inReview;
  const { orderId } = inReview.facts;
  if (inReview.status === 'in_video_review') {
    const deliverBy = plusMs(now, inReview.deliveryMsLeft);
    return [{ type: 'VideoRejected', data: { orderId, reason, rejectedAt: now, deliverBy } }];
  }
  return [
    { type: 'RequestRejected', data: { orderId, reason, rejectedAt: now } },
    requestRefund(inReview, now),
  ];
}

export interface RateOrder extends AtInstant {
  readonly stars: number;
  readonly comment: string;
}

export function rateOrder(order: Order, { stars, comment, now }: RateOrder): Decision<OrderEvent> {
  if (order.status === 'none') return notFound();
  if (order.status !== 'delivered')
    return reject('order_not_delivered', 'only a delivered order can be rated');
  if (order.rated) return reject('order_already_rated', 'this order has been rated');
  if (!Number.isInteger(stars) || stars < 1 || stars > 5)
    return reject('invalid_value', 'stars must be a whole number from 1 to 5');
  const { orderId, creatorId, fanId } = order.facts;
  return [{ type: 'OrderRated', data: { orderId, stars, comment, creatorId, fanId, ratedAt: now } }];
}

/** Until when something must happen, else the order ends by itself; `null` when nothing is due. */
export function deadlineOf(order: Order): Instant | null {
  switch (order.status) {
    case 'awaiting_payment':
      return order.payBy;
    case 'in_request_review':
    case 'in_video_review':
      return order.reviewBy;
    case 'awaiting_acceptance':
      return order.acceptBy;
    case 'accepted':
      return order.deliverBy;
    case 'none':
    case 'delivered':
    case 'ended':
      return null;
  }
}

/** Ends an order whose deadline has passed; early, late and double firing do nothing. */
export function expireOrder(order: Order, { now }: AtInstant): Decision<OrderEvent> {
  if (!isDue(order, now)) return [];
  const { orderId } = order.facts;
  const expired = { orderId, expiredAt: now };
  const refund = requestRefund(order, now);
  switch (order.status) {
    case 'awaiting_payment':
      return [{ type: 'OrderLapsed', data: { orderId, lapsedAt: now } }];
    case 'in_request_review':
      return [{ type: 'ReviewExpired', data: { ...expired, subject: 'request' } }, refund];
    case 'awaiting_acceptance':
      return [{ type: 'AcceptanceExpired', data: expired }, refund];
    case 'accepted':
      return [{ type: 'DeliveryExpired', data: expired }, refund];
    case 'in_video_review':
      return [{ type: 'ReviewExpired', data: { ...expired, subject: 'video' } }, refund];
  }
}

function isDue(order: Order, now: Instant): order is AwaitingPayment | OrderUnderWay {
  const deadline = deadlineOf(order);
  return deadline !== null && now >= deadline;
}

/** Why this order cannot be paid now, if so. */
export function refuseUnpayable(order: Order, now: Instant): Rejection | undefined {
  if (order.status === 'none') return notFound();
  if (order.status === 'ended') return hasEnded(order.ending);
  if (order.status !== 'awaiting_payment') return reject('order_already_paid', 'the order has been paid');
  return now < order.payBy ? undefined : paymentWindowClosed(order.payBy);
}

function deliver(order: OrderUnderWay, { videoId }: SubmittedVideo, now: Instant): OrderEvent {
  const { orderId, price, terms } = order.facts;
  const givenMinor = refundedMinorOf(order.payment);
  const givenBack = givenMinor === 0n ? null : money(givenMinor, price.currency);
  const availableAt = plusMs(now, terms.holdMs);
  return { type: 'VideoDelivered', data: { orderId, videoId, deliveredAt: now, availableAt, givenBack } };
}

function requireAwaitingAcceptance(order: Order, now: Instant) {
  switch (order.status) {
    case 'awaiting_acceptance':
      return now < order.acceptBy ? order : acceptanceWindowClosed(order.acceptBy);
    case 'none':
      return notFound();
    case 'awaiting_payment':
      return reject('order_not_paid', 'the order has not been paid yet');
    case 'in_request_review':
      return reject('order_in_review', 'the request is still in review');
    case 'accepted':
    case 'in_video_review':
      return reject('order_already_accepted', 'the order has been accepted');
    case 'delivered':
      return reject('order_already_delivered', 'the video has been delivered');
    case 'ended':
      return hasEnded(order.ending);
  }
}

/** The order, when a video is awaited for it; else why not. */
export function requireAccepted(order: Order): Accepted | Rejection {
  switch (order.status) {
    case 'accepted':
      return order;
    case 'none':
      return notFound();
    case 'awaiting_payment':
    case 'in_request_review':
    case 'awaiting_acceptance':
      return reject('order_not_accepted', 'a video can be delivered only after the order has been accepted');
    case 'in_video_review':
      return reject('order_in_review', 'a video has been handed in and is in review');
    case 'delivered':
      return reject('order_already_delivered', 'the video has been delivered');
    case 'ended':
      return hasEnded(order.ending);
  }
}

function requireInReview(order: Order, now: Instant) {
  if (order.status === 'none') return notFound();
  if (order.status !== 'in_request_review' && order.status !== 'in_video_review')
    return reject('nothing_to_review', 'nothing of this order waits for review');
  return now < order.reviewBy ? order : reviewWindowClosed(order.reviewBy);
}

const notFound = () => reject('order_not_found', 'there is no such order');
const hasEnded = (ending: string) => reject('order_ended', `the order has ended: ${ending}`);
const paymentWindowClosed = (payBy: Instant) =>
  reject('payment_window_closed', `the order was to be paid before ${payBy}`);
const acceptanceWindowClosed = (acceptBy: Instant) =>
  reject('acceptance_window_closed', `the order was to be answered before ${acceptBy}`);
const reviewWindowClosed = (reviewBy: Instant) =>
  reject('review_window_closed', `the review was due before ${reviewBy}`);
