import {
  cellText,
  type Columns,
  type Facts,
  lineOf,
  type TablePart,
} from '../../application/reports/table.js';

/**
 * One document of JSON, which can be read line by line as well: each row is a line of its own, in its canonical form, and what the
 * digest is of is these lines without the commas between them.
 */
export async function* jsonFile(table: AsyncIterable<TablePart>): AsyncGenerator<Uint8Array> {
  let columns: Columns = {};
  let before = '\n';
  for await (const part of table)
    switch (part.part) {
      case 'head':
        columns = part.columns;
        yield bytes(`{"about":${factsText(part.about)},\n"columns":[${columnsText(columns)}],\n"data":[`);
        break;
      case 'rows': {
        const lines = part.rows.map((row) => lineOf(columns, row));
        if (lines.length === 0) break;
        yield bytes(before + lines.join(',\n'));
        before = ',\n';
        break;
      }
      case 'foot':
        yield bytes(
          `\n],\n"totals":[${part.totals.map(factsText).join(',')}],\n` +
            `"rows":${part.rows.toString()},\n"sha256":"${part.sha256}"}\n`,
        );
    }
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

const columnsText = (columns: Columns): string =>
  Object.entries(columns)
    .map(([name, { type, unit = null, meaning }]) => JSON.stringify({ name, type, unit, meaning }))
    .join(',\n');

const factsText = (facts: Facts): string =>
  `{${Object.entries(facts)
    .map(([name, fact]) => `${JSON.stringify(name)}:${cellText('integer', fact)}`)
    .join(',')}}`;
