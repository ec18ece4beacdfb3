import { isOpen, moneyOf, type OrderStory } from './order-story.js';

/** What a document has to say, as far as somebody else can tell. */
export type Fields = Readonly<Record<string, unknown>>;
export type Documents = Map<string, Fields>;

/** What a read model about orders has to show, as its reader would ask for it; `undefined` where it is about something else. */
export function orderOpinion(model: string, stories: ReadonlyMap<string, OrderStory>): Documents | undefined {
  const show = SHOWS[model];
  return show && new Map([...stories].map(([orderId, story]) => [orderId, show(story)]));
}

const named = ({ placed: { orderId, fanId, creatorId } }: OrderStory): Fields => ({
  orderId,
  fanId,
  creatorId,
});

const orderView = (story: OrderStory): Fields => ({
  ...named(story),
  market: story.placed['market'],
  fanMarket: story.placed['fanMarket'],
  quoteId: story.placed['quoteId'],
  state: story.state,
  ending: story.ending,
  refund: story.refund,
  refundPromise: story.promise,
  chargeback: story.chargeback,
  chargebackFunds: fundsOf(story),
  evidenceDueBy: story.chargeback === 'open' ? story.evidenceDueBy : null,
  payment: story.payment,
  paymentId: story.paymentId,
  reachedCreator: story.isShown,
  currency: story.placed.price.currency,
  priceMinor: story.placed.price.amountMinor,
  feeMinor: story.placed.fee.amountMinor,
  earningMinor: story.placed.earning.amountMinor,
  money: moneyOf(story),
  placedAt: story.placed['placedAt'],
  dueAt: story.due,
  acceptedAt: story.acceptedAt,
  deliveredAt: story.deliveredAt,
  videoId: story.videoId,
  stars: story.stars,
  open: isOpen(story),
  revision: String(story.revision),
});

const fundsOf = ({
  chargeback,
  withdrawnMinor,
  reinstatedMinor,
  disputeFeeMinor,
}: OrderStory): Fields | null =>
  chargeback === 'none' ? null : { withdrawnMinor, reinstatedMinor, feeMinor: disputeFeeMinor };

/** "Pending on acceptance, earned on delivery, available after the market's hold" (product.md). */
export function earning(story: OrderStory): Fields {
  const { placed, acceptedAt, deliveredAt, availableAt, chargeback } = story;
  return {
    orderId: placed.orderId,
    creatorId: placed['creatorId'],
    state: stateOfEarning(story),
    currency: placed.price.currency,
    priceMinor: placed.price.amountMinor,
    feeMinor: placed.fee.amountMinor,
    earningMinor: placed.earning.amountMinor,
    acceptedAt,
    earnedAt: deliveredAt,
    availableAt,
    disputed: chargeback === 'open',
  };
}

function stateOfEarning({ state, acceptedAt, chargeback }: OrderStory): string {
  if (acceptedAt === null) return 'none';
  if (state === 'ended') return 'lost';
  if (state !== 'delivered') return 'pending';
  return chargeback === 'lost' ? 'charged_back' : 'earned';
}

const QUEUED: Readonly<Record<string, string>> = {
  awaiting_payment: 'unpaid',
  in_request_review: 'in_review',
  awaiting_acceptance: 'to_answer',
  accepted: 'to_deliver',
  in_video_review: 'video_in_review',
  delivered: 'delivered',
  ended: 'closed',
};

const request = (story: OrderStory): Fields => ({
  ...named(story),
  currency: story.placed.price.currency,
  priceMinor: story.placed.price.amountMinor,
  earningMinor: story.placed.earning.amountMinor,
  state: QUEUED[story.state],
  closedBy: story.state === 'ended' ? story.closedBy : null,
  dueAt: story.isShown ? story.due : null,
  placedAt: story.placed['placedAt'],
});

const message = (story: OrderStory): Fields => ({
  ...named(story),
  delivered: story.state === 'delivered',
  videoId: story.videoId,
  deliveredAt: story.deliveredAt,
});

const SHOWS: Readonly<Record<string, (story: OrderStory) => Fields>> = {
  order_view: orderView,
  creator_earnings: earning,
  creator_requests: request,
  fan_inbox: message,
};
