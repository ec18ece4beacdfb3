import type { EventOf } from '../../domain/all-events.js';
import type { PlacedOrder } from '../../domain/order/order.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import {
  type OfOrder,
  type OrderThen,
  orderThen,
  REFUND_TYPES,
  type RefundType,
  refundEventsOf,
} from './order-past.js';
import { sideBySide } from './past.js';
import { isAsked, report } from './report.js';
import { instantColumn, minor, positionColumn, text, wholeNumber } from './table.js';

type RefundEvent = DecodedEvent<EventOf<RefundType>>;
type Refund = readonly [RefundEvent, ...RefundEvent[]];
type Part = DecodedEvent<EventOf<'PartRefunded'>>;

export const refundsReport = report({
  name: 'refunds',
  title: 'Every refund, whole or in part, and how far it has come',
  period: 'when it began (`requested_at`)',
  columns: {
    kind: text("refund (of the order), or part (given back in the provider's dashboard)."),
    order_id: text(
      'The order: it has one refund at most, in as many attempts as it takes, beside any parts.',
    ),
    event_id: text('What it began with.'),
    position: positionColumn('Where that event is in the log.'),
    creator_id: text('The creator of the order.'),
    market: text('The market of the creator.'),
    currency: text('ISO 4217.'),
    reason: text('How the order ended; none of a part.'),
    state: text(
      "requested, unknown (a reply of the provider was lost), pending, issued or failed; of a part, issued or returned (by the fan's bank).",
    ),
    attempts: wholeNumber('How often the provider was asked; 0 of one that was made there.', 'attempts'),
    refund_id: text("The provider's name for it."),
    amount_minor: minor('What is to go back by it.'),
    issued_minor: minor('What has gone back to the fan, and has not come back.'),
    requested_at: instantColumn('When it was decided; of one made at the provider, when it was heard of.'),
    sent_at: instantColumn('When the provider had taken it; of one that succeeded at once, when it did.'),
    issued_at: instantColumn('When the provider said that it succeeded.'),
    failed_at: instantColumn('When the provider said that it failed, last.'),
    failure_code: text('Why it failed, last.'),
  },
  async *rows(past, filter) {
    for await (const page of past.events([...REFUND_TYPES, 'PartRefunded'])) {
      const orderIds = [...new Set(page.map(({ data }) => data.orderId))];
      const begun = new Set(page.map(({ id }) => id));
      const rows = await sideBySide(orderIds, async (orderId) => {
        const then = await orderThen(past, orderId);
        const { market, price } = then.placed;
        // A row is where it began, once.
        return rowsOf(then).filter(
          ({ event_id, requested_at: at }) =>
            begun.has(event_id) && isAsked(filter, { market, currency: price.currency, at }),
        );
      });
      yield rows.flat().sort((a, b) => (a.position < b.position ? -1 : 1));
    }
  },
});

function rowsOf(then: OrderThen) {
  const parts = then.events.filter((event): event is Part => event.type === 'PartRefunded');
  const [first, ...more] = refundEventsOf(then.events);
  const rows = parts.map((part) => partRowOf(then, part));
  return first === undefined ? rows : [...rows, rowOf(then, [first, ...more], idsOf(parts))];
}

const idsOf = (parts: readonly Part[]): ReadonlySet<string> =>
  new Set(parts.map(({ data: { refundId } }) => refundId));

/** What somebody gave back in the dashboard. The order was not asked, and need not have ended. */
function partRowOf(then: OrderThen, { id, position, data, metadata }: Part) {
  const { refundId, amount, refundedAt } = data;
  const returned = then.events.find((event) => event.position > position && isReturnOf(event, refundId));
  return {
    ...commonOf(then, 'part', { id, position }),
    reason: null,
    state: returned === undefined ? 'issued' : 'returned',
    attempts: 0n,
    requested_at: metadata.at,
    refund_id: refundId,
    amount_minor: amount.amountMinor,
    issued_minor: returned === undefined ? amount.amountMinor : 0n,
    ...{ sent_at: refundedAt, issued_at: refundedAt },
    ...returnOf(returned),
  };
}

