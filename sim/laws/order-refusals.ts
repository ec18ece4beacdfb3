import type { Answer } from '../world/world.js';
import type { Reason, Reasons } from './refusals.js';
import type { OrderStand } from './standing.js';

interface OfOrder {
  readonly orderId: string;
  readonly videoId?: string;
  readonly disputeId?: string;
}

type IsSo = (stand: OrderStand) => boolean;

const when =
  (isSo: (stand: OrderStand, answer: Answer) => boolean): Reason =>
  (answer, standing) =>
    standing.order((answer.command as OfOrder).orderId, answer).some((stand) => isSo(stand, answer));

const is =
  (...states: readonly string[]): IsSo =>
  ({ state }) =>
    states.includes(state);

const not =
  (isSo: IsSo): IsSo =>
  (stand) =>
    !isSo(stand);

/** In this state, and when it was due: at that very instant it is too late. */
const late = (...states: readonly string[]): Reason =>
  when(
    ({ state, due }, { latestNowMs }) =>
      states.includes(state) && due !== null && Date.parse(due) <= latestNowMs,
  );

const IN_REVIEW = is('in_request_review', 'in_video_review');
const isWithoutRating: IsSo = ({ stars }) => stars === null;
const hasRefundToSend: IsSo = ({ state, refund, chargeback }) =>
  state === 'ended' && refund === 'failed' && chargeback !== 'open' && chargeback !== 'lost';

const OF_ANSWERS: Reasons = {
  order_not_paid: when(is('awaiting_payment')),
  order_in_review: when(is('in_request_review')),
  order_already_accepted: when(is('accepted', 'in_video_review')),
  order_already_delivered: when(is('delivered')),
  order_ended: when(is('ended')),
  acceptance_window_closed: late('awaiting_acceptance'),
};

/** A video, once it is there, stays with the order that it was made for. */
const ofVideo =
  (isSo: (madeFor: string | undefined, orderId: string) => boolean): Reason =>
  (answer, standing) => {
    const { orderId, videoId = '' } = answer.command as OfOrder;
    return when(is('accepted'))(answer, standing) && isSo(standing.madeFor(videoId), orderId);
  };

/** Of each command about an order all that it may be refused for, and how the order stands then (product.md). That it is not theirs is asked apart. */
export const ORDER_REFUSALS: Readonly<Record<string, Reasons>> = {
  AcceptOrder: OF_ANSWERS,
  DeclineOrder: OF_ANSWERS,
  WithdrawOrder: {
    withdraw_too_late: when(is('accepted', 'in_video_review', 'delivered')),
    order_ended: when(is('ended')),
    payment_window_closed: late('awaiting_payment'),
    review_window_closed: late('in_request_review'),
    acceptance_window_closed: late('awaiting_acceptance'),
  },
  DeliverVideo: {
    order_not_accepted: when(is('awaiting_payment', 'in_request_review', 'awaiting_acceptance')),
    order_in_review: when(is('in_video_review')),
    order_already_delivered: when(is('delivered')),
    order_ended: when(is('ended')),
    delivery_window_closed: late('accepted'),
    video_not_found: ofVideo((madeFor) => madeFor === undefined),
    video_of_another_order: ofVideo((madeFor, orderId) => madeFor !== undefined && madeFor !== orderId),
  },
  RateOrder: {
    order_not_delivered: when(not(is('delivered'))),
    order_already_rated: when(not(isWithoutRating)),
  },
  ReviewOrder: {
    nothing_to_review: when(not(IN_REVIEW)),
    review_window_closed: late('in_request_review', 'in_video_review'),
  },
  PayAgain: {
    order_ended: when(is('ended')),
    order_already_paid: when(({ state }) => state !== 'awaiting_payment' && state !== 'ended'),
    payment_in_progress: when(({ payment }) => payment !== 'refused'),
    payment_window_closed: late('awaiting_payment'),
  },
  SubmitEvidence: {
    chargeback_unknown: when(({ disputeId }, { command }) => disputeId !== (command as OfOrder).disputeId),
    chargeback_decided: when(({ chargeback }) => chargeback === 'won' || chargeback === 'lost'),
    evidence_already_submitted: when(
      ({ isEvidencePrepared, answeredDueBy, evidenceDueBy }) =>
        isEvidencePrepared ||
        (answeredDueBy !== null && (evidenceDueBy === null || answeredDueBy >= evidenceDueBy)),
    ),
    evidence_too_late: when(
      ({ evidenceDueBy }, { latestNowMs }) =>
        evidenceDueBy !== null && Date.parse(evidenceDueBy) <= latestNowMs,
    ),
  },
  RetryRefund: { refund_not_failed: when(not(hasRefundToSend)) },
};
