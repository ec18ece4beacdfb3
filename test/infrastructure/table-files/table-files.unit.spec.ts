import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { TABLE_FORMATS } from '../../../src/application/ports/table-files.js';
import {
  type Facts,
  instantColumn,
  lineOf,
  minor,
  positionColumn,
  type Row,
  RowDigest,
  type TablePart,
  text,
  wholeNumber,
} from '../../../src/application/reports/table.js';
import { StreamedTableFiles } from '../../../src/infrastructure/table-files/table-files.js';
import { READERS, readCsv, readXlsx } from '../../support/read-table.js';
import { tableFile } from '../../support/table-file.js';

const COLUMNS = {
  id: text('Whatever it is.'),
  currency: text('ISO 4217.'),
  position: positionColumn('Where it is in the log.'),
  amount_minor: minor('How much.'),
  days: wholeNumber('How long.', 'days'),
  at: instantColumn('When.'),
};
const ROWS: readonly Row[] = [
  {
    id: 'plain',
    currency: 'TRY',
    position: 7n,
    amount_minor: -15_000n,
    days: 0n,
    at: '2026-11-23T09:30:00.123Z',
  },
  { id: '=1+1', currency: 'TRY', position: 2n ** 62n, amount_minor: 0n, days: null, at: null },
  {
    id: '@SUM(A1)',
    currency: 'AED',
    position: null,
    amount_minor: null,
    days: 3n,
    at: '1969-12-31T23:59:59.999Z',
  },
  {
    id: 'a "quoted", Işıl <&>\r\nسطر',
    currency: 'USD',
    position: 9n,
    amount_minor: 99_999_999n,
    days: 1n,
    at: null,
  },
  { id: ' -2', currency: 'USD', position: 9n, amount_minor: 5n, days: 1n, at: null },
  { id: '+90', currency: 'USD', position: 9n, amount_minor: 5n, days: 1n, at: null },
  { id: '-', currency: 'USD', position: 9n, amount_minor: 5n, days: 1n, at: null },
];
const TOTALS: readonly Facts[] = [{ currency: 'TRY', rows: 2n, amount_minor: -15_000n }];
const ABOUT: Facts = { report: 'test', position: '12', market: null };

async function* tableOf(rows: readonly Row[], pageRows = 3): AsyncGenerator<TablePart> {
  yield { part: 'head', about: ABOUT, columns: COLUMNS };
  const digest = new RowDigest(COLUMNS);
  for (let at = 0; at < rows.length; at += pageRows) {
    const page = rows.slice(at, at + pageRows);
    digest.add(page);
    yield { part: 'rows', rows: page };
  }
  yield digest.end(TOTALS);
}

const asText = (row: Row) =>
  Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell === null ? '' : String(cell)]));

describe.each(TABLE_FORMATS)('a table as %s', (format) => {
  it('is read by another program as it was written, with its totals, its position and its digest', async () => {
    const read = await READERS[format](await tableFile(format, tableOf(ROWS)));
    expect(read.columns).toEqual(Object.keys(COLUMNS));
    expect(read.rows).toEqual(ROWS.map(asText));
    const lines = ROWS.map((row) => `${lineOf(COLUMNS, row)}\n`).join('');
    const sha256 = createHash('sha256').update(lines).digest('hex');
    expect(read.about).toMatchObject({ report: 'test', position: '12', market: '', rows: '7', sha256 });
    expect(read.totals).toMatchObject([{ currency: 'TRY', amount_minor: '-15000' }]);
  });

  it('may have no rows', async () => {
    const read = await READERS[format](await tableFile(format, tableOf([])));
    expect(read).toMatchObject({ columns: Object.keys(COLUMNS), rows: [], about: { rows: '0' } });
  });

  it('is the same, byte by byte, when and where and in how many pieces it is told', async () => {
    const before = process.env['TZ'];
    const first = await tableFile(format, tableOf(ROWS));
    process.env['TZ'] = 'Asia/Dubai';
    const second = await tableFile(format, tableOf(ROWS, 1));
    process.env['TZ'] = before;
    expect(second.equals(first)).toBe(true);
  });

  it('is not taken for whole when its table breaks off', async () => {
    async function* broken(): AsyncGenerator<TablePart> {
      for await (const part of tableOf(ROWS)) {
        if (part.part === 'foot') throw new Error('the log is gone');
        yield part;
      }
    }
    await expect(tableFile(format, broken())).rejects.toThrow('the log is gone');
  });

  it('ends its table when nobody reads on', async () => {
    let hasEnded = false;
    async function* endless(): AsyncGenerator<TablePart> {
      try {
        yield { part: 'head', about: ABOUT, columns: COLUMNS };
        for (;;) yield { part: 'rows', rows: ROWS };
      } finally {
        hasEnded = true;
      }
    }
    for await (const _ of new StreamedTableFiles().fileOf(format, endless())) break;
    expect(hasEnded).toBe(true);
  });
});

describe('a table on paper', () => {
  it('is the same, byte by byte, when and where it is made, and goes on over the pages', async () => {
    const before = process.env['TZ'];
    const many = Array.from({ length: 60 }, () => ROWS).flat();
    const first = await tableFile('pdf', tableOf(many));
    process.env['TZ'] = 'Asia/Dubai';
    const second = await tableFile('pdf', tableOf(many, 1));
    process.env['TZ'] = before;
    expect(second.equals(first)).toBe(true);
    expect(first.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(5);
  });
});

describe('text that a spreadsheet would take for a formula', () => {
  it('begins with an apostrophe in CSV, where numbers stay numbers', async () => {
    const lines = (await tableFile('csv', tableOf(ROWS))).toString().split('\r\n');
    expect(lines[1]).toBe('row,plain,TRY,7,-15000,0,2026-11-23T09:30:00.123Z');
    expect(lines[2]).toBe(`row,'=1+1,TRY,${String(2n ** 62n)},0,,`);
    expect(lines[3]).toBe("row,'@SUM(A1),AED,,,3,1969-12-31T23:59:59.999Z");
    expect(readCsv(await tableFile('csv', tableOf(ROWS))).rows.map(({ id }) => id)).toEqual(
      ROWS.map(({ id }) => id),
    );
  });

  it('is text in XLSX', async () => {
    const { rows } = await readXlsx(await tableFile('xlsx', tableOf(ROWS)));
    expect(rows[1]?.['id']).toBe('=1+1');
  });
});
