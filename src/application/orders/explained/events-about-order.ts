import type { ShoutoutsEvent } from '../../../domain/all-events.js';
import { type CreatorAccount, creatorAccountId } from '../../../domain/creator-account/account.js';
import type { CreatorAccountEvent } from '../../../domain/creator-account/events.js';
import type { OrderId, PayoutId, PayoutRunId } from '../../../domain/ids.js';
import { DIFFERENCE_KINDS, nameOfDifference } from '../../../domain/reconciliation/difference.js';
import {
  creatorAccounts,
  creators,
  moneyCaseStreams,
  orders,
  orderSlots,
  payments,
  payoutRuns,
  providerEvents,
  quotes,
  viewings,
} from '../../aggregates.js';
import type { DecodedEvent } from '../../events/decoded-event.js';
import { idOfStream } from '../../finance/money-audit.js';
import type { Position } from '../../ports/event-store.js';
import { caseIdOf } from '../../reconciliation/case-id.js';
import { streamName } from '../../runtime/aggregates-runtime.js';
import type { StreamReader } from '../../runtime/stream-reader.js';
import { eventsOf } from '../evidence/events-of-type.js';
import type { FindStreamsNaming } from './streams-naming.js';

type Event = DecodedEvent<ShoutoutsEvent>;

export interface EventsAboutOrder {
  /** In the order of the log. */
  readonly about: readonly Event[];
  /** With those by which it is seen whether the money rules hold: the whole account of its creator, and where that wants to be paid out. */
  readonly forRules: readonly Event[];
  /** Of its creator, in its currency. */
  readonly account: { readonly id: string; readonly state: CreatorAccount };
}

interface Ask {
  /** Leaves what is personal sealed. */
  readonly streams: Pick<StreamReader, 'read'>;
  readonly findStreamsNaming: FindStreamsNaming;
}

/** All that happened to an order and because of it, whatever it happened to; `undefined` where there is none. */
export async function readEventsAbout(
  { streams, findStreamsNaming }: Ask,
  orderId: OrderId,
  upTo: Position,
): Promise<EventsAboutOrder | undefined> {
  const order = await streams.read(orders, orderId, upTo);
  const [placed] = eventsOf(order, 'OrderPlaced');
  if (placed === undefined) return undefined;
  const { creatorId, quoteId, price } = placed.data;
  const accountId = creatorAccountId(creatorId, price.currency);
  const [payment, viewing, quote, slots, account, creator, named] = await Promise.all([
    streams.read(payments, orderId, upTo),
    streams.read(viewings, orderId, upTo),
    quoteId === null ? [] : streams.read(quotes, quoteId, upTo),
    streams.read(orderSlots, creatorId, upTo),
    streams.read(creatorAccounts, accountId, upTo),
    streams.read(creators, creatorId, upTo),
    findStreamsNaming(orderId, upTo),
  ]);
  const paidOut = payoutsIn(account, orderId);
  const [runs, cases, webhooks] = await Promise.all([
    readAll([...paidOut.runIds], (id) => streams.read(payoutRuns, id, upTo)),
    readAll([...idsIn(named, moneyCaseStreams), ...casesOf(paidOut)], (id) =>
      streams.read(moneyCaseStreams, id, upTo),
    ),
    readAll(idsIn(named, providerEvents), (id) => streams.read(providerEvents, id, upTo)),
  ]);
  const alone = [...order, ...payment, ...viewing, ...quote, ...cases, ...webhooks];
  const about = [
    ...alone,
    ...slots.filter(({ data }) => data.orderId === orderId),
    ...account.filter((event) => concerns(event, orderId, paidOut.payoutIds)),
    ...runs.filter(({ data }) => !('payoutId' in data) || paidOut.payoutIds.has(data.payoutId)),
  ];
  return {
    about: inLogOrder(about),
    forRules: inLogOrder([...alone, ...account, ...runs, ...creator]),
    account: { id: accountId, state: account.reduce(creatorAccounts.evolve, creatorAccounts.initial) },
  };
}

interface PaidOut {
  readonly payoutIds: ReadonlySet<PayoutId>;
  readonly runIds: ReadonlySet<PayoutRunId>;
  readonly references: ReadonlySet<string>;
}

/** Payouts that were to pay an order out: the last of them may have done so. */
function payoutsIn(account: readonly DecodedEvent<CreatorAccountEvent>[], orderId: OrderId): PaidOut {
  const reserved = eventsOf(account, 'PayoutReserved').filter(({ data }) => data.orderIds.includes(orderId));
  const payoutIds = new Set(reserved.map(({ data }) => data.payoutId));
  const told = eventsOf(account, 'PayoutSent', 'PayoutPaid').filter(({ data }) =>
    payoutIds.has(data.payoutId),
  );
  return {
    payoutIds,
    runIds: new Set(reserved.map(({ data }) => data.runId)),
    references: new Set(told.map(({ data }) => data.reference)),
  };
}

/** Whether an event of an account is about the order, or about a payout of it. */
export function concerns(
  { data }: Pick<DecodedEvent<CreatorAccountEvent>, 'data'>,
  orderId: OrderId,
  payoutIds: ReadonlySet<string>,
): boolean {
  return 'orderId' in data ? data.orderId === orderId : 'payoutId' in data && payoutIds.has(data.payoutId);
}

const idsIn = (named: ReadonlySet<string>, type: { readonly category: string }): readonly string[] =>
  [...named].filter((stream) => stream === streamName(type, idOfStream(stream))).map(idOfStream);

/** A case about a payout names no order, but its own id follows from the payout, or from what the rail calls that. */
const casesOf = ({ payoutIds, references }: PaidOut): readonly string[] =>
  [...payoutIds, ...references].flatMap((objectId) =>
    DIFFERENCE_KINDS.map((kind) => caseIdOf(nameOfDifference({ kind, about: 'payout', objectId }))),
  );

async function readAll<Read>(
  ids: readonly string[],
  read: (id: string) => Promise<readonly Read[]>,
): Promise<readonly Read[]> {
  return (await Promise.all([...new Set(ids)].map(read))).flat();
}

const inLogOrder = <Some extends Event>(events: readonly Some[]): readonly Some[] =>
  [...events].sort((one, other) => (one.position < other.position ? -1 : 1));
