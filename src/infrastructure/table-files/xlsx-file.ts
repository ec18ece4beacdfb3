import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Columns, TablePart } from '../../application/reports/table.js';
import { RowSource, type TableHead } from './row-source.js';
import { aboutRows, bookParts, cellsXml, SHEET_BEGINNING, SHEET_END, sheetName } from './xlsx-xml.js';

/** A sheet has room for 1,048,576; a table that is longer goes on in the next sheet. */
const ROWS_PER_SHEET = 1_000_000;
const ROWS_AT_ONCE = 500;

/**
 * Nothing in the file depends on when or where it was made: the time of its parts is the first that ZIP knows, as local time, which is
 * how ZIP writes it.
 */
const PART = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 };

/** ECMA-376 (Excel). Every text is an inline string, which is never taken for a formula. The last sheet says what the table is about. */
export async function* xlsxFile(table: AsyncIterable<TablePart>): AsyncGenerator<Uint8Array> {
  const source = new RowSource(table);
  const zip = new ZipFile();
  const output = new PassThrough();
  zip.outputStream.pipe(output);
  zip.on('error', (error: Error) => output.destroy(error));
  let ended = false;
  addBook(zip, source, () => ended).catch((error: unknown) => output.destroy(error as Error));
  try {
    for await (const chunk of output) yield chunk as Uint8Array;
  } finally {
    ended = true;
    output.destroy();
    await source.close();
  }
}

/** Sheet after sheet, as the rows come: the parts that name them stand behind them. */
async function addBook(zip: ZipFile, source: RowSource, hasEnded: () => boolean): Promise<void> {
  const head = await source.head();
  const names: string[] = [];
  for (
    let first = await source.take(ROWS_AT_ONCE), isOnly = true;
    first.length > 0 || isOnly;
    isOnly = false
  ) {
    names.push(sheetName(names.length));
    const sheet = new SheetRows(source, head.columns, first);
    await addStream(zip, `xl/worksheets/sheet${String(names.length)}.xml`, sheet.xml());
    if (hasEnded()) return;
    first = sheet.next;
  }
  addAbout(zip, head, source, names);
  zip.end();
}

function addAbout(zip: ZipFile, head: TableHead, source: RowSource, names: string[]): void {
  names.push('About');
  const xml = `${SHEET_BEGINNING}${aboutRows(head, source.foot)}${SHEET_END}`;
  zip.addBuffer(Buffer.from(xml), `xl/worksheets/sheet${String(names.length)}.xml`, PART);
  for (const [path, content] of bookParts(names)) zip.addBuffer(Buffer.from(content), path, PART);
}

/** Resolves when all of it was read. */
const addStream = (zip: ZipFile, path: string, content: AsyncIterable<string>): Promise<void> =>
  new Promise((resolve, reject) => {
    const stream = Readable.from(content, { objectMode: false });
    stream.once('end', resolve).once('error', reject);
    zip.addReadStream(stream, path, PART);
  });

/** The rows of one sheet, and the first ones of the next. */
class SheetRows {
  next: Awaited<ReturnType<RowSource['take']>> = [];

  constructor(
    private readonly source: RowSource,
    private readonly columns: Columns,
    private readonly first: SheetRows['next'],
  ) {}

  async *xml(): AsyncGenerator<string> {
    const names = Object.keys(this.columns);
    yield SHEET_BEGINNING + cellsXml(1, names, 'heading');
    let line = 1;
    let rows = this.first;
    for (
      ;
      rows.length > 0 && line + rows.length <= ROWS_PER_SHEET + 1;
      rows = await this.source.take(ROWS_AT_ONCE)
    )
      yield rows
        .map((row) =>
          cellsXml(
            (line += 1),
            names.map((name) => row[name] ?? null),
          ),
        )
        .join('');
    this.next = rows;
    yield SHEET_END;
  }
}
