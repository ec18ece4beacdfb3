import type { EventOf } from '../../domain/all-events.js';
import { type Currency } from '../../domain/money.js';
import { DAY_MS, epochMs, type Instant } from '../../domain/time.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { ACCOUNT_BEGINS, accountIdOf, accountThen } from './account-past.js';
import { waitingOfAccount } from './aging-accounts.js';
import { waitingOfOrder } from './aging-orders.js';
import { STAGES, type Waiting } from './aging-stages.js';
import { orderThen } from './order-past.js';
import { type Past, sideBySide, type WhoseMoney } from './past.js';
import { isAsked, report, type ReportFilter } from './report.js';
import { instantColumn, minor, text, wholeNumber } from './table.js';

const COLUMNS = {
  stage: text(`What it waits for: ${Object.keys(STAGES).join(', ')}.`),
  age_days: wholeNumber(
    'Since then, at the instant of the report: of the last event, where none is asked for.',
    'whole days',
  ),
  age_bucket: text('0-1, 2-7, 8-30, 31-90 or 91+ days.'),
  order_id: text('The order, if it is about one.'),
  payout_id: text('The payout, if it is about one.'),
  creator_id: text('Whose order, earning or payout it is.'),
  market: text('The market of the creator.'),
  currency: text('ISO 4217.'),
  account: text('In which account of the ledger the amount lies; none before it is paid.'),
  amount_minor: minor(
    'The price; of a delivered order what its creator has earned; of a payout what is paid.',
  ),
  since: instantColumn('Since when.'),
  due_at: instantColumn('When it must have happened; of an earning in hold, when it can be paid out.'),
};

type Begun = DecodedEvent<EventOf<'OrderPlaced' | (typeof ACCOUNT_BEGINS)[number]>>;

/** Orders and accounts, each where its stream began: of what waits, some orders and accounts are in memory at a time. */
export const agingReport = report({
  name: 'aging',
  title: 'What waits, for what, and for how long',
  period: 'since when it waits (`since`)',
  columns: COLUMNS,
  // What is owed to others, what is owed to us, and what nobody has paid yet are no one sum.
  totalledBy: 'account',
  async *rows(past, filter) {
    for await (const page of past.events(['OrderPlaced', ...ACCOUNT_BEGINS])) {
      const begun = page.filter(({ revision }) => revision === 0n);
      const rows = await sideBySide(begun, (event) => rowsOf(past, filter, event));
      yield rows.flat();
    }
  },
});

async function rowsOf(past: Past, filter: ReportFilter, event: Begun) {
  const { whose, currency, waiting } = await waitingSince(past, event);
  return waiting
    .filter(({ since }) => isAsked(filter, { market: whose.market, currency, at: since }))
    .map((each) => rowOf(each, whose, currency, past.asOf.instant));
}

interface WaitingOfOne {
  readonly whose: WhoseMoney;
  readonly currency: Currency;
  readonly waiting: readonly Waiting[];
}

async function waitingSince(past: Past, event: Begun): Promise<WaitingOfOne> {
  if (event.type === 'OrderPlaced') {
    const { orderId, price } = event.data;
    const waiting = waitingOfOrder(await orderThen(past, orderId));
    return { whose: event.data, currency: price.currency, waiting };
  }
  const { creatorId } = event.data;
  const then = await accountThen(past, accountIdOf(event));
  const market = await past.marketOf(creatorId);
  return {
    whose: { creatorId, market },
    currency: then.currency,
    waiting: waitingOfAccount(then, past.asOf.instant),
  };
}

function rowOf(
  { stage, since, dueAt, orderId, payoutId, amountMinor }: Waiting,
  { creatorId, market }: WhoseMoney,
  currency: Currency,
  asOf: Instant,
) {
  const days = Math.max(0, Math.floor((epochMs(asOf) - Date.parse(since)) / DAY_MS));
  return {
    stage,
    age_days: BigInt(days),
    age_bucket: BUCKETS.find(([most]) => days <= most)?.[1] ?? '91+',
    order_id: orderId,
    payout_id: payoutId,
    creator_id: creatorId,
    market,
    currency,
    account: STAGES[stage],
    amount_minor: amountMinor,
    since,
    due_at: dueAt,
  };
}

const BUCKETS = [
  [1, '0-1'],
  [7, '2-7'],
  [30, '8-30'],
  [90, '31-90'],
] as const;
