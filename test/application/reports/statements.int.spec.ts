import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STATEMENT_FORMATS, type TableFormat } from '../../../src/application/ports/table-files.js';
import { resolveAsOf } from '../../../src/application/reports/as-of.js';
import { Past } from '../../../src/application/reports/past.js';
import { type StatementAsked, tellStatement } from '../../../src/application/reports/statement.js';
import type { EventStore } from '../../../src/application/ports/event-store.js';
import { DAY_MS, type Instant, plusMs } from '../../../src/domain/time.js';
import { START } from '../../domain/timeline.js';
import { READERS, readJson, type ReadTable } from '../../support/read-table.js';
import { tableFile } from '../../support/table-file.js';
import { payoutsAfter } from './payouts-of.js';
import { creator, REGISTERED, storiesOf, StoryLog } from './story-log.js';

const CREATORS = [0, 1, 2, 3, 4, 5, 6].map(creator);

describe('a statement', () => {
  let log: StoryLog;
  let then: bigint;
  const first = storiesOf(60, 1);
  const early = [...first, ...payoutsAfter(first, 'early')];
  beforeAll(async () => {
    log = await StoryLog.open();
    await log.record([...REGISTERED, ...early]);
    then = (await log.store.lastPosition()) ?? 0n;
    await log.record(storiesOf(20, 2));
  });
  afterAll(() => log.end());

  async function file(format: TableFormat, asked: StatementAsked, asOf?: bigint): Promise<Buffer> {
    const { store, clock } = log;
    const patience = { clock, signal: new AbortController().signal, warn: () => undefined };
    const past = new Past({ store, ...patience, asOf: await resolveAsOf(store, asOf, clock.now()) });
    return tableFile(format, tellStatement(past, asked));
  }
  const ask = async (asked: StatementAsked, asOf?: bigint): Promise<ReadTable> =>
    readJson(await file('json', asked, asOf));

  /** Three days each: as months, but shorter. */
  const periods = Array.from({ length: 15 }, (_, n) => ({
    from: plusMs(START, n * 3 * DAY_MS),
    to: plusMs(START, (n + 1) * 3 * DAY_MS),
  }));

  it.each(CREATORS)(
    'of %s opens with what the one before closed with, and closes with its lines',
    async (creatorId) => {
      const whole = await ask({ creatorId });
      expect(whole.totals.length).toBeGreaterThan(0);
      for (const { currency } of whole.totals) {
        const asked = { creatorId, currency: currency as 'TRY' };
        let closing = '0';
        const lines: unknown[] = [];
        for (const period of periods) {
          const { rows, totals } = await ask({ ...asked, ...period });
          const [total = {}] = totals;
          expect(total['opening_balance_minor']).toBe(closing);
          let balance = Number(closing);
          for (const { amount_minor, balance_minor, recorded_at = '' } of rows) {
            balance += Number(amount_minor);
            expect(Number(balance_minor)).toBe(balance);
            expect(recorded_at >= period.from && recorded_at < period.to).toBe(true);
          }
          closing = total['closing_balance_minor'] ?? '';
          expect(Number(closing)).toBe(balance);
          lines.push(...rows);
        }
        expect(lines).toEqual(whole.rows.filter((row) => row['currency'] === currency));
        const [end] = whole.totals.filter((total) => total['currency'] === currency);
        expect(closing).toBe(end?.['closing_balance_minor']);
      }
    },
  );

  it.each(CREATORS)(
    'of %s comes to what the events of the log say, and names each of them',
    async (creatorId) => {
      const { rows, totals } = await ask({ creatorId });
      const own = await owedTo(log.store, creatorId);
      for (const { currency = '', closing_balance_minor } of totals)
        expect([currency, Number(closing_balance_minor)]).toEqual([currency, own.owed.get(currency) ?? 0]);
      expect(rows.length > 0).toBe(own.owed.size > 0);
      for (const row of rows) expect(own.events.get(row['event_id'] ?? '')).toBe(row['position']);
    },
  );

  it.each(STATEMENT_FORMATS)(
    'of the past, and of a period that is over, is the same to the byte, as %s',
    async (format) => {
      const creatorId = creator(0);
      const period = { from: START, to: plusMs(START, 6 * DAY_MS) };
      const answers = async () =>
        Promise.all([
          file(format, { creatorId }, then),
          ask({ creatorId, ...period }).then(({ rows }) => JSON.stringify(rows)),
          file(format, { creatorId }),
        ]);
      const [past, over, newest] = await answers();
      await log.record(storiesOf(8, 200 + STATEMENT_FORMATS.indexOf(format)));
      const again = await answers();
      expect(again[0].equals(past)).toBe(true);
      expect(again[1]).toBe(over);
      expect(again[2].equals(newest)).toBe(false);
      if (format === 'pdf') return expect(past.subarray(0, 5).toString()).toBe('%PDF-');
      expect((await READERS[format](past)).rows).toEqual((await ask({ creatorId }, then)).rows);
    },
  );

  it('on paper names every event and every order in full', async () => {
    const asked = { creatorId: creator(0) };
    const words = textOf(await file('pdf', asked, then));
    const { rows, totals } = await ask(asked, then);
    expect(rows.length).toBeGreaterThan(3);
    for (const { event_id, order_id = '', amount_minor, balance_minor } of rows)
      for (const cell of [event_id, order_id, amount_minor, balance_minor]) expect(words).toContain(cell);
    expect(words).toContain(`closing balance minor: ${totals[0]?.['closing_balance_minor'] ?? ''}`);
  });

  it('of a currency that was never earned opens and closes with nothing', async () => {
    const { rows, totals } = await ask({ creatorId: creator(1), currency: 'JPY' });
    expect(rows).toEqual([]);
    expect(totals).toMatchObject([
      { currency: 'JPY', opening_balance_minor: '0', closing_balance_minor: '0' },
    ]);
  });

  it('begins at its first instant, and ends before its last', async () => {
    const { rows } = await ask({ creatorId: creator(0) });
    const [line] = rows.slice(1);
    const at = line?.['recorded_at'] as Instant;
    const from = await ask({ creatorId: creator(0), from: at });
    const to = await ask({ creatorId: creator(0), to: at });
    expect([...to.rows, ...from.rows]).toEqual(rows);
    expect(from.rows[0]?.['recorded_at']).toBe(at);
  });
});

