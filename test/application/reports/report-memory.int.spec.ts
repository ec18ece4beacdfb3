import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { reportNamed } from '../../../src/application/reports/all-reports.js';
import { askReport } from '../../../src/application/reports/reports.js';
import { makeId } from '../../../src/domain/ids.js';
import { happened } from '../happened.js';
import { StoryLog } from './story-log.js';

const ORDERS = Number(process.env['REPORT_ORDERS'] ?? 20_000);
/** The facts of so many orders are kept on purpose, and nothing of the others. A fifth of what the rows would make if they were kept. */
const MAX_GROWTH_BYTES = 10_000_000;
const TIMEOUT_MS = 600_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const order = (n: number) => makeId('ord', `0193a5d2-0000-7000-8000-${String(n).padStart(12, '0')}`);

const paidOrders = Array.from({ length: ORDERS }, (_, n) => {
  const orderId = order(n);
  const events = [happened('OrderPlaced', { orderId }), happened('FundsHeld', { orderId })];
  return [`order-${orderId}`, events] as const;
});

describe(`reports on a log of ${ORDERS.toLocaleString('en-US')} orders`, () => {
  let log: StoryLog;
  beforeAll(async () => {
    log = await StoryLog.open();
    await log.recordStreams(paidOrders);
  }, TIMEOUT_MS);
  afterAll(() => log.end());

  it.each([
    ['ledger_postings', ORDERS * 2],
    ['aging', ORDERS],
  ])(
    'are told in flat memory: %s',
    async (name, lines) => {
      const report = reportNamed(name);
      if (report === undefined) throw new Error(`there is no ${name}`);
      const { store, clock } = log;
      const patience = { clock, signal: new AbortController().signal, warn: () => undefined };
      const { table } = await askReport({ store, ...patience }, { report, filter: {}, asOf: undefined });
      let told = 0;
      let early: number | undefined;
      for await (const part of table) {
        if (part.part === 'rows') told += part.rows.length;
        if (told >= lines / 10) early ??= heapUsed();
      }
      expect(told).toBe(lines);
      expect(heapUsed() - (early ?? 0)).toBeLessThan(MAX_GROWTH_BYTES);
    },
    TIMEOUT_MS,
  );
});
