import { describe, expect, it } from '@jest/globals';
import type { Paper } from '../../src/application/ports/paper.js';
import { linesOf } from '../../src/infrastructure/pdf/line-breaks.js';
import { PdfPrinter } from '../../src/infrastructure/pdf/pdf-printer.js';
import { partsOfLine } from '../../src/infrastructure/pdf/reading-order.js';

const printer = new PdfPrinter();
const ARABIC = 'فاطمة الزهراء';

const paper = (text: string, asOf = '2026-11-25T18:04:00.213Z'): Paper => ({
  ...{ title: 'Order', asOf, footer: 'as of position 7' },
  sections: [
    {
      heading: 'What was ordered',
      blocks: [
        { is: 'text', text },
        {
          is: 'table',
          widths: [1, 2],
          hasHead: true,
          rows: [
            ['At', 'What'],
            ['now', text],
          ],
        },
      ],
    },
  ],
});

const pagesOf = (bytes: Buffer): number => bytes.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;

describe('a paper, printed', () => {
  it('is the same bytes whenever it is printed', async () => {
    const once = await printer.print(paper(`Şükrü ${ARABIC}`));
    const again = await printer.print(paper(`Şükrü ${ARABIC}`));
    expect(once.equals(again)).toBe(true);
    expect(once.toString('latin1')).toContain('D:20261125180400Z');
  });

  it('has its fonts inside', async () => {
    expect((await printer.print(paper(ARABIC))).toString('latin1')).toContain('/FontFile2');
  });

  it('takes as many pages as it needs', async () => {
    expect(pagesOf(await printer.print(paper('short')))).toBe(1);
    expect(pagesOf(await printer.print(paper('a long story, told twice. '.repeat(400))))).toBeGreaterThan(2);
  });

  it('is printed with what no font has, and with text that is nothing', async () => {
    for (const text of ['💍 and 誕生日', '', '\u0000', '\uD800', ' '])
      expect(pagesOf(await printer.print(paper(text)))).toBe(1);
  });
});

describe('a line', () => {
  it('stands as it is read: Arabic words from the right, what is between them where it belongs', () => {
    expect(partsOfLine('Ada and Deniz')).toEqual(['Ada and Deniz']);
    expect(partsOfLine(ARABIC)).toEqual([ARABIC]);
    expect(partsOfLine(`from ${ARABIC} to Ada`)).toEqual(['from ', ARABIC, ' to Ada']);
    // In a line that is Arabic itself, what comes first stands at the right.
    expect(partsOfLine(`${ARABIC} Ada`)).toEqual(['Ada', `${ARABIC} `]);
  });

  it('is no wider than the page, and a word that is gets cut', () => {
    const lines = linesOf('one two three\nabcdefghij', 7, ({ length }) => length);
    expect(lines).toEqual(['one two', 'three', 'abcdefg', 'hij']);
    expect(linesOf('', 7, ({ length }) => length)).toEqual(['']);
  });
});
