import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { entryOf, MONEY_EVENT_TYPES } from '../../domain/ledger/journal.js';
import type { JournalEntry, LedgerAccount, Posting } from '../../domain/ledger/ledger.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { Balances } from '../finance/balances.js';
import { type WhoseMoney, type Past, sideBySide } from './past.js';
import { isAsked, report, type ReportFilter } from './report.js';
import { instantColumn, minor, positionColumn, text } from './table.js';

/** A line of the ledger, with the event and the entry that it is of. */
interface Line {
  readonly event: DecodedEvent<ShoutoutsEvent>;
  readonly entry: JournalEntry;
  readonly posting: Posting;
  /** `undefined` where it is of the platform alone. */
  readonly facts: WhoseMoney | undefined;
}

/** The lines that are asked for, in the order of the log. */
async function* linesOf(past: Past, filter: ReportFilter): AsyncGenerator<readonly Line[]> {
  for await (const page of past.events(MONEY_EVENT_TYPES)) {
    const entries = page.flatMap((event) => {
      const entry = entryOf(event);
      return entry === null ? [] : [{ event, entry }];
    });
    const lines = await sideBySide(entries, async ({ event, entry }) => {
      const facts = await whoseMoney(past, event, entry);
      return isAsked(filter, { market: facts?.market, currency: entry.currency, at: entry.effectiveAt })
        ? entry.postings.map((posting) => ({ event, entry, posting, facts }))
        : [];
    });
    yield lines.flat();
  }
}

/** A payout is of many orders, and of one creator; what finance moves for a case, and what the provider takes, is of nobody. */
async function whoseMoney(
  past: Past,
  { data }: DecodedEvent<ShoutoutsEvent>,
  { orderId }: JournalEntry,
): Promise<WhoseMoney | undefined> {
  if (orderId !== null) return past.factsOf(orderId);
  if (!('creatorId' in data)) return undefined;
  return { creatorId: data.creatorId, market: await past.marketOf(data.creatorId) };
}

const COMMON_COLUMNS = {
  event_id: text('What the entry follows from: those of one event sum to zero.'),
  event: text('The type of that event.'),
  position: positionColumn('Where the event is in the log.'),
  account: text('Which account of the ledger.'),
  order_id: text('The order, if it is about one.'),
  payout_id: text('The payout, if it is about one.'),
  creator_id: text('Whose order or payout it is, if it is about one.'),
  market: text('The market of the creator, if it is about one.'),
  currency: text('ISO 4217.'),
} as const;

const TIMES = {
  effective_at: instantColumn('When it came about.'),
  recorded_at: instantColumn('When the log recorded it.'),
  correlation_id: text('Of everything that one request or webhook set in motion.'),
} as const;

const common = ({ event, entry, posting, facts }: Line) => ({
  event_id: event.id,
  event: event.type,
  position: event.position,
  account: posting.account,
  order_id: entry.orderId,
  payout_id: entry.payoutId,
  creator_id: facts?.creatorId ?? null,
  market: facts?.market ?? null,
  currency: entry.currency,
});

const times = ({ event, entry }: Line) => ({
  effective_at: entry.effectiveAt,
  recorded_at: event.recordedAt,
  correlation_id: event.metadata.$correlationId,
});

const sidesOf = ({ amountMinor }: Posting) =>
  amountMinor > 0n ? { debit: amountMinor, credit: 0n } : { debit: 0n, credit: -amountMinor };

const PERIOD = 'when it came about (`effective_at`)';

export const ledgerPostingsReport = report({
  name: 'ledger_postings',
  title: 'Every line of the ledger',
  period: PERIOD,
  columns: {
    ...COMMON_COLUMNS,
    debit_minor: minor('Zero, where it is a credit.'),
    credit_minor: minor('Zero, where it is a debit.'),
    ...TIMES,
  },
  async *rows(past, filter) {
    for await (const lines of linesOf(past, filter))
      yield lines.map((line) => {
        const { debit, credit } = sidesOf(line.posting);
        return { ...common(line), debit_minor: debit, credit_minor: credit, ...times(line) };
      });
  },
});

export const ledgerBalancesReport = report({
  name: 'ledger_balances',
  title: 'What is in each account of the ledger',
  period: PERIOD,
  columns: {
    account: COMMON_COLUMNS.account,
    currency: COMMON_COLUMNS.currency,
    debit_minor: minor('All debits.'),
    credit_minor: minor('All credits.'),
    balance_minor: minor(
      'Debits less credits: positive is owned, negative is owed. Those of one currency sum to zero.',
    ),
  },
  async *rows(past, filter) {
    const [debits, credits] = [new Balances(), new Balances()];
    for await (const lines of linesOf(past, filter))
      for (const { entry, posting } of lines) {
        const { debit, credit } = sidesOf(posting);
        debits.add(posting.account, entry.currency, debit);
        credits.add(posting.account, entry.currency, credit);
      }
    const all = credits.all();
    yield debits.all().map(({ account, currency, balanceMinor: debit }, index) => {
      const credit = all[index]?.balanceMinor ?? 0n;
      return { account, currency, debit_minor: debit, credit_minor: credit, balance_minor: debit - credit };
    });
  },
});

/** Accounts in which fees lie. */
const FEES: readonly LedgerAccount[] = ['platform_fees', 'provider_fees', 'bank_fees'];

export const feesReport = report({
  name: 'fees',
  title: 'What was earned in fees and taken back, and what the provider and our bank have taken',
  period: PERIOD,
  columns: {
    ...COMMON_COLUMNS,
    fee_minor: minor(
      'Positive where it was earned, negative where it was taken back, or taken by the provider or our bank.',
    ),
    ...TIMES,
  },
  async *rows(past, filter) {
    for await (const lines of linesOf(past, filter))
      yield lines
        .filter(({ posting }) => FEES.includes(posting.account))
        .map((line) => ({ ...common(line), fee_minor: -line.posting.amountMinor, ...times(line) }));
  },
});
