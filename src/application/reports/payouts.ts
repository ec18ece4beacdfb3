import type { EventOf } from '../../domain/all-events.js';
import type { PayoutEvent } from '../../domain/creator-account/payout-events.js';
import { creatorAccounts } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { accountIdOf } from './account-past.js';
import { type Past, sideBySide } from './past.js';
import { isAsked, report } from './report.js';
import { instantColumn, minor, positionColumn, text, wholeNumber } from './table.js';

type Reserved = DecodedEvent<EventOf<'PayoutReserved'>>;
type OfPayout = DecodedEvent<PayoutEvent>;

export const payoutsReport = report({
  name: 'payouts',
  title: 'Every payout, and how far it has come',
  period: 'when it was reserved (`reserved_at`)',
  columns: {
    payout_id: text('The payout.'),
    run_id: text('The run that it is of.'),
    event_id: text('What it began with.'),
    position: positionColumn('Where that event is in the log.'),
    creator_id: text('Who is paid.'),
    market: text('The market of the creator.'),
    currency: text('ISO 4217.'),
    rail: text('Which way the money goes.'),
    destination_id: text('Where to.'),
    state: text('reserved, unknown (a reply of the rail was lost), sent, paid, failed or returned.'),
    order_count: wholeNumber('How many orders it pays out.', 'orders'),
    earned_minor: minor('What they had brought.'),
    debt_settled_minor: minor('What it settles of what the creator owed.'),
    amount_minor: minor('What is paid: earned, less the debt.'),
    paid_minor: minor('What the creator has, as far as the rail has told.'),
    reference: text("The rail's name for it."),
    reserved_at: instantColumn('When its orders were set aside for it.'),
    sent_at: instantColumn('When the rail had taken it.'),
    paid_at: instantColumn('When the creator had it.'),
    failed_at: instantColumn('When it had failed, or come back.'),
    failure_code: text('Why.'),
  },
  async *rows(past, filter) {
    for await (const page of past.events(['PayoutReserved'])) {
      const rows = await sideBySide(page, async (reserved) => {
        const { creatorId, amount, reservedAt } = reserved.data;
        const market = await past.marketOf(creatorId);
        const isWanted = isAsked(filter, { market, currency: amount.currency, at: reservedAt });
        return isWanted ? [{ ...rowOf(reserved), ...(await whatCameOf(past, reserved)), market }] : [];
      });
      yield rows.flat();
    }
  },
});

const rowOf = ({ id, position, data }: Reserved) => ({
  payout_id: data.payoutId,
  run_id: data.runId,
  event_id: id,
  position,
  creator_id: data.creatorId,
  currency: data.amount.currency,
  rail: data.rail,
  destination_id: data.destinationId,
  order_count: BigInt(data.orderIds.length),
  earned_minor: data.earned.amountMinor,
  debt_settled_minor: data.debtSettled.amountMinor,
  amount_minor: data.amount.amountMinor,
  reserved_at: data.reservedAt,
});

const NOTHING_YET = {
  state: 'reserved',
  paid_minor: 0n,
  reference: null as string | null,
  sent_at: null as string | null,
  paid_at: null as string | null,
  failed_at: null as string | null,
  failure_code: null as string | null,
};

async function whatCameOf(past: Past, reserved: Reserved): Promise<typeof NOTHING_YET> {
  const { payoutId } = reserved.data;
  let then = NOTHING_YET;
  for await (const page of past.stream(creatorAccounts, accountIdOf(reserved), reserved.revision))
    for (const event of page)
      if ('payoutId' in event.data && event.data.payoutId === payoutId)
        // Whatever has a payout is about one.
        then = { ...then, ...told(event as OfPayout, then.paid_minor) };
  return then;
}

function told({ type, data }: OfPayout, paidMinor: bigint): Partial<typeof NOTHING_YET> {
  switch (type) {
    case 'PayoutReserved':
    case 'PayoutDiffered':
    case 'PayoutBooked':
      return {};
    case 'PayoutOutcomeUnknown':
      return { state: 'unknown' };
    case 'PayoutSent':
      return { state: 'sent', reference: data.reference, sent_at: data.sentAt };
    case 'PayoutPaid':
      return {
        ...{ state: 'paid', paid_minor: data.amount.amountMinor },
        ...{ reference: data.reference, paid_at: data.paidAt },
      };
    case 'PayoutFailed':
      return { state: 'failed', paid_minor: 0n, failed_at: data.failedAt, failure_code: data.code };
    case 'PayoutPartReturned':
      return { paid_minor: paidMinor - data.amount.amountMinor };
    case 'PayoutReturned':
      return { state: 'returned', paid_minor: 0n, failed_at: data.returnedAt, failure_code: data.code };
  }
}
