import { tableFromIPC } from '@uwdata/flechette';
import { parse } from 'csv-parse/sync';
import { readParquet, readSchema } from 'parquet-wasm';
import readWorkbook from 'read-excel-file/node';

/** A table as other programs read it: every cell as text, nothing where there is nothing. */
export interface ReadTable {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** What is said beside the rows, by its name. */
  readonly about: Readonly<Record<string, string>>;
  readonly totals: readonly Readonly<Record<string, string>>[];
}

type Cells = readonly unknown[];

type Plain = string | number | bigint | boolean | null | undefined;

const cell = (value: unknown): string => String((value as Plain) ?? '');
const named = (columns: readonly string[], cells: Cells) =>
  Object.fromEntries(columns.map((column, index) => [column, cell(cells[index])]));
const facts = (of: object) =>
  Object.fromEntries(Object.entries(of).map(([name, fact]) => [name, cell(fact)]));

export function readJson(bytes: Uint8Array): ReadTable {
  const { about, columns, data, totals, ...more } = JSON.parse(Buffer.from(bytes).toString()) as {
    readonly about: object;
    readonly columns: readonly { readonly name: string }[];
    readonly data: readonly object[];
    readonly totals: readonly object[];
  };
  return {
    columns: columns.map(({ name }) => name),
    rows: data.map(facts),
    about: facts({ ...about, ...more }),
    totals: totals.map(facts),
  };
}

/** An apostrophe before what would be a formula is none of the text. */
const undefused = (text: string): string => text.replace(/^'(?=[=+\-@\t\r])/, '');

export function readCsv(bytes: Uint8Array): ReadTable {
  const [[, ...columns] = [], ...lines] = parse(Buffer.from(bytes), {
    record_delimiter: '\r\n',
    relax_column_count: false,
  });
  const of = (kind: string) => lines.filter(([first]) => first === kind).map(([, ...fields]) => fields);
  const rows = of('row').map((fields) => named(columns, fields.map(undefused)));
  const about = Object.fromEntries(of('about').map(([name = '', fact = '']) => [name, undefused(fact)]));
  return { columns, rows, about, totals: of('total').map((fields) => named(columns, fields)) };
}

export async function readXlsx(bytes: Uint8Array): Promise<ReadTable> {
  const sheets = await readWorkbook(Buffer.from(bytes), { parseNumber: (text) => text, trim: false });
  const about: Record<string, string> = {};
  const last = sheets.at(-1)?.data ?? [];
  const isEmpty = (line: Cells | undefined) => line === undefined || line.every((each) => cell(each) === '');
  const end = last.findIndex(isEmpty);
  for (const [name, fact] of last.slice(0, end)) about[cell(name)] = cell(fact);
  const [, heading, ...more] = last.slice(last.findIndex(([first]) => first === 'totals'));
  const sums = more.slice(0, more.findIndex(isEmpty));
  const [[columns = []] = []] = sheets.map(({ data }) => data);
  return {
    columns: columns.map(cell),
    rows: sheets
      .slice(0, -1)
      .flatMap(({ data }) => data.slice(1).map((line) => named(columns.map(cell), line))),
    about,
    totals:
      heading === undefined || !last.some(([first]) => first === 'totals')
        ? []
        : sums.map((line) => named(heading.map(cell), line)),
  };
}

export function readParquetFile(bytes: Uint8Array): ReadTable {
  const ipc = readParquet(bytes).intoIPCStream();
  const table = tableFromIPC(ipc, { useBigInt: true, useDate: true });
  const columns = table.schema.fields.map(({ name }) => name);
  const metadata = Object.fromEntries(
    [...readSchema(bytes).metadata().entries()].map(([name, fact]) => [name.replace('shoutouts.', ''), fact]),
  );
  const values = (value: unknown) => (value instanceof Date ? value.toISOString() : value);
  const rows = table.toArray() as readonly Readonly<Record<string, unknown>>[];
  return {
    columns,
    rows: rows.map((row) =>
      named(
        columns,
        columns.map((name) => values(row[name])),
      ),
    ),
    about: facts({
      ...(JSON.parse(metadata['about'] ?? '{}') as object),
      ...{ rows: metadata['rows'], sha256: metadata['sha256'] },
    }),
    totals: (JSON.parse(metadata['totals'] ?? '[]') as object[]).map(facts),
  };
}

export const READERS = {
  json: async (bytes: Uint8Array) => readJson(bytes),
  csv: async (bytes: Uint8Array) => readCsv(bytes),
  xlsx: readXlsx,
  parquet: async (bytes: Uint8Array) => readParquetFile(bytes),
} as const;
