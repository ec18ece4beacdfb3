import type { IQuery } from '@nestjs/cqrs';
import type { Actor } from '../../src/application/events/metadata.js';
import { GetFan } from '../../src/application/fans/get-fan.js';
import { GetInboxMessage, ListInbox } from '../../src/application/fans/read-inbox.js';
import { EarningsSummary } from '../../src/application/finance/earnings-summary.js';
import { GetCreatorAccount } from '../../src/application/finance/get-creator-account.js';
import { type AuditSearch, SearchAuditTrail } from '../../src/application/finance/search-audit-trail.js';
import { GetOrder } from '../../src/application/orders/get-order.js';
import { ListOrders } from '../../src/application/orders/list-orders.js';
import { ListRequests } from '../../src/application/orders/list-requests.js';
import { GetQuote } from '../../src/application/quotes/get-quote.js';
import type { CreatorId, FanId } from '../../src/domain/ids.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { Instant } from '../../src/domain/time.js';
import { balancesOf } from '../laws/accounts.js';
import { sumsOfEarnings } from '../laws/earnings.js';
import { type OrderStory, textIn } from '../laws/order-story.js';
import { asCreator, asFan } from './cast.js';

/** What somebody asks, and what they must be shown, both as one line of text. */
export interface Look {
  readonly query: IQuery;
  readonly what: string;
  readonly expected: string;
  readonly shown: (answer: never) => string;
}

type Shown = Readonly<Record<string, unknown>>;
type Page = { readonly documents: readonly Shown[] };

const PAGE = { limit: 100 };
const LONG_PAGE = { limit: 1_000 };
const NOTHING = 'nothing';
const STAFF: Actor = { role: 'finance', id: 'finance' };

/** Everything that can be asked about an order, by its sides and by a stranger, where the answer has the whole log in it. */
export function looksAt(
  { placed, state, isShown }: OrderStory,
  {
    all,
    strangerId,
    now,
    log: { end, events },
  }: {
    readonly all: readonly OrderStory[];
    readonly strangerId: FanId;
    readonly now: Instant;
    readonly log: { readonly end: bigint; readonly events: readonly RecordedEvent[] };
  },
): readonly Look[] {
  const { orderId } = placed;
  const fanId = placed['fanId'] as FanId;
  const creatorId = placed['creatorId'] as CreatorId;
  const [fan, creator, stranger] = [asFan(fanId), asCreator(creatorId), asFan(strangerId)];
  const ofFan = all.filter((each) => each.placed['fanId'] === fanId);
  const ofCreator = all.filter((each) => each.placed['creatorId'] === creatorId);
  const paid = ofCreator.filter((each) => each.isShown);
  const quoteId = textIn(placed, 'quoteId');
  const one = (query: IQuery, what: string, expected: string): Look => ({
    ...{ query, what, expected },
    shown: (answer?: Shown) => (answer === undefined ? NOTHING : textIn(answer, 'state') || 'something'),
  });
  const list = (query: IQuery, what: string, orders: readonly OrderStory[]): Look => ({
    ...{ query, what, expected: textOf(orders.map((each) => each.placed.orderId)) },
    shown: ({ documents }: Page) => textOf(documents.map((each) => textIn(each, 'orderId'))),
  });
  return [
    one(new GetOrder(orderId, fan, end), `the fan reads ${orderId}`, state),
    one(new GetOrder(orderId, creator, end), `the creator reads ${orderId}`, isShown ? state : NOTHING),
    one(new GetOrder(orderId, stranger, end), `a stranger reads ${orderId}`, NOTHING),
    one(new GetInboxMessage(orderId, strangerId, end), `a stranger reads the message of ${orderId}`, NOTHING),
    one(new GetFan(fanId, stranger, end), `a stranger reads the profile of ${fanId}`, NOTHING),
    one(new GetQuote(quoteId, stranger, PAGE, end), `a stranger reads ${quoteId}`, NOTHING),
    list(new ListOrders(fan, PAGE, end), `orders of ${fanId}`, ofFan),
    list(new ListOrders(creator, PAGE, end), `orders of ${creatorId}`, paid),
    list(
      new ListRequests(creatorId, PAGE, end),
      `what waits with ${creatorId}`,
      paid.filter(({ due }) => due !== null),
    ),
    list(
      new ListInbox(fanId, PAGE, end),
      `inbox of ${fanId}`,
      ofFan.filter((each) => each.state === 'delivered'),
    ),
    {
      ...{ query: new EarningsSummary(creatorId, now, end), what: `earnings of ${creatorId}` },
      expected: JSON.stringify(sumsOfEarnings(ofCreator, now)),
      shown: (answer: readonly object[]) => JSON.stringify(answer, numbers),
    },
    {
      ...{ query: new GetCreatorAccount(creator, creatorId, now), what: `account of ${creatorId}` },
      expected: JSON.stringify(balancesOf(events, creatorId, now)),
      shown: (answer: readonly object[]) => JSON.stringify(answer, numbers),
    },
    one(
      new GetCreatorAccount(stranger, creatorId, now),
      `a stranger reads the account of ${creatorId}`,
      NOTHING,
    ),
    ...auditOf({ orderId, fanId, stranger }, { end, events }),
  ];
}

/** Whoever audits finds each event that names what they look for, and nobody else finds any. */
function auditOf(
  { orderId, fanId, stranger }: { readonly orderId: string; readonly fanId: FanId; readonly stranger: Actor },
  { end, events }: { readonly end: bigint; readonly events: readonly RecordedEvent[] },
): readonly Look[] {
  const look = (actor: Actor, search: AuditSearch, isMeant: (event: RecordedEvent) => boolean): Look => ({
    query: new SearchAuditTrail(actor, search, end),
    what: `${actor.role} audits ${search.subject ?? search.type ?? ''} ${search.actorId ?? ''}`,
    expected: textOf(events.filter(isMeant).map(({ id }) => id)),
    shown: (page?: Page) => textOf((page?.documents ?? []).map((each) => textIn(each, 'eventId'))),
  });
  const isBy = ({ metadata }: RecordedEvent) => textIn(metadata['actor'] as Shown, 'id') === fanId;
  return [
    look(STAFF, { ...LONG_PAGE, subject: orderId }, ({ data }) => data['orderId'] === orderId),
    look(
      STAFF,
      { ...LONG_PAGE, subject: fanId },
      ({ data }) => data['fanId'] === fanId || data['personId'] === fanId,
    ),
    look(STAFF, { ...LONG_PAGE, actorId: fanId }, isBy),
    look(STAFF, { ...LONG_PAGE, type: 'OrderPlaced' }, ({ type }) => type === 'OrderPlaced'),
    look(stranger, { ...LONG_PAGE, subject: orderId }, () => false),
  ];
}

const textOf = (ids: readonly string[]): string => ids.toSorted().join(', ') || NOTHING;
const numbers = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? Number(value) : value;