/** What is written in a PDF: its streams unpacked, the texts in them one after the other. */
function textOf(pdf: Buffer): string {
  const streams = pdf.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g);
  return [...streams]
    .flatMap(([, packed = '']) => [...inflated(packed).matchAll(/\[(.*?)\] TJ/g)])
    .map(([, shown = '']) => [...shown.matchAll(/<([0-9a-f]+)>/g)].map(([, hex = '']) => hex).join(''))
    .map((hex) => Buffer.from(hex, 'hex').toString('latin1'))
    .join('\n');
}

function inflated(packed: string): string {
  try {
    return inflateSync(Buffer.from(packed, 'latin1')).toString('latin1');
  } catch {
    return '';
  }
}

interface Amount {
  readonly amountMinor: number;
  readonly currency: string;
}

/** From the JSON of the events: earned, less what was paid and what was taken back, plus what came back. */
async function owedTo(store: EventStore, creatorId: string) {
  const owed = new Map<string, number>();
  const events = new Map<string, string>();
  const signs: Readonly<Record<string, readonly [string, number]>> = {
    EarningEarned: ['earning', 1],
    EarningTakenBack: ['earning', -1],
    PayoutPaid: ['amount', -1],
    PayoutReturned: ['amount', 1],
  };
  for (const { id, type, data, position } of await store.readAll({ limit: 1_000_000 })) {
    if (data['creatorId'] !== creatorId) continue;
    events.set(id, String(position));
    const [field, sign] = signs[type] ?? [];
    if (field === undefined || sign === undefined) continue;
    const { amountMinor, currency } = data[field] as unknown as Amount;
    owed.set(currency, (owed.get(currency) ?? 0) + sign * amountMinor);
  }
  return { owed, events };
}
