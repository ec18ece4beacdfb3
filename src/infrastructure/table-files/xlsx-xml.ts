import type { Cell, TableFoot } from '../../application/reports/table.js';
import type { TableHead } from './row-source.js';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

export const sheetName = (index: number): string => (index === 0 ? 'Rows' : `Rows ${String(index + 1)}`);

/** The first line stays where it is while the others are scrolled. */
export const SHEET_BEGINNING =
  `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
  '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
  '<cols><col min="1" max="50" width="24" customWidth="1"/></cols><sheetData>';
export const SHEET_END = '</sheetData></worksheet>';

/** A line of a sheet; lines count from 1. */
export const cellsXml = (line: number, cells: readonly Cell[], style?: 'heading'): string =>
  `<row r="${String(line)}">${cells.map((cell, index) => cellXml(`${columnName(index)}${String(line)}`, cell, style)).join('')}</row>`;

/** Excel keeps fifteen digits of a number. */
const HIGHEST_NUMBER = 10n ** 15n;

function cellXml(name: string, cell: Cell, style: 'heading' | undefined): string {
  if (cell === null) return '';
  const isNumber = typeof cell === 'bigint' && cell < HIGHEST_NUMBER && cell > -HIGHEST_NUMBER;
  if (isNumber) return `<c r="${name}"><v>${cell.toString()}</v></c>`;
  const styled = style === undefined ? '' : ' s="1"';
  return `<c r="${name}"${styled} t="inlineStr"><is><t xml:space="preserve">${escaped(cell.toString())}</t></is></c>`;
}

const LETTERS = 26;

/** A to Z, AA to AZ, and so on. */
const columnName = (index: number): string =>
  (index < LETTERS ? '' : columnName(Math.floor(index / LETTERS) - 1)) +
  String.fromCharCode('A'.charCodeAt(0) + (index % LETTERS));

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML 1.0 has no way to write becomes the character for that. */
const escaped = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

/** What the table is about, its totals, and what its columns mean. */
export function aboutRows({ about, columns }: TableHead, { rows, sha256, totals }: TableFoot): string {
  const facts = Object.entries({ ...about, rows, sha256 });
  const [total = {}] = totals;
  const lines: (readonly Cell[])[] = [
    ...facts.map(([name, fact]) => [name, fact]),
    [],
    ...(totals.length > 0
      ? [['totals'], Object.keys(total), ...totals.map((each) => Object.values(each))]
      : []),
    [],
    ['column', 'unit', 'meaning'],
    ...Object.entries(columns).map(([name, { unit = null, meaning }]) => [name, unit, meaning]),
  ];
  return lines.map((cells, index) => cellsXml(index + 1, cells)).join('');
}

/** All parts of a book but its sheets. */
export function bookParts(sheets: readonly string[]): readonly (readonly [path: string, content: string])[] {
  const each = (write: (name: string, number: string) => string): string =>
    sheets.map((name, index) => write(name, String(index + 1))).join('');
  const stylesNumber = String(sheets.length + 1);
  return [
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types">` +
        `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>` +
        each(
          (_name, number) =>
            `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
        ) +
        '</Types>',
    ],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">` +
        `<Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>` +
        each((name, number) => `<sheet name="${name}" sheetId="${number}" r:id="rId${number}"/>`) +
        '</sheets></workbook>',
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">` +
        each(
          (_name, number) =>
            `<Relationship Id="rId${number}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
        ) +
        `<Relationship Id="rId${stylesNumber}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', STYLES],
  ];
}

/** Two: as it comes, and bold. */
const STYLES =
  `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>` +
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>' +
  '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
  '<cellXfs count="2"><xf xfId="0"/><xf fontId="1" xfId="0" applyFont="1"/></cellXfs></styleSheet>';
