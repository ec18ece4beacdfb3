import type { EventOf } from '../../domain/all-events.js';
import type { PlacedOrder } from '../../domain/order/order.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { type OrderThen, orderThen, REFUND_TYPES, type RefundType, refundEventsOf } from './order-past.js';
import { sideBySide } from './past.js';
import { isAsked, report } from './report.js';
import { instantColumn, minor, positionColumn, text, wholeNumber } from './table.js';

type RefundEvent = DecodedEvent<EventOf<RefundType>>;
type Refund = readonly [RefundEvent, ...RefundEvent[]];

export const refundsReport = report({
  name: 'refunds',
  title: 'Every refund, and how far it has come',
  period: 'when it began (`requested_at`)',
  columns: {
    order_id: text('The order: it has one refund at most, in as many attempts as it takes.'),
    event_id: text('What it began with.'),
    position: positionColumn('Where that event is in the log.'),
    creator_id: text('The creator of the order.'),
    market: text('The market of the creator.'),
    currency: text('ISO 4217.'),
    reason: text('How the order ended.'),
    state: text('requested, unknown (a reply of the provider was lost), pending, issued or failed.'),
    attempts: wholeNumber('How often the provider was asked; 0 of one that was made there.', 'attempts'),
    refund_id: text("The provider's name for it."),
    amount_minor: minor('All that the fan paid.'),
    issued_minor: minor('What has gone back to the fan, and has not come back.'),
    requested_at: instantColumn('When it was decided; of one made at the provider, when it was heard of.'),
    sent_at: instantColumn('When the provider had taken it; of one that succeeded at once, when it did.'),
    issued_at: instantColumn('When the provider said that it succeeded.'),
    failed_at: instantColumn('When the provider said that it failed, last.'),
    failure_code: text('Why it failed, last.'),
  },
  async *rows(past, filter) {
    for await (const page of past.events(REFUND_TYPES)) {
      const orderIds = [...new Set(page.map(({ data }) => data.orderId))];
      const begun = new Set(page.map(({ id }) => id));
      const rows = await sideBySide(orderIds, async (orderId) => {
        const then = await orderThen(past, orderId);
        const [first, ...more] = refundEventsOf(then.events);
        // Its row is where it began, once.
        if (first === undefined || !begun.has(first.id)) return [];
        const { market, price } = then.placed;
        const at = requestedAt(first);
        return isAsked(filter, { market, currency: price.currency, at })
          ? [rowOf(then, [first, ...more])]
          : [];
      });
      yield rows.flat();
    }
  },
});

function rowOf({ placed, order, refundUnknownSince }: OrderThen, refund: Refund) {
  const status = statusOf(order);
  return {
    order_id: placed.orderId,
    event_id: refund[0].id,
    position: refund[0].position,
    creator_id: placed.creatorId,
    market: placed.market,
    currency: placed.price.currency,
    reason: order.status === 'ended' ? order.ending : null,
    state: refundUnknownSince === null ? status : 'unknown',
    attempts: BigInt(refund.filter(({ type }) => type === 'RefundRequested').length),
    requested_at: requestedAt(refund[0]),
    refund_id: lastId(refund),
    ...amountsOf(refund, status === 'issued'),
    ...timesOf(refund),
  };
}

function last<Type extends RefundType>(refund: Refund, type: Type): EventOf<Type>['data'] | undefined {
  return refund.findLast((event) => event.type === type)?.data as EventOf<Type>['data'] | undefined;
}

function amountsOf(refund: Refund, isIssued: boolean) {
  const issued = last(refund, 'RefundIssued')?.amount.amountMinor ?? 0n;
  return {
    amount_minor: last(refund, 'RefundRequested')?.amount.amountMinor ?? issued,
    issued_minor: isIssued ? issued : 0n,
  };
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
