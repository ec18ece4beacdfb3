import type { EventOf, EventType } from '../../domain/all-events.js';
import type { CreatorAccountEvent } from '../../domain/creator-account/events.js';
import type { CreatorId, MarketCode } from '../../domain/ids.js';
import type { Currency } from '../../domain/money.js';
import { dayOf } from '../../domain/time.js';
import { creatorAccounts } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { ACCOUNT_BEGINS, type AccountBegun, accountIdOf } from './account-past.js';
import { type Past, sideBySide } from './past.js';
import { isAsked, report, type Report, type ReportFilter } from './report.js';
import { instantColumn, minor, positionColumn, text, wholeNumber } from './table.js';

/** An earning that was earned, or that a lost chargeback took back: then every amount is negative. */
interface Movement {
  readonly event: DecodedEvent<EventOf<(typeof MOVING)[number]>>;
  readonly market: MarketCode;
  readonly creatorId: CreatorId;
  readonly currency: Currency;
  readonly at: string;
  readonly sign: 1n | -1n;
}

const MOVING = ['EarningEarned', 'EarningTakenBack'] as const;

async function* movements(past: Past, filter: ReportFilter): AsyncGenerator<readonly Movement[]> {
  for await (const page of past.events(MOVING)) {
    const all = await sideBySide(page, (event) => movementOf(past, event));
    yield all.filter((movement) => isAsked(filter, movement));
  }
}

async function movementOf(past: Past, event: Movement['event']): Promise<Movement> {
  const { orderId, creatorId, earning } = event.data;
  const { market } = await past.factsOf(orderId);
  const { currency } = earning;
  return event.type === 'EarningEarned'
    ? { event, market, creatorId, currency, at: event.data.earnedAt, sign: 1n }
    : { event, market, creatorId, currency, at: event.data.takenBackAt, sign: -1n };
}

const PERIOD = 'when it was earned or taken back (`effective_at`)';

export const earningsReport = report({
  name: 'earnings',
  title: 'What each delivered order brought its creator, and what chargebacks took back',
  period: PERIOD,
  columns: {
    event_id: text('What the row says.'),
    event: text('EarningEarned, or EarningTakenBack: then every amount is negative.'),
    position: positionColumn('Where the event is in the log.'),
    order_id: text('The order.'),
    creator_id: text('Its creator.'),
    market: text('The market of the creator.'),
    currency: text('ISO 4217.'),
    day: text('Of `effective_at`, in UTC.'),
    month: text('Of `effective_at`, in UTC.'),
    price_minor: minor('Earning and fee are the price.'),
    fee_minor: minor("The platform's."),
    earning_minor: minor("The creator's."),
    available_at: instantColumn('From when on it can be paid out.'),
    effective_at: instantColumn('When it came about.'),
    recorded_at: instantColumn('When the log recorded it.'),
  },
  async *rows(past, filter) {
    for await (const page of movements(past, filter))
      yield page.map(({ event, market, creatorId, currency, at, sign }) => ({
        event_id: event.id,
        event: event.type,
        position: event.position,
        order_id: event.data.orderId,
        creator_id: creatorId,
        ...{ market, currency, day: dayOf(at), month: monthOf(at) },
        price_minor: sign * event.data.price.amountMinor,
        fee_minor: sign * event.data.fee.amountMinor,
        earning_minor: sign * event.data.earning.amountMinor,
        available_at: event.type === 'EarningEarned' ? event.data.availableAt : null,
        effective_at: at,
        recorded_at: event.recordedAt,
      }));
  },
});

const monthOf = (at: string): string => at.slice(0, 'YYYY-MM'.length);

const SUMS = {
  earned_count: wholeNumber('Orders whose earning was earned.', 'orders'),
  taken_back_count: wholeNumber('Orders whose earning was taken back.', 'orders'),
  price_minor: minor('Of what was earned, less what was taken back.'),
  fee_minor: minor("The platform's, likewise."),
  earned_minor: minor('What creators have earned.'),
  taken_back_minor: minor('What lost chargebacks took back.'),
  earning_minor: minor('Earned, less taken back.'),
} as const;

type Sums = { readonly [Name in keyof typeof SUMS]: bigint };

const NOTHING: Sums = {
  ...{ earned_count: 0n, taken_back_count: 0n, price_minor: 0n, fee_minor: 0n },
  ...{ earned_minor: 0n, taken_back_minor: 0n, earning_minor: 0n },
};