/** It is told with the refund of the order, where that was issued. */
const isReturnOf = ({ type, data }: OfOrder, refundId: string): boolean =>
  (type === 'PartRefundReturned' && data.refundId === refundId) ||
  (type === 'RefundFailed' && data.refundId === refundId && data.cameBack !== null);

function returnOf(returned: OfOrder | undefined) {
  if (returned?.type === 'RefundFailed') return failureOf(returned.data);
  const failedAt = returned?.type === 'PartRefundReturned' ? returned.data.returnedAt : null;
  return { failed_at: failedAt, failure_code: null };
}

const commonOf = (
  { placed }: OrderThen,
  kind: 'refund' | 'part',
  { id, position }: { readonly id: string; readonly position: bigint },
) => ({
  ...{ kind, order_id: placed.orderId, event_id: id, position },
  ...{ creator_id: placed.creatorId, market: placed.market, currency: placed.price.currency },
});

function rowOf(then: OrderThen, refund: Refund, partIds: ReadonlySet<string>) {
  const { order, refundUnknownSince } = then;
  const status = statusOf(order);
  return {
    ...commonOf(then, 'refund', refund[0]),
    reason: order.status === 'ended' ? order.ending : null,
    state: refundUnknownSince === null ? status : 'unknown',
    attempts: BigInt(refund.filter(({ type }) => type === 'RefundRequested').length),
    requested_at: requestedAt(refund[0]),
    refund_id: lastId(refund),
    ...amountsOf(then.events, partIds),
    ...timesOf(refund),
  };
}

function last<Type extends RefundType>(refund: Refund, type: Type): EventOf<Type>['data'] | undefined {
  return refund.findLast((event) => event.type === type)?.data as EventOf<Type>['data'] | undefined;
}

/**
 * A part that comes back after the refund was issued is in the row of that part, and what is sent again for it in that of the refund. Of
 * several that come back, the first is told as `RefundFailed` and the others as `PartRefundReturned`, whichever of them is the refund.
 */
function amountsOf(events: readonly OfOrder[], partIds: ReadonlySet<string>) {
  let [asked, issued] = [0n, 0n];
  for (const event of events) {
    if (event.type === 'RefundRequested') asked = issued + event.data.amount.amountMinor;
    if (event.type === 'RefundIssued') issued += event.data.amount.amountMinor;
    issued -= cameBackBy(event, partIds);
    if (issued > asked) asked = issued;
  }
  return { amount_minor: asked, issued_minor: issued };
}

function cameBackBy({ type, data }: OfOrder, partIds: ReadonlySet<string>): bigint {
  if (type !== 'RefundFailed' && type !== 'PartRefundReturned') return 0n;
  if (partIds.has(data.refundId ?? '')) return 0n;
  const cameBack = type === 'RefundFailed' ? data.cameBack : data.amount;
  return cameBack?.amountMinor ?? 0n;
}

/** When it last came so far. */
function timesOf(refund: Refund) {
  const issuedAt = last(refund, 'RefundIssued')?.issuedAt ?? null;
  return {
    sent_at: last(refund, 'RefundPending')?.pendingAt ?? issuedAt,
    issued_at: issuedAt,
    ...failureOf(last(refund, 'RefundFailed')),
  };
}

const failureOf = (failed: EventOf<'RefundFailed'>['data'] | undefined) => ({
  failed_at: failed?.failedAt ?? null,
  failure_code: failed?.code ?? null,
});

/** What the provider calls the one that was heard of last. */
function lastId(refund: Refund): string | null {
  const ids = refund.flatMap(({ data }) =>
    'refundId' in data && data.refundId !== null ? [data.refundId] : [],
  );
  return ids.at(-1) ?? null;
}

const statusOf = (order: PlacedOrder): string => (order.status === 'ended' ? order.refund.status : 'none');

const requestedAt = ({ type, data, metadata }: RefundEvent): string =>
  type === 'RefundRequested' ? data.requestedAt : metadata.at;
