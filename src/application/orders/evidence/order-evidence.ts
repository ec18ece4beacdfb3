import type { EventOf } from '../../../domain/all-events.js';
import type { CreatorEvent } from '../../../domain/creator/creator.js';
import type { FanEvent } from '../../../domain/fan/fan.js';
import { entryOf } from '../../../domain/ledger/journal.js';
import type { LedgerAccount } from '../../../domain/ledger/ledger.js';
import type { Currency, Money } from '../../../domain/money.js';
import type { OrderEvent, SubmittedVideo } from '../../../domain/order/events.js';
import { moneyOfOrder } from '../../../domain/order/money-of-order.js';
import { evolveOrder, initialOrder, type Order } from '../../../domain/order/order.js';
import type { ViewingEvent } from '../../../domain/order/viewing.js';
import type { PaymentEvent } from '../../../domain/payment/payment.js';
import type { QuoteEvent } from '../../../domain/quote/quote.js';
import type { DecodedEvent } from '../../events/decoded-event.js';
import { describeEvent } from '../explanation.js';
import { chargebackEvidence } from './chargeback-evidence.js';
import { eventsOf } from './events-of-type.js';
import { forgottenIn } from './forgotten.js';

/** The streams that tell of one order, each oldest first. */
export interface StreamsOfOrder {
  readonly order: readonly DecodedEvent<OrderEvent>[];
  readonly payment: readonly DecodedEvent<PaymentEvent>[];
  readonly viewing: readonly DecodedEvent<ViewingEvent>[];
  readonly quote: readonly DecodedEvent<QuoteEvent>[];
  readonly fan: readonly DecodedEvent<FanEvent>[];
  readonly creator: readonly DecodedEvent<CreatorEvent>[];
}

/** All that proves what was ordered, paid and delivered: what a bank asks for when it takes the money back. */
export type OrderEvidence = ReturnType<typeof evidenceOf>;

/** @throws Error where there is no order */
export function evidenceOf(streams: StreamsOfOrder) {
  const placed = eventsOf(streams.order, 'OrderPlaced')[0];
  if (placed === undefined) throw new Error('an order that has events has been placed');
  const { orderId, brief, price, fee, earning, terms, placedAt } = placed.data;
  const state = streams.order.reduce<Order>(evolveOrder, initialOrder);
  const evidence = {
    orderId,
    asOf: newestOf(streams),
    ...partiesOf(placed.data, streams),
    brief,
    terms: { ...terms, acceptedAt: placedAt },
    ...{ price, fee, earning },
    payment: paymentOf(streams),
    money: moneyOfOrder(state),
    postings: postingsOf(streams.order),
    timeline: timelineOf([...streams.order, ...streams.payment]),
    delivery: deliveryOf(streams.order),
    playback: streams.viewing.map(({ data: { videoId, givenAt } }) => ({ videoId, givenAt })),
    messages: streams.quote.map(messageOf),
    chargeback: chargebackEvidence(streams.order, state),
  };
  return { ...evidence, forgotten: forgottenIn(evidence) };
}

/** Everything is as of the newest event that it was made of: the same events make the same evidence. */
function newestOf(streams: StreamsOfOrder): { readonly position: string; readonly recordedAt: string } {
  const all: readonly DecodedEvent[] = Object.values(streams).flat();
  const newest = all.reduce((one, other) => (other.position > one.position ? other : one));
  return { position: newest.position.toString(), recordedAt: newest.recordedAt };
}

function partiesOf(
  { fanId, creatorId, market, fanMarket }: EventOf<'OrderPlaced'>['data'],
  { fan, creator }: StreamsOfOrder,
) {
  const fanName = eventsOf(fan, 'FanRegistered')[0]?.data.name ?? null;
  const creatorName = eventsOf(creator, 'CreatorRegistered')[0]?.data.name ?? null;
  return {
    fan: { fanId, name: fanName, market: fanMarket },
    creator: { creatorId, name: creatorName, market },
  };
}

/** How the fan paid, and whether the bank had it confirmed by them. */
function paymentOf({ order, payment }: StreamsOfOrder) {
  const held = eventsOf(order, 'FundsHeld')[0];
  if (held === undefined) return null;
  const { paymentId, chargeId, amount, heldAt } = held.data;
  const wasConfirmedByFan = eventsOf(payment, 'PaymentActionRequired')[0] !== undefined;
  const refusals = payment.filter(({ type }) => type === 'PaymentRefused').length;
  return { paymentId, chargeId, amount, heldAt, wasConfirmedByFan, refusals };
}

interface PostingOfOrder {
  readonly event: string;
  readonly position: string;
  readonly account: LedgerAccount;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly effectiveAt: string;
}

const postingsOf = (order: readonly DecodedEvent<OrderEvent>[]): readonly PostingOfOrder[] =>
  order.flatMap((event) => {
    const entry = entryOf(event);
    if (entry === null) return [];
    const { currency, effectiveAt } = entry;
    const ofEntry = { event: event.type, position: event.position.toString(), currency, effectiveAt };
    return entry.postings.map(({ account, amountMinor }) => ({ ...ofEntry, account, amountMinor }));
  });

const timelineOf = (events: readonly DecodedEvent<OrderEvent | PaymentEvent>[]) =>
  [...events]
    .sort((one, other) => (one.position < other.position ? -1 : 1))
    .map(({ type, metadata, position }) => ({
      ...{ type, at: metadata.at, by: metadata.actor.role, position: position.toString() },
      sentence: describeEvent(type),
    }));

interface Delivery {
  readonly video: SubmittedVideo;
  readonly submittedAt: string;
  readonly deliveredAt: string;
  readonly rating: { readonly stars: number; readonly comment: string; readonly ratedAt: string } | null;
}

/** The file that was delivered, by its digest, and what the fan said of it. */
function deliveryOf(order: readonly DecodedEvent<OrderEvent>[]): Delivery | null {
  const delivered = eventsOf(order, 'VideoDelivered')[0];
  const submitted = eventsOf(order, 'VideoSubmitted').at(-1);
  if (delivered === undefined || submitted === undefined) return null;
  const rated = eventsOf(order, 'OrderRated')[0]?.data;
  return {
    video: submitted.data.video,
    submittedAt: submitted.data.submittedAt,
    deliveredAt: delivered.data.deliveredAt,
    rating:
      rated === undefined ? null : { stars: rated.stars, comment: rated.comment, ratedAt: rated.ratedAt },
  };
}

interface Message {
  readonly at: string;
  readonly by: string;
  readonly event: QuoteEvent['type'];
  readonly message: string | null;
  readonly price: Money | null;
}

const messageOf = ({ type, data, metadata }: DecodedEvent<QuoteEvent>): Message => ({
  ...{ at: metadata.at, by: metadata.actor.role, event: type },
  message: 'message' in data ? data.message : null,
  price: 'price' in data ? data.price : null,
});
