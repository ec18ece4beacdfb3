import PDFDocument from 'pdfkit';
import type { Paper, PaperBlock } from '../../application/ports/paper.js';
import { fontFile, type FontName } from './fonts.js';
import { linesOf } from './line-breaks.js';
import { partsOfLine } from './reading-order.js';

const MARGIN = 50;
const GAP = 8;
const SIZES = { title: 16, heading: 12, text: 9, footer: 7 } as const;
const LINE_HEIGHT = 1.35;
/** Drawn for what no font here has. */
const UNSHOWN = '\u25A1';
/** Asked for, so that a run is laid out as a whole and letters join as their script wants. */
const FEATURES: PDFKit.Mixins.OpenTypeFeatures[] = ['liga', 'kern'];

/** The paper as PDF, on A4. */
export function pdfOf(paper: Paper): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const document = new PDFDocument({
      ...{ size: 'A4', margin: MARGIN, bufferPages: true, autoFirstPage: true, lang: 'en' },
      info: {
        Title: paper.title,
        CreationDate: new Date(paper.asOf),
        Producer: 'Shoutouts',
        Creator: 'Shoutouts',
      },
    });
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    document.on('error', reject);
    new Sheet(document).fill(paper);
    document.end();
  });
}

/** One document while it is being written, from the top to the bottom of each page. */
class Sheet {
  readonly #widths = new Map<string, number>();
  readonly #shown = new Map<number, boolean>();
  #font: FontName = 'regular';
  #size: number = SIZES.text;
  #unshown = 0;

  constructor(private readonly document: PDFKit.PDFDocument) {
    document.registerFont('regular', fontFile('regular')).registerFont('bold', fontFile('bold'));
  }

  fill({ title, asOf, footer, sections }: Paper): void {
    this.write(title, 'bold', SIZES.title);
    this.write(`As of ${asOf}. All times are UTC.`, 'regular', SIZES.text);
    for (const { heading, blocks } of sections) {
      this.document.y += GAP;
      this.write(heading, 'bold', SIZES.heading);
      for (const block of blocks) this.writeBlock(block);
    }
    if (this.#unshown > 0) {
      this.document.y += GAP;
      this.write(
        `Characters that no font here has: ${String(this.#unshown)}. Each is drawn as ${UNSHOWN}.`,
        'regular',
        SIZES.text,
      );
    }
    this.writeFooters(footer);
  }

  private writeBlock(block: PaperBlock): void {
    if (block.is === 'text') {
      this.write(block.text, 'regular', SIZES.text);
      return;
    }
    const whole = block.widths.reduce((sum, width) => sum + width, 0);
    const widths = block.widths.map((width) => (this.pageWidth * width) / whole - GAP);
    block.rows.forEach((row, index) => {
      this.use(block.hasHead && index === 0 ? 'bold' : 'regular', SIZES.text);
      const cells = row.map((cell, column) => this.broken(cell, widths[column] ?? this.pageWidth));
      const height = Math.max(...cells.map(({ length }) => length), 0);
      for (let line = 0; line < height; line += 1)
        this.writeLine(
          cells.map((lines) => lines[line] ?? ''),
          widths,
        );
    });
    this.document.y += GAP / 2;
  }

  private write(text: string, font: FontName, size: number): void {
    this.use(font, size);
    for (const line of this.broken(text, this.pageWidth)) this.writeLine([line], [this.pageWidth]);
  }

  private writeLine(cells: readonly string[], widths: readonly number[]): void {
    const { document } = this;
    const height = this.#size * LINE_HEIGHT;
    if (document.y + height > document.page.height - MARGIN) {
      document.addPage();
      this.use(this.#font, this.#size);
    }
    const { y } = document;
    let left = MARGIN;
    cells.forEach((cell, column) => {
      this.draw(cell, left, y);
      left += (widths[column] ?? 0) + GAP;
    });
    document.x = MARGIN;
    document.y = y + height;
  }

  private draw(line: string, left: number, y: number): void {
    let x = left;
    for (const part of partsOfLine(line)) {
      this.document.text(part, x, y, { lineBreak: false, features: FEATURES });
      x += this.widthOf(part);
    }
  }

  private writeFooters(footer: string): void {
    const { document } = this;
    const { count } = document.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      document.switchToPage(page);
      // Below the margin, where text would begin a page of its own.
      document.page.margins.bottom = 0;
      this.use('regular', SIZES.footer);
      const y = document.page.height - MARGIN / 2 - SIZES.footer;
      this.draw(`${this.shown(footer)} · page ${String(page + 1)} of ${String(count)}`, MARGIN, y);
    }
  }

  private broken(text: string, width: number): readonly string[] {
    return linesOf(this.shown(text), width, (part) => this.widthOf(part));
  }

  private use(font: FontName, size: number): void {
    this.#font = font;
    this.#size = size;
    this.document.font(font).fontSize(size);
  }

  private widthOf(text: string): number {
    const key = `${this.#font} ${String(this.#size)} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const width = this.document.widthOfString(text, { features: FEATURES });
    this.#widths.set(key, width);
    return width;
  }

  private get pageWidth(): number {
    return this.document.page.width - 2 * MARGIN;
  }

  /** With a box for each character that could not be read. */
  private shown(text: string): string {
    return [...text].map((character) => (this.canShow(character) ? character : this.box())).join('');
  }

  private box(): string {
    this.#unshown += 1;
    return UNSHOWN;
  }

  private canShow(character: string): boolean {
    const code = character.codePointAt(0) ?? 0;
    if (/\s|\p{Default_Ignorable_Code_Point}/u.test(character)) return true;
    const known = this.#shown.get(code);
    if (known !== undefined) return known;
    const isThere = hasGlyph(this.document, code);
    this.#shown.set(code, isThere);
    return isThere;
  }
}

/** The types of pdfkit leave out the font that is in use, and the font its own question. */
const hasGlyph = (document: PDFKit.PDFDocument, code: number): boolean =>
  (
    document as unknown as {
      readonly _font: { readonly font: { hasGlyphForCodePoint(code: number): boolean } };
    }
  )._font.font.hasGlyphForCodePoint(code);
