import { describe, expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TABLE_FORMATS } from '../../../src/application/ports/table-files.js';
import {
  minor,
  positionColumn,
  RowDigest,
  type TablePart,
  text,
} from '../../../src/application/reports/table.js';
import { StreamedTableFiles } from '../../../src/infrastructure/table-files/table-files.js';

/** `REPORT_ROWS=1000000` takes some minutes. */
const ROWS = Number(process.env['REPORT_ROWS'] ?? 100_000);
const PAGE_ROWS = 500;
/** What every second row would make of it if it were kept. */
const MAX_GROWTH_BYTES = 6_000_000;
const LOOKS = 10;
const TIMEOUT_MS = 600_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const COLUMNS = {
  order_id: text('The order.'),
  event_id: text('The event.'),
  position: positionColumn('Where it is.'),
  currency: text('ISO 4217.'),
  amount_minor: minor('How much.'),
};
const uuid = (number: number) => `0192f0c1-1111-7aaa-8bbb-${number.toString(16).padStart(12, '0')}`;

/** @param at called after each tenth of the rows */
async function* tableOf(at: () => void): AsyncGenerator<TablePart> {
  yield { part: 'head', about: {}, columns: COLUMNS };
  const digest = new RowDigest(COLUMNS);
  for (let first = 0; first < ROWS; first += PAGE_ROWS) {
    const rows = Array.from({ length: PAGE_ROWS }, (_, index) => ({
      order_id: `ord_${uuid(first + index)}`,
      event_id: uuid(first + index),
      position: BigInt(first + index),
      currency: 'TRY',
      amount_minor: BigInt(first * 7 + index),
    }));
    digest.add(rows);
    yield { part: 'rows', rows };
    if ((first + PAGE_ROWS) % (ROWS / LOOKS) === 0) at();
  }
  yield digest.end([]);
}

describe(`a table of ${ROWS.toLocaleString('en-US')} rows`, () => {
  it.each([...TABLE_FORMATS, 'pdf'] as const)(
    'is written in flat memory, as %s',
    async (format) => {
      const seen: number[] = [];
      let bytes = 0;
      const table = tableOf(() => seen.push(heapUsed()));
      for await (const chunk of new StreamedTableFiles().fileOf(format, table)) bytes += chunk.length;
      expect(seen).toHaveLength(LOOKS);
      // A single look also sees what the engine happens to hold at that moment: by some megabytes, now and then.
      const early = Math.min(...seen.slice(0, 3));
      const late = Math.min(...seen.slice(-3));
      expect(bytes).toBeGreaterThan(ROWS * 10);
      expect(late - early).toBeLessThan(MAX_GROWTH_BYTES);
    },
    TIMEOUT_MS,
  );
});
