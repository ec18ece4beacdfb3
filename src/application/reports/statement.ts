import { creatorAccountId } from '../../domain/creator-account/account.js';
import type { CreatorId } from '../../domain/ids.js';
import { entryOf } from '../../domain/ledger/journal.js';
import type { Posting } from '../../domain/ledger/ledger.js';
import { currencies, type Currency } from '../../domain/money.js';
import type { Instant } from '../../domain/time.js';
import { creatorAccounts } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { Past } from './past.js';
import {
  type Facts,
  instantColumn,
  minor,
  positionColumn,
  RowDigest,
  type RowOf,
  type TablePart,
  text,
} from './table.js';

export interface StatementAsked {
  readonly creatorId: CreatorId;
  /** Every one that the creator has an account in, where it is left out. */
  readonly currency?: Currency | undefined;
  /** Recorded at or after. */
  readonly from?: Instant | undefined;
  /** Recorded before. */
  readonly to?: Instant | undefined;
}

const { isSummed: _isSummed, ...BALANCE } = minor(
  'What the creator has not got yet after it, less what the creator owes.',
);

export const STATEMENT_COLUMNS = {
  currency: text('ISO 4217: one after the other.'),
  event_id: text('What the line follows from.'),
  event: text('The type of that event.'),
  position: positionColumn('Where it is in the log.'),
  order_id: text('The order, if it is about one.'),
  payout_id: text('The payout, if it is about one.'),
  account: text('Which account of the ledger: a payout under way is in transit.'),
  effective_at: instantColumn('When it came about.'),
  recorded_at: instantColumn('When the log recorded it: the statement goes by this.'),
  amount_minor: minor("Positive: in the creator's favour."),
  balance_minor: BALANCE,
} as const;

type Line = RowOf<typeof STATEMENT_COLUMNS>;

/**
 * The account of a creator from an opening to a closing balance. It goes by when things were recorded, so that a month that is over
 * never changes, and its closing balance is the opening one of the next.
 */
export async function* tellStatement(past: Past, asked: StatementAsked): AsyncGenerator<TablePart> {
  yield { part: 'head', about: aboutStatement(past, asked), columns: STATEMENT_COLUMNS };
  const digest = new RowDigest(STATEMENT_COLUMNS);
  const totals: Facts[] = [];
  for (const currency of asked.currency === undefined ? [...currencies()].sort() : [asked.currency]) {
    const account = new Account(past, asked, currency);
    for await (const lines of account.lines()) {
      digest.add(lines);
      yield { part: 'rows', rows: lines };
    }
    if (account.isThere || asked.currency !== undefined) totals.push(account.totals());
  }
  yield digest.end(totals);
}

const aboutStatement = ({ asOf }: Past, { creatorId, currency, from, to }: StatementAsked): Facts => ({
  ...{ statement: creatorId, as_of: asOf.instant, position: asOf.position.toString() },
  ...{ currency: currency ?? null, from: from ?? null, to: to ?? null },
});

/** One account, as far as it is asked for. */
class Account {
  isThere = false;
  #openingMinor = 0n;
  #balanceMinor = 0n;
  #hasBegun = false;
  #rows = 0n;

  constructor(
    private readonly past: Past,
    private readonly asked: StatementAsked,
    private readonly currency: Currency,
  ) {}

  async *lines(): AsyncGenerator<readonly Line[]> {
    const { creatorId, to } = this.asked;
    for await (const page of this.past.stream(creatorAccounts, creatorAccountId(creatorId, this.currency))) {
      this.isThere = true;
      const end = page.findIndex(({ recordedAt }) => to !== undefined && recordedAt >= to);
      const lines = (end < 0 ? page : page.slice(0, end)).flatMap((event) => this.#take(event));
      this.#rows += BigInt(lines.length);
      if (lines.length > 0) yield lines;
      if (end >= 0) return;
    }
  }

  totals(): Facts {
    return {
      currency: this.currency,
      rows: this.#rows,
      opening_balance_minor: this.#openingMinor,
      amount_minor: this.#balanceMinor - this.#openingMinor,
      closing_balance_minor: this.#balanceMinor,
    };
  }

  #take(event: DecodedEvent<ShoutoutsEvent>): readonly Line[] {
    const { from, creatorId } = this.asked;
    this.#hasBegun ||= from === undefined || event.recordedAt >= from;
    const entry = entryOf(event);
    const postings = entry?.postings.filter((posting) => posting.creatorId === creatorId) ?? [];
    const lines = postings.map((posting) => this.#lineOf(event, posting));
    if (this.#hasBegun) return lines;
    this.#openingMinor = this.#balanceMinor;
    return [];
  }

  /** What the ledger owes is negative there; to the creator it is the balance. */
  #lineOf(event: DecodedEvent<ShoutoutsEvent>, { account, amountMinor }: Posting): Line {
    this.#balanceMinor -= amountMinor;
    const entry = entryOf(event);
    return {
      currency: this.currency,
      event_id: event.id,
      event: event.type,
      position: event.position,
      order_id: entry?.orderId ?? null,
      payout_id: entry?.payoutId ?? null,
      account,
      effective_at: entry?.effectiveAt ?? null,
      recorded_at: event.recordedAt,
      amount_minor: -amountMinor,
      balance_minor: this.#balanceMinor,
    };
  }
}
