import { formatMoney, money } from '../../domain/money.js';
import type { Instant } from '../../domain/time.js';
import type { OrderView, PaymentStanding, TimelineEntry } from '../projections/order-view.js';
import { type Language, type Next, ORDER_WORDS, type Why } from './order-words.js';
import type { OrderDetails, OrderReader } from './visible-order.js';

/** Where an order stands, in plain words: nothing personal in them but what the order itself shows. */
export interface Explanation {
  readonly state: OrderView['state'];
  readonly why: string;
  readonly next: string;
  /** When something happens by itself, at the latest; `null` when nothing is due. */
  readonly nextAt: string | null;
  /** On whom it waits. */
  readonly whoActs: 'fan' | 'creator' | 'platform' | 'provider' | 'nobody';
}

interface Situation {
  readonly why: Why;
  readonly next: readonly Next[];
  readonly whoActs: Explanation['whoActs'];
}

/** Also right between a deadline and its record: what is due by `now` is said to have passed. */
export function explainOrder(
  order: OrderDetails,
  now: Instant,
  saidTo: OrderReader = 'staff',
  language: Language = 'en',
): Explanation {
  const isLate = order.dueAt !== null && now >= order.dueAt;
  const { why, next, whoActs } = situationOf(order, isLate);
  const words = ORDER_WORDS[language];
  const say = (text: string) => addressed(filledIn(text, order), saidTo);
  return {
    state: order.state,
    why: say(words.why[why]),
    next: next.map((part) => say(words.next[part])).join(' '),
    nextAt: isLate ? null : order.dueAt,
    whoActs,
  };
}

/** One sentence for a line of the timeline. */
export const describeEvent = (
  type: TimelineEntry['type'],
  saidTo: OrderReader = 'staff',
  language: Language = 'en',
): string => addressed(ORDER_WORDS[language].events[type], saidTo);

const WHO_ANSWERS = {
  in_request_review: 'platform',
  awaiting_acceptance: 'creator',
  accepted: 'creator',
  in_video_review: 'platform',
} as const;

function situationOf(order: OrderDetails, isLate: boolean): Situation {
  const { state } = order;
  switch (state) {
    case 'awaiting_payment':
      return isLate
        ? { why: 'payment_late', next: ['lapse_to_record'], whoActs: 'platform' }
        : payingSituation(order.payment);
    case 'in_request_review':
    case 'awaiting_acceptance':
    case 'accepted':
    case 'in_video_review':
      return isLate
        ? { why: `${state}_late`, next: ['expiry_to_record'], whoActs: 'platform' }
        : { why: state, next: [state], whoActs: WHO_ANSWERS[state] };
    case 'delivered':
      return deliveredSituation(order);
    case 'ended':
      return endedSituation(order);
  }
}

const WHO_PAYS: Readonly<Record<PaymentStanding, Explanation['whoActs']>> = {
  started: 'provider',
  action_required: 'fan',
  refused: 'fan',
  outcome_unknown: 'provider',
  succeeded: 'platform',
  canceled: 'nobody',
};

const payingSituation = (payment: PaymentStanding): Situation => ({
  why: `payment_${payment}`,
  next: [`payment_${payment}`],
  whoActs: WHO_PAYS[payment],
});

function deliveredSituation({ chargeback, stars }: OrderDetails): Situation {
  const why = 'delivered';
  const rest: Next = stars === null ? 'can_be_rated' : 'all_done';
  switch (chargeback) {
    case 'none':
      return { why, next: [rest], whoActs: 'nobody' };
    case 'open':
      return { why, next: ['dispute_open', 'earning_waits'], whoActs: 'provider' };
    case 'won':
      return { why, next: ['dispute_won', rest], whoActs: 'nobody' };
    case 'lost':
      return { why, next: ['dispute_lost', 'earning_taken_back'], whoActs: 'nobody' };
  }
}

function endedSituation(order: OrderDetails): Situation {
  if (order.ending === null) throw new Error(`${order.orderId} ended for no reason`);
  return { why: order.ending, ...(order.money.paidMinor === 0 ? unpaid(order) : paidBack(order)) };
}

type Rest = Omit<Situation, 'why'>;

/** A payment under way cannot always be stopped: it may succeed after its order has ended. */
const unpaid = ({ payment }: OrderDetails): Rest =>
  payment === 'refused' || payment === 'canceled'
    ? { next: ['nothing_paid'], whoActs: 'nobody' }
    : { next: ['payment_may_come'], whoActs: 'provider' };

function paidBack({ refund, chargeback }: OrderDetails): Rest {
  if (chargeback === 'open') return { next: [...refundSoFar(refund), 'dispute_open'], whoActs: 'provider' };
  if (chargeback === 'lost') return { next: [...refundSoFar(refund), 'dispute_lost'], whoActs: 'nobody' };
  switch (refund) {
    case 'none':
      return { next: ['refund_to_request'], whoActs: 'platform' };
    case 'requested':
      return { next: ['refund_requested'], whoActs: 'platform' };
    case 'pending':
      return { next: ['refund_pending'], whoActs: 'provider' };
    case 'issued':
      return { next: ['refund_issued'], whoActs: 'nobody' };
    case 'failed':
      return { next: ['refund_failed', 'refund_to_send_again'], whoActs: 'platform' };
  }
}

const refundSoFar = (refund: OrderDetails['refund']): readonly Next[] =>
  refund === 'none' ? [] : [`refund_${refund}`];

function filledIn(text: string, order: OrderDetails): string {
  const { priceMinor, currency, dueAt, acceptedAt, deliveredAt } = order;
  return text
    .replaceAll('{price}', formatMoney(money(BigInt(priceMinor), currency)))
    .replaceAll('{due}', minuteOf(dueAt))
    .replaceAll('{accepted}', minuteOf(acceptedAt))
    .replaceAll('{delivered}', minuteOf(deliveredAt));
}

/** `2026-11-26 09:30 UTC`; seconds are cut off, so that nobody who goes by it is late. */
const minuteOf = (at: string | null): string =>
  at === null ? 'an unknown time' : `${at.slice(0, 16).replace('T', ' ')} UTC`;

/** Says "you" to the one who is meant. */
function addressed(text: string, saidTo: OrderReader): string {
  if (saidTo === 'staff') return text;
  return text.replace(new RegExp(`\\b(t)he ${saidTo}('s)?\\b`, 'gi'), (_match, t: string, of?: string) => {
    const you = of === undefined ? 'you' : 'your';
    return t === 'T' ? `Y${you.slice(1)}` : you;
  });
}
