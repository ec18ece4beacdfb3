import type { Cell, Column, Columns, Facts, TablePart } from '../../application/reports/table.js';

const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * RFC 4180: lines end with CRLF, all have as many fields, the first names them. Its first field says what a line is: `row`; `total`, one
 * per currency; or `about`, a name and a value. Text that a spreadsheet would take for a formula begins with an apostrophe.
 */
export async function* csvFile(table: AsyncIterable<TablePart>): AsyncGenerator<Uint8Array> {
  let columns: Columns = {};
  let about: Facts = {};
  for await (const part of table)
    switch (part.part) {
      case 'head':
        ({ columns, about } = part);
        yield lines([['line', ...Object.keys(columns)]]);
        break;
      case 'rows':
        if (part.rows.length > 0)
          yield lines(part.rows.map((row) => ['row', ...cells(columns, (name) => row[name])]));
        break;
      case 'foot': {
        const named = { ...about, ...countsOf(part.totals, columns), rows: part.rows, sha256: part.sha256 };
        yield lines([
          ...part.totals.map((total) => ['total', ...cells(columns, (name) => total[name])]),
          ...Object.entries(named).map(([name, fact]) => aboutLine(columns, name, fact)),
        ]);
      }
    }
}

type Fields = readonly string[];

const lines = (records: readonly Fields[]): Uint8Array =>
  Buffer.from(records.map((fields) => `${fields.map(quoted).join(',')}\r\n`).join(''));

const cells = (columns: Columns, cellOf: (name: string) => Cell | undefined): Fields =>
  Object.entries(columns).map(([name, { type }]) => fieldOf(type, cellOf(name) ?? null));

/** A number is never a formula, though it may begin with `-`. */
function fieldOf(type: Column['type'], cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'bigint') return cell.toString();
  return type === 'text' && FORMULA.test(cell) ? `'${cell}` : cell;
}

const quoted = (field: string): string =>
  NEEDS_QUOTES.test(field) ? `"${field.replaceAll('"', '""')}"` : field;

function aboutLine(columns: Columns, name: string, fact: Cell): Fields {
  const fields = ['about', name, fieldOf('text', fact)];
  return [
    ...fields,
    ...Object.keys(columns)
      .slice(fields.length - 1)
      .map(() => ''),
  ];
}

/** What a total has beside the sums of columns: how many rows, for one. Named after what the total is of. */
const countsOf = (totals: readonly Facts[], columns: Columns): Facts =>
  Object.fromEntries(
    totals.flatMap((total) => {
      const of = Object.values(total).filter((fact) => typeof fact === 'string');
      return Object.entries(total)
        .filter(([name]) => columns[name] === undefined)
        .map(([name, fact]) => [[name, ...of].join(' '), fact]);
    }),
  );
