import { createHash } from 'node:crypto';

/** What a column holds: text and instants as text (ISO 8601, UTC), whole numbers and places in the log as bigints. */
export type ColumnType = 'text' | 'instant' | 'integer' | 'position';

export interface Column {
  readonly type: ColumnType;
  readonly meaning: string;
  /** Of a number. */
  readonly unit?: string;
  /** Its sums stand at the end. */
  readonly isSummed?: true;
}

/** By their names, in their order. Names are for good: files are read by programs. */
export type Columns = Readonly<Record<string, Column>>;

export type Cell = string | bigint | null;
export type Row = Readonly<Record<string, Cell>>;

type CellOf<C extends Column> = C['type'] extends 'integer' | 'position' ? bigint : string;

/** A row with exactly these columns; any of them may be `null`. */
export type RowOf<C extends Columns> = { readonly [Name in keyof C]: CellOf<C[Name]> | null };

/** Beside the rows: what a table is about, and what its rows come to. */
export type Facts = Readonly<Record<string, Cell>>;

/** A table as it is told, piece by piece, so that nobody keeps it whole: first its head, last its foot. */
export type TablePart =
  | { readonly part: 'head'; readonly about: Facts; readonly columns: Columns }
  | { readonly part: 'rows'; readonly rows: readonly Row[] }
  | TableFoot;

export interface TableFoot {
  readonly part: 'foot';
  readonly rows: bigint;
  /** SHA-256, in hexadecimal, of all rows as {@link lineOf} writes them, a line feed after each. */
  readonly sha256: string;
  /** One for each currency, or for each account in it, in alphabetical order. */
  readonly totals: readonly Facts[];
}

export const text = (meaning: string) => ({ type: 'text', meaning }) as const;
export const instantColumn = (meaning: string) => ({ type: 'instant', meaning }) as const;
export const positionColumn = (meaning: string) => ({ type: 'position', meaning }) as const;
export const wholeNumber = (meaning: string, unit: string) => ({ type: 'integer', meaning, unit }) as const;
/** An amount of money; every table has its `currency` beside it. */
export const minor = (meaning: string) =>
  ({ type: 'integer', meaning, unit: 'minor units of the currency', isSummed: true }) as const;

/**
 * A row in its canonical form: JSON in one line, fields in the order of the columns, numbers in all their digits, positions as text
 * (they may be beyond what a JSON number keeps).
 */
export function lineOf(columns: Columns, row: Row): string {
  const fields = Object.entries(columns).map(
    ([name, { type }]) => `${JSON.stringify(name)}:${cellText(type, row[name] ?? null)}`,
  );
  return `{${fields.join(',')}}`;
}

export function cellText(type: ColumnType, cell: Cell): string {
  if (typeof cell !== 'bigint') return JSON.stringify(cell);
  return type === 'position' ? JSON.stringify(cell.toString()) : cell.toString();
}

/** Counts and digests rows as they go by. */
export class RowDigest {
  readonly #hash = createHash('sha256');
  #rows = 0n;

  constructor(private readonly columns: Columns) {}

  add(rows: readonly Row[]): void {
    for (const row of rows) this.#hash.update(lineOf(this.columns, row)).update('\n');
    this.#rows += BigInt(rows.length);
  }

  /** Nothing can be added afterwards. */
  end(totals: readonly Facts[]): TableFoot {
    return { part: 'foot', rows: this.#rows, sha256: this.#hash.digest('hex'), totals };
  }
}
