import type { MarketCode } from '../../domain/ids.js';
import type { Currency } from '../../domain/money.js';
import type { Instant } from '../../domain/time.js';
import type { Past } from './past.js';
import { type Columns, type Facts, type Row, RowDigest, type RowOf, type TablePart } from './table.js';

/** Of which part of the books a report is asked. What is left out asks nothing. */
export interface ReportFilter {
  readonly market?: MarketCode | undefined;
  readonly currency?: Currency | undefined;
  /** At or after. Which instant of a row, the report says. */
  readonly from?: Instant | undefined;
  /** Before. */
  readonly to?: Instant | undefined;
}

/** A report: what its rows are, and how they follow from the log. The same for every way in and every kind of file. */
export interface Report {
  /** For good. */
  readonly name: string;
  readonly title: string;
  /** Which instant `from` and `to` are about. */
  readonly period: string;
  /** One of them is `currency`. */
  readonly columns: Columns;
  /** A column of text besides the currency for each value of which there is a total: amounts that are no one sum. */
  readonly totalledBy?: string;
  /** In an order that follows from the log alone. */
  readonly rows: (past: Past, filter: ReportFilter) => AsyncIterable<readonly Row[]>;
}

export interface ReportParts<C extends Columns> extends Omit<Report, 'columns' | 'rows' | 'totalledBy'> {
  readonly columns: C;
  readonly totalledBy?: keyof C & string;
  readonly rows: (past: Past, filter: ReportFilter) => AsyncIterable<readonly RowOf<C>[]>;
}

/** The compiler holds the rows of a report against its columns. */
export const report = <C extends Columns>(parts: ReportParts<C>): Report => parts;

/** What of a row a filter looks at. */
export interface Filtered {
  /** `undefined` where it is of no market: then it is left out where one is asked for. */
  readonly market: MarketCode | undefined;
  readonly currency: Currency;
  readonly at: string;
}

export const isAsked = ({ market, currency, from, to }: ReportFilter, of: Filtered): boolean =>
  (market === undefined || market === of.market) &&
  (currency === undefined || currency === of.currency) &&
  (from === undefined || from <= of.at) &&
  (to === undefined || of.at < to);

/** A report as of then, piece by piece. */
export async function* tellReport(
  { name, columns, totalledBy, rows }: Report,
  past: Past,
  filter: ReportFilter,
): AsyncGenerator<TablePart> {
  yield { part: 'head', about: aboutReport(name, past, filter), columns };
  const digest = new RowDigest(columns);
  const totals = new Totals(columns, totalledBy);
  for await (const page of rows(past, filter)) {
    digest.add(page);
    totals.add(page);
    yield { part: 'rows', rows: page };
  }
  yield digest.end(totals.all());
}

const aboutReport = (name: string, { asOf }: Past, { market, currency, from, to }: ReportFilter): Facts => ({
  report: name,
  as_of: asOf.instant,
  position: asOf.position.toString(),
  market: market ?? null,
  currency: currency ?? null,
  from: from ?? null,
  to: to ?? null,
});

/** Adds up, per currency and where it is asked for by one more column, every column that has a sum. */
class Totals {
  readonly #keys: readonly string[];
  readonly #summed: readonly string[];
  readonly #totals = new Map<string, Total>();

  constructor(columns: Columns, totalledBy: string | undefined) {
    this.#keys = totalledBy === undefined ? ['currency'] : ['currency', totalledBy];
    this.#summed = Object.keys(columns).filter((name) => columns[name]?.isSummed === true);
  }

  add(rows: readonly Row[]): void {
    for (const row of rows) {
      const { sums } = this.#totalOf(row);
      sums['rows'] = (sums['rows'] ?? 0n) + 1n;
      for (const name of this.#summed) sums[name] = (sums[name] ?? 0n) + BigInt(row[name] ?? 0n);
    }
  }

  all(): readonly Facts[] {
    return [...this.#totals]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { of, sums }]) => ({ ...of, ...sums }));
  }

  #totalOf(row: Row): Total {
    const of = Object.fromEntries(this.#keys.map((key) => [key, row[key] ?? null]));
    const name = Object.values(of).join(' ');
    const known = this.#totals.get(name);
    if (known !== undefined) return known;
    const sums = Object.fromEntries(['rows', ...this.#summed].map((each) => [each, 0n]));
    this.#totals.set(name, { of, sums });
    return { of, sums };
  }
}

interface Total {
  readonly of: Facts;
  readonly sums: Record<string, bigint>;
}