function plus(sums: Sums, { event, sign }: Movement): Sums {
  const { price, fee, earning } = event.data;
  const isEarned = sign === 1n;
  return {
    earned_count: sums.earned_count + (isEarned ? 1n : 0n),
    taken_back_count: sums.taken_back_count + (isEarned ? 0n : 1n),
    price_minor: sums.price_minor + sign * price.amountMinor,
    fee_minor: sums.fee_minor + sign * fee.amountMinor,
    earned_minor: sums.earned_minor + (isEarned ? earning.amountMinor : 0n),
    taken_back_minor: sums.taken_back_minor + (isEarned ? 0n : earning.amountMinor),
    earning_minor: sums.earning_minor + sign * earning.amountMinor,
  };
}

interface Group {
  readonly key: string;
  readonly market: MarketCode;
  readonly currency: Currency;
  readonly sums: Sums;
}

/** As many rows as there are of `keyOf`, markets and currencies, kept in memory: days and months, not orders. */
async function groupsBy(
  keyOf: (movement: Movement) => string,
  past: Past,
  filter: ReportFilter,
): Promise<readonly Group[]> {
  const groups = new Map<string, Group>();
  for await (const page of movements(past, filter))
    for (const movement of page) {
      const { market, currency } = movement;
      const key = keyOf(movement);
      const name = `${key} ${currency} ${market}`;
      const { sums } = groups.get(name) ?? { sums: NOTHING };
      groups.set(name, { key, market, currency, sums: plus(sums, movement) });
    }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

const OF_GROUP = { market: text('The market of the creators.'), currency: text('ISO 4217.') } as const;

const earningsByDayReport = report({
  name: 'earnings_by_day',
  title: 'Earnings of each day',
  period: PERIOD,
  columns: { day: text('In UTC.'), ...OF_GROUP, ...SUMS },
  async *rows(past, filter) {
    const groups = await groupsBy(({ at }) => dayOf(at), past, filter);
    yield groups.map(({ key: day, market, currency, sums }) => ({ day, market, currency, ...sums }));
  },
});

const earningsByMonthReport = report({
  name: 'earnings_by_month',
  title: 'Earnings of each month',
  period: PERIOD,
  columns: { month: text('In UTC.'), ...OF_GROUP, ...SUMS },
  async *rows(past, filter) {
    const groups = await groupsBy(({ at }) => monthOf(at), past, filter);
    yield groups.map(({ key: month, market, currency, sums }) => ({ month, market, currency, ...sums }));
  },
});

const earningsByCurrencyReport = report({
  name: 'earnings_by_currency',
  title: 'Earnings of each currency',
  period: PERIOD,
  columns: { ...OF_GROUP, ...SUMS },
  async *rows(past, filter) {
    const groups = await groupsBy(() => '', past, filter);
    yield groups.map(({ market, currency, sums }) => ({ market, currency, ...sums }));
  },
});

/** Account by account, as they began: what a group of each creator would be is never kept. */
const earningsByCreatorReport = report({
  name: 'earnings_by_creator',
  title: 'Earnings of each creator',
  period: PERIOD,
  columns: { creator_id: text('The creator.'), ...OF_GROUP, ...SUMS },
  async *rows(past, filter) {
    for await (const page of past.events(ACCOUNT_BEGINS)) {
      const begun = page.filter(({ revision }) => revision === 0n);
      const accounts = await sideBySide(begun, (event) => sumsOfAccount(past, filter, event));
      yield accounts.flatMap((account) => account ?? []);
    }
  },
});

async function sumsOfAccount(past: Past, filter: ReportFilter, begun: AccountBegun) {
  let sums = NOTHING;
  let last: Movement | undefined;
  for await (const page of past.stream(creatorAccounts, accountIdOf(begun)))
    for (const event of page.filter(isMoving)) {
      const movement = await movementOf(past, event);
      if (!isAsked(filter, movement)) continue;
      sums = plus(sums, movement);
      last = movement;
    }
  if (last === undefined) return undefined;
  const { creatorId, market, currency } = last;
  return { creator_id: creatorId, market, currency, ...sums };
}

const isMoving = (event: DecodedEvent<CreatorAccountEvent>): event is Movement['event'] =>
  (MOVING as readonly EventType[]).includes(event.type);

export const EARNINGS_REPORTS: readonly Report[] = [
  earningsReport,
  earningsByDayReport,
  earningsByMonthReport,
  earningsByCurrencyReport,
  earningsByCreatorReport,
];
