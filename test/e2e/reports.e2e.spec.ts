import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TABLE_FORMATS, type TableFormat } from '../../src/application/ports/table-files.js';
import { ALL_REPORTS } from '../../src/application/reports/all-reports.js';
import type { Caller } from '../support/api-client.js';
import { runCommandLine } from '../support/command-line.js';
import {
  acceptedOrder,
  deliver,
  newCreator,
  newFan,
  paidOrder,
  type Person,
  placeOrder,
  refundedOrder,
  staff,
} from '../support/marketplace.js';
import { readCsv, READERS, readJson } from '../support/read-table.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

const NAMES = ALL_REPORTS.map(({ name }) => name);
/** Each report in one format, and each format for some. */
const WRITTEN = NAMES.map(
  (name, index) => [name, TABLE_FORMATS[index % TABLE_FORMATS.length] ?? 'json'] as const,
);

describe('reports and statements', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;
  let finance: Caller;
  /** How far the log is when nothing more is to come. */
  let position = '';

  async function file(path: string, caller: Caller = finance): Promise<Buffer> {
    const answer = await fetch(`${running.api.url}${path}`, { headers: caller.credentials });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok) throw new Error(`${path}: ${bytes.toString()}`);
    return bytes;
  }
  const about = async (name: string) => readJson(await file(`/v1/reports/${name}`)).about;

  beforeAll(async () => {
    running = await runServer();
    fan = await newFan(running.api);
    creator = await newCreator(running.api);
    finance = await staff(running.api, 'finance');
    const delivered = await acceptedOrder(fan, creator);
    await deliver(creator, delivered);
    const declined = await paidOrder(fan, creator);
    await creator.caller.post(`/v1/orders/${declined}/decline`);
    await refundedOrder(fan, declined);
    await placeOrder(fan, creator, { payment_method: 'pm_card_chargeDeclined' });
    await until(
      async () => readJson(await file('/v1/reports/earnings')),
      ({ rows }) => rows.length === 1,
    );
    // The order that is not paid for has been heard of by everybody.
    ({ position = '' } = await until(
      async () => [await about('ledger_postings'), await about('ledger_postings')] as const,
      ([before, after]) => before['position'] === after['position'],
    ).then(([seen]) => seen));
  });
  afterAll(() => running.end());

  const asOf = () => `as_of=${position}`;

  it('tell what has become of the money, in each file alike', async () => {
    const { rows, totals } = readJson(await file(`/v1/reports/refunds?${asOf()}`));
    expect(rows).toMatchObject([
      { state: 'issued', amount_minor: '15000', reason: 'declined', attempts: '1' },
    ]);
    expect(totals).toEqual([{ currency: 'TRY', rows: '1', amount_minor: '15000', issued_minor: '15000' }]);
    const aging = readJson(await file(`/v1/reports/aging?${asOf()}`));
    expect(aging.rows.map(({ stage }) => stage).sort()).toEqual(['awaiting_payment', 'in_hold']);
    for (const format of TABLE_FORMATS) {
      const read = await READERS[format](await file(`/v1/reports/fees?format=${format}&${asOf()}`));
      expect(read.rows).toMatchObject([{ fee_minor: '3000', creator_id: creator.id, market: 'TR' }]);
      expect(read.about['position']).toBe(position);
    }
  });

  it('are for finance', async () => {
    const path = '/v1/reports/refunds';
    expect((await fan.caller.tryGet(path)).outcome).toBe('not_allowed');
    expect((await creator.caller.tryGet(path)).outcome).toBe('not_allowed');
    const answer = await finance.tryGet(`${path}?${asOf()}`);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="refunds-${position}.json"`);
  });

  it('are refused where nothing can stand for the question', async () => {
    const ask = async (query: string) => (await finance.tryGet(`/v1/reports/refunds?${query}`)).outcome;
    expect(await ask('as_of=999999999')).toBe('as_of_invalid');
    expect(await ask('as_of=2999-01-01T00:00:00Z')).toBe('as_of_invalid');
    expect(await ask('as_of=yesterday')).toBe('validation_failed');
    expect(await ask('as_of=2026-02-30T00:00:00Z')).toBe('validation_failed');
    expect(await ask('as_of=9999-12-31T23:59:59-14:00')).toBe('validation_failed');
    expect(await ask('format=doc')).toBe('validation_failed');
    expect((await finance.tryGet('/v1/reports/salaries')).outcome).toBe('not_found');
  });

  it('show a statement to its creator and to finance only', async () => {
    const path = `/v1/creators/${creator.id}/statements`;
    const other = await newCreator(running.api, { name: 'Other' });
    expect((await other.caller.tryGet(path)).outcome).toBe('creator_not_found');
    expect((await fan.caller.tryGet(path)).outcome).toBe('not_allowed');
    const lines = [{ event: 'EarningEarned', amount_minor: 12_000, balance_minor: 12_000 }];
    const totals = [{ currency: 'TRY', opening_balance_minor: 0, closing_balance_minor: 12_000 }];
    for (const caller of [creator.caller, finance])
      expect(await caller.get(path)).toMatchObject({ data: lines, totals });
    const pdf = await file(`${path}?format=pdf`, creator.caller);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const csv = readCsv(await file(`${path}?format=csv&currency=TRY`, creator.caller));
    expect(csv.about).toMatchObject({ 'closing_balance_minor TRY': '12000' });
  });

  describe('on the command line', () => {
    const files = new Map<string, Buffer>();
    const ofFile = (name: string, format: TableFormat) => `${name}.${format}`;

    beforeAll(async () => {
      for (const [name, format] of WRITTEN)
        files.set(ofFile(name, format), await file(`/v1/reports/${name}?format=${format}&${asOf()}`));
      await running.close();
    });

    const report = (...args: readonly string[]) =>
      runCommandLine(['report', ...args], { DATA_DIR: running.dataDir });

    it.each(WRITTEN)(
      '%s as %s is the file that the API answered with, byte by byte',
      async (name, format) => {
        const out = join(running.dataDir, ofFile(name, format));
        const { code, stdout } = await report(
          name,
          '--format',
          format,
          '--as-of',
          position,
          '--out',
          out,
          '--json',
        );
        expect(code).toBe(0);
        const { sha256, ...result } = JSON.parse(stdout) as Record<string, string>;
        expect(result).toMatchObject({ outcome: 'written', report: name, position });
        const bytes = await readFile(out);
        expect(bytes.equals(files.get(ofFile(name, format)) ?? Buffer.alloc(0))).toBe(true);
        expect((await READERS[format](bytes)).about['sha256']).toBe(sha256);
      },
    );

    it('takes the filters of the API, and says what it cannot do', async () => {
      const out = join(running.dataDir, 'filtered.csv');
      expect(await report('refunds', '--market', 'AE', '--out', out)).toMatchObject({ code: 0 });
      expect(readCsv(await readFile(out))).toMatchObject({ rows: [], about: { market: 'AE' } });
      expect(await report('refunds', '--as-of', '999999999', '--out', out)).toMatchObject({ code: 2 });
      expect(await report('refunds', '--as-of', 'now', '--out', out)).toMatchObject({ code: 2 });
      expect(await report('salaries', '--out', out)).toMatchObject({ code: 2 });
      const backwards = ['--from', '2026-12-01T00:00:00Z', '--to', '2026-11-01T00:00:00Z'];
      expect(await report('refunds', ...backwards, '--out', out)).toMatchObject({ code: 2 });
      const nowhere = await report('refunds', '--out', join(running.dataDir, 'no', 'such', 'folder.csv'));
      expect(nowhere.code).toBe(1);
      expect(nowhere.stderr).toContain('The file cannot be written');
    });
  });
});
