import PDFDocument from 'pdfkit';
import type { Cell, Column, Columns, Facts, Row, TablePart } from '../../application/reports/table.js';
import { RowSource } from './row-source.js';

const MARGIN = 28;
const TEXT_SIZE = 5;
const HEADING_SIZE = 12;
const LINE_POINTS = 9;
const ROWS_AT_ONCE = 100;

/** How many characters are longest: of ids, whose prefix is four, of instants, and of numbers. Nothing is ever cut off. */
const CHARACTERS: Readonly<Record<Column['type'], number>> = {
  text: 22,
  instant: 26,
  integer: 15,
  position: 12,
};
const ID_CHARACTERS = 42;
const CURRENCY_CHARACTERS = 9;

function charactersOf(name: string, { type }: Column): number {
  if (name === 'currency') return CURRENCY_CHARACTERS;
  return name.endsWith('_id') ? ID_CHARACTERS : CHARACTERS[type];
}

/**
 * On paper: a heading, a table that goes on over the pages, totals, position and digest. What is in tables is ASCII (ids, names,
 * numbers), so that a font which every reader has is enough. It is dated by the instant that it stands for.
 */
export async function* pdfFile(table: AsyncIterable<TablePart>): AsyncGenerator<Uint8Array> {
  const source = new RowSource(table);
  try {
    const { about, columns } = await source.head();
    const document = new PDFDocument({
      ...{ size: 'A4', layout: 'landscape', margin: MARGIN },
      info: {
        Title: titleOf(about),
        CreationDate: new Date(String(about['as_of'] ?? 0)),
        Producer: 'Shoutouts',
      },
    });
    const sheet = new Sheet(document, columns);
    sheet.begin(about);
    for (
      let rows = await source.take(ROWS_AT_ONCE);
      rows.length > 0;
      rows = await source.take(ROWS_AT_ONCE)
    ) {
      for (const row of rows) sheet.row(row);
      yield* written(document);
    }
    const { rows, sha256, totals } = source.foot;
    sheet.end({ rows, sha256 }, totals);
    document.end();
    for await (const chunk of document) yield chunk as Uint8Array;
  } finally {
    await source.close();
  }
}

/** What is there to be read already. */
function* written(document: PDFKit.PDFDocument): Generator<Uint8Array> {
  for (let chunk = document.read() as Buffer | null; chunk !== null; chunk = document.read() as Buffer | null)
    yield chunk;
}

const titleOf = (about: Facts): string =>
  about['statement'] === undefined
    ? `Report ${String(about['report'])}`
    : `Statement of ${String(about['statement'])}`;

class Sheet {
  readonly #columns: readonly (readonly [name: string, width: number, isNumber: boolean])[];

  constructor(
    private readonly document: PDFKit.PDFDocument,
    columns: Columns,
  ) {
    const all = Object.entries(columns);
    const whole = all.reduce((sum, [name, column]) => sum + charactersOf(name, column), 0);
    const points = (document.page.width - 2 * MARGIN) / whole;
    this.#columns = all.map(([name, column]) => [
      name,
      charactersOf(name, column) * points,
      column.type === 'integer',
    ]);
  }

  begin(about: Facts): void {
    const { document } = this;
    document.font('Helvetica-Bold').fontSize(HEADING_SIZE).text(titleOf(about));
    this.#facts(about);
    this.#heading();
  }

  row(row: Row): void {
    this.#line(this.#columns.map(([name]) => row[name] ?? null));
  }

  end(facts: Facts, totals: readonly Facts[]): void {
    for (const total of totals) this.#facts(total);
    this.#facts(facts);
  }

  #heading(): void {
    this.document.font('Helvetica-Bold').fontSize(TEXT_SIZE);
    this.#place(this.#columns.map(([name]) => name));
    this.document.font('Helvetica');
  }

  #line(cells: readonly Cell[]): void {
    const { document } = this;
    if (document.y + LINE_POINTS > document.page.height - MARGIN) {
      document.addPage();
      this.#heading();
    }
    this.#place(cells.map((cell) => (cell === null ? '' : cell.toString())));
  }

  #place(cells: readonly string[]): void {
    const { document } = this;
    const { y } = document;
    let x = MARGIN;
    for (const [index, [, width, isNumber]] of this.#columns.entries()) {
      const cell = cells[index] ?? '';
      const left = isNumber ? x + width - document.widthOfString(cell) : x;
      document.text(cell, left, y, { lineBreak: false });
      x += width;
    }
    document.x = MARGIN;
    document.y = y + LINE_POINTS;
  }

  #facts(facts: Facts): void {
    const words = Object.entries(facts).flatMap(([name, fact]) =>
      fact === null ? [] : [`${name.replaceAll('_', ' ')}: ${fact.toString()}`],
    );
    const { document } = this;
    document.y += LINE_POINTS / 2;
    document
      .font('Helvetica')
      .fontSize(TEXT_SIZE + 2)
      .text(words.join('    '), MARGIN);
    document.fontSize(TEXT_SIZE);
    document.y += LINE_POINTS / 2;
  }
}
