import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TABLE_FORMATS, type TableFormat } from '../../../src/application/ports/table-files.js';
import { ALL_REPORTS } from '../../../src/application/reports/all-reports.js';
import type { AsOfAsked } from '../../../src/application/reports/as-of.js';
import type { ReportFilter } from '../../../src/application/reports/report.js';
import type { Currency } from '../../../src/domain/money.js';
import { instant, type Instant } from '../../../src/domain/time.js';
import { READERS, readJson, type ReadTable } from '../../support/read-table.js';
import { tableFile } from '../../support/table-file.js';
import { eventsOf, type OwnSums, ownSums } from './own-sums.js';
import { payoutsAfter } from './payouts-of.js';
import { ALL_CAME_BACK, REGISTERED, storiesOf, StoryLog } from './story-log.js';

const NAMES = ALL_REPORTS.map(({ name }) => name);
const STORIES = 60;
/** Of the kinds of `payoutsAfter`. */
const CAME_BACK = 3;

describe('reports', () => {
  let log: StoryLog;
  /** A while ago: more has happened since. */
  let then: bigint;
  let thenAt: Instant;
  const [first, second] = [storiesOf(STORIES, 1), storiesOf(STORIES, 3)];

  beforeAll(async () => {
    log = await StoryLog.open();
    const early = [...first, ...payoutsAfter(first, 'early'), ...second.slice(0, STORIES)];
    await log.record([...REGISTERED, ...early, ...ALL_CAME_BACK]);
    then = (await log.store.lastPosition()) ?? 0n;
    thenAt = log.clock.now();
    const late = second.slice(STORIES);
    await log.record([...late, ...payoutsAfter([...early, ...late], 'late', CAME_BACK)]);
  });
  afterAll(() => log.end());

  const file = async (name: string, format: TableFormat, asOf?: AsOfAsked, filter?: ReportFilter) =>
    tableFile(format, await log.report(name, { asOf, filter }));
  const ask = async (name: string, asOf?: AsOfAsked, filter?: ReportFilter): Promise<ReadTable> =>
    readJson(await file(name, 'json', asOf, filter));

  const sum = ({ rows }: ReadTable, column: string, of: (row: Readonly<Record<string, string>>) => boolean) =>
    rows.filter(of).reduce((total, row) => total + Number(row[column]), 0);
  const everywhere = [undefined, 'then'] as const;
  const sumsAsOf = async (asOf: 'then' | undefined): Promise<OwnSums> =>
    ownSums(await eventsOf(log.store, asOf === undefined ? 2n ** 63n : then));

  describe.each(everywhere)('as of %s, are what a program of its own adds up from the log:', (when) => {
    let own: OwnSums;
    const asOf = () => (when === undefined ? undefined : then);
    beforeAll(async () => {
      own = await sumsAsOf(when);
    });

    it('the ledger', async () => {
      const table = await ask('ledger_postings', asOf());
      expect(table.rows).toHaveLength(own.postings);
      for (const [account, balance] of own.balances) {
        const of = (row: Readonly<Record<string, string>>) =>
          `${row['account'] ?? ''} ${row['currency'] ?? ''}` === account;
        expect([account, sum(table, 'debit_minor', of) - sum(table, 'credit_minor', of)]).toEqual([
          account,
          balance,
        ]);
      }
      expect(table.totals.map(({ currency, debit_minor }) => [currency, Number(debit_minor)])).toEqual(
        [...own.debits].sort(),
      );
      for (const { debit_minor, credit_minor } of table.totals) expect(credit_minor).toBe(debit_minor);
    });

    it('balances of the ledger', async () => {
      const { rows } = await ask('ledger_balances', asOf());
      const found = rows.map(({ account, currency, balance_minor }) => [
        ...[`${String(account)} ${String(currency)}`, Number(balance_minor)],
      ]);
      expect(new Map(found.filter(([, balance]) => balance !== 0) as [string, number][])).toEqual(
        new Map([...own.balances].filter(([, balance]) => balance !== 0)),
      );
      const credits = new Map<string, number>();
      for (const { currency = '', credit_minor } of rows)
        credits.set(currency, (credits.get(currency) ?? 0) + Number(credit_minor));
      expect([...credits].sort()).toEqual([...own.debits].sort());
    });

    it('fees', async () => {
      const { totals, rows } = await ask('fees', asOf());
      const accounts = new Set(rows.map(({ account }) => account));
      const ofBank = when === undefined ? ['bank_fees'] : [];
      expect([...accounts].sort()).toEqual([...ofBank, 'platform_fees', 'provider_fees']);
      expect(totals.map(({ currency, fee_minor }) => [currency, Number(fee_minor)])).toEqual(
        [...own.fees].filter(([, fee]) => fee !== 0).sort(),
      );
    });

    it('refunds', async () => {
      const { totals, rows } = await ask('refunds', asOf());
      const found = totals.map((total) => [
        total['currency'],
        {
          count: Number(total['rows']),
          amount: Number(total['amount_minor']),
          issued: Number(total['issued_minor']),
        },
      ]);
      expect(found).toEqual([...own.refunds].sort());
      const whole = rows.filter(({ kind }) => kind === 'refund');
      expect(new Set(whole.map(({ order_id }) => order_id)).size).toBe(whole.length);
      for (const state of ['issued', 'returned'])
        expect(rows).toContainEqual(expect.objectContaining({ kind: 'part', state }));
    });

    it('refunds, as many as have left the ledger', async () => {
      const { totals } = await ask('refunds', asOf());
      const lines = await ask('ledger_postings', asOf());
      const isRefund = ({ event = '', account }: Row) =>
        /^(PartRefund|RefundIssued|RefundFailed)/.test(event) && account === 'provider_clearing';
      for (const { currency, issued_minor } of totals) {
        const of = (row: Row) => isRefund(row) && row['currency'] === currency;
        expect(Number(issued_minor)).toBe(sum(lines, 'credit_minor', of) - sum(lines, 'debit_minor', of));
      }
    });

    it('payouts', async () => {
      const table = await ask('payouts', asOf());
      expect(table.rows.length).toBeGreaterThan(2);
      for (const currency of ['TRY', 'USD', 'AED']) {
        const of = (row: Row) => row['currency'] === currency;
        const isOut = ({ state = '' }: Row) => ['reserved', 'unknown', 'sent'].includes(state);
        const balance = (account: string) => own.balances.get(`${account} ${currency}`) ?? 0;
        // What came back less charges has left our bank by the charges alone.
        expect(sum(table, 'paid_minor', of)).toBe(-(balance('bank') + balance('bank_fees')) || 0);
        expect(sum(table, 'amount_minor', (row) => of(row) && isOut(row))).toBe(
          -balance('payouts_in_transit') || 0,
        );
      }
    });

    it.each([
      ['earnings_by_creator', ({ creator_id, currency }: Row) => `${creator_id ?? ''} ${currency ?? ''}`],
      [
        'earnings_by_day',
        ({ day, currency, market }: Row) => `${day ?? ''} ${currency ?? ''} ${market ?? ''}`,
      ],
      [
        'earnings_by_month',
        ({ month, currency, market }: Row) => `${month ?? ''} ${currency ?? ''} ${market ?? ''}`,
      ],
      ['earnings_by_currency', ({ currency, market }: Row) => `${currency ?? ''} ${market ?? ''}`],
    ])('%s', async (name, keyOf) => {
      const { rows, totals } = await ask(name, asOf());
      expect(rows.length).toBeGreaterThan(1);
      for (const row of rows) {
        const key = keyOf(row);
        const [earned, takenBack] = [own.earned.get(key) ?? 0, own.takenBack.get(key) ?? 0];
        expect([key, Number(row['earned_minor']), Number(row['taken_back_minor'])]).toEqual([
          key,
          earned,
          takenBack,
        ]);
        expect(Number(row['earning_minor'])).toBe(earned - takenBack);
      }
      for (const { currency = '', earned_minor } of totals)
        expect(Number(earned_minor)).toBe(own.earned.get(currency));
    });

    it('earnings, line by line', async () => {
      const table = await ask('earnings', asOf());
      for (const [currency, earned] of own.earned) {
        if (!/^[A-Z]{3}$/.test(currency)) continue;
        const net = earned - (own.takenBack.get(currency) ?? 0);
        expect(sum(table, 'earning_minor', (row) => row['currency'] === currency)).toBe(net);
      }
    });

    it('aging: everything that is held or owed, and nothing else', async () => {
      const table = await ask('aging', asOf());
      for (const account of [
        'held_for_orders',
        'creator_payable',
        'payouts_in_transit',
        'creator_receivable',
      ])
        for (const currency of ['TRY', 'USD', 'AED']) {
          const name = `${account} ${currency}`;
          const waiting = sum(
            table,
            'amount_minor',
            (row) => row['account'] === account && row['currency'] === currency,
          );
          // What is owed to others is negative in the ledger, and what is owed to us is not.
          const sign = account === 'creator_receivable' ? 1 : -1;
          expect([name, waiting]).toEqual([name, sign * (own.balances.get(name) ?? 0) || 0]);
        }
      expect(table.rows.filter(({ stage }) => stage === 'awaiting_payment')).toHaveLength(own.unpaid);
    });

    it('aging: a total for each account, and none of what is owed to us and by us', async () => {
      const { rows, totals } = await ask('aging', asOf());
      const named = ({ currency, account }: Row) => `${currency ?? ''} ${account ?? ''}`;
      expect(totals.map(named)).toEqual([...new Set(rows.map(named))].sort());
      for (const total of totals) {
        const of = rows.filter((row) => named(row) === named(total));
        expect(total['rows']).toBe(String(of.length));
        const amount = of.reduce((all, { amount_minor }) => all + Number(amount_minor), 0);
        expect(total['amount_minor']).toBe(String(amount));
      }
    });
  });

  it('has every stage of waiting, its age in whole days as of the instant asked for', async () => {
    const [early, late] = await Promise.all([ask('aging', then), ask('aging')]);
    const stages = new Set([...early.rows, ...late.rows].map(({ stage }) => stage));
    for (const stage of ['awaiting_payment', 'awaiting_acceptance', 'awaiting_delivery', 'in_review'])
      expect(stages).toContain(stage);
    for (const stage of ['payout_in_transit', 'owed_by_creator', 'payable', 'in_hold'])
      expect(stages).toContain(stage);
    for (const stage of ['refund_requested', 'refund_unknown', 'refund_pending'])
      expect(stages).toContain(stage);
    const { about, rows: old } = await ask('aging', then);
    for (const { since = '', age_days } of old) {
      const days = Math.floor((Date.parse(about['as_of'] ?? '') - Date.parse(since)) / 86_400_000);
      expect(Number(age_days)).toBe(Math.max(0, days));
    }
  });

  it('calls a refund unknown where a reply about it was lost, and not one about something else', async () => {
    const events = await eventsOf(log.store, 2n ** 63n);
    const isLost = ({ type, data }: (typeof events)[number]) =>
      type === 'ProviderOutcomeUnknown' && data['call'] === 'refund';
    const lost = events.filter(isLost).map(({ data }) => data['orderId']);
    const [aging, refunds] = await Promise.all([ask('aging'), ask('refunds')]);
    const unknown = [
      ...aging.rows.filter(({ stage }) => stage === 'refund_unknown'),
      ...refunds.rows.filter(({ state }) => state === 'unknown'),
    ];
    expect(unknown.length).toBeGreaterThan(0);
    for (const { order_id } of unknown) expect(lost).toContain(order_id);
  });

  it('says since when an earning can be paid out, or from when on', async () => {
    const [aging, earnings] = await Promise.all([ask('aging'), ask('earnings')]);
    const availableAt = new Map(
      earnings.rows
        .filter(({ event }) => event === 'EarningEarned')
        .map(({ order_id, available_at }) => [order_id, available_at]),
    );
    for (const { stage, order_id, since, due_at } of aging.rows) {
      if (stage === 'payable') expect([order_id, since]).toEqual([order_id, availableAt.get(order_id)]);
      if (stage === 'in_hold') expect([order_id, due_at]).toEqual([order_id, availableAt.get(order_id)]);
    }
  });

  describe('asked by market, currency and period', () => {
    /** These add rows up. */
    const sums = NAMES.filter((name) => name.startsWith('earnings_by') || name === 'ledger_balances');

    it('ledger_balances has exactly what the lines of them come to', async () => {
      const balances = await ask('ledger_balances', undefined, { market: 'AE' });
      const lines = await ask('ledger_postings', undefined, { market: 'AE' });
      expect(lines.rows.length).toBeGreaterThan(0);
      for (const { account, currency, debit_minor, credit_minor } of balances.rows) {
        const of = (row: Readonly<Record<string, string>>) =>
          row['account'] === account && row['currency'] === currency;
        expect(Number(debit_minor)).toBe(sum(lines, 'debit_minor', of));
        expect(Number(credit_minor)).toBe(sum(lines, 'credit_minor', of));
      }
    });

    it.each(NAMES.filter((name) => name !== 'ledger_balances'))(
      '%s has exactly the rows of them',
      async (name) => {
        const all = await ask(name);
        const some = all.rows.find(({ market }) => market === 'AE')?.['currency'] as Currency;
        const only = await ask(name, undefined, { market: 'AE', currency: some });
        const wanted = all.rows.filter(({ market, currency }) => market === 'AE' && currency === some);
        expect(wanted.length).toBeGreaterThan(0);
        expect(only.rows).toEqual(wanted);
      },
    );

    it.each(NAMES.filter((name) => !sums.includes(name)))('%s is cut in two by a date', async (name) => {
      const all = await ask(name);
      const by = { refunds: 'requested_at', aging: 'since', payouts: 'reserved_at' }[name] ?? 'effective_at';
      const instants = all.rows.map((row) => row[by] ?? '').sort();
      const middle = instants[Math.floor(instants.length / 2)] as Instant;
      const before = await ask(name, undefined, { to: middle });
      const after = await ask(name, undefined, { from: middle });
      expect(before.rows).toEqual(all.rows.filter((row) => (row[by] ?? '') < middle));
      expect(after.rows).toEqual(all.rows.filter((row) => (row[by] ?? '') >= middle));
    });

    it.each(NAMES.filter((name) => name.startsWith('earnings_by')))(
      '%s adds up across a date',
      async (name) => {
        const days = (await ask('earnings_by_day')).rows.map(({ day = '' }) => day);
        const middle = `${days[Math.floor(days.length / 2)] ?? ''}T00:00:00.000Z` as Instant;
        const [all, before, after] = await Promise.all([
          ask(name),
          ask(name, undefined, { to: middle }),
          ask(name, undefined, { from: middle }),
        ]);
        for (const { currency, earning_minor } of all.totals) {
          const of = (table: ReadTable) =>
            Number(table.totals.find((total) => total['currency'] === currency)?.['earning_minor'] ?? 0);
          expect(of(before) + of(after)).toBe(Number(earning_minor));
        }
        expect(before.rows.length).toBeGreaterThan(0);
      },
    );
  });

  describe.each(TABLE_FORMATS)('as %s', (format) => {
    it.each(NAMES)('%s has the rows, totals and digest that it has as any other', async (name) => {
      const json = await ask(name, then);
      const read = await READERS[format](await file(name, format, then));
      expect(read.rows).toEqual(json.rows);
      expect(read.about['sha256']).toBe(json.about['sha256']);
      expect(read.about['position']).toBe(String(then));
      expect(read.totals).toHaveLength(json.totals.length);
      for (const [index, total] of read.totals.entries())
        expect(json.totals[index]).toMatchObject(
          Object.fromEntries(
            Object.entries(total).filter(
              ([column, fact]) => fact !== '' && column in (json.totals[index] ?? {}),
            ),
          ),
        );
    });

    it.each(NAMES)('%s of the past is the same, byte by byte, whatever happened since', async (name) => {
      const answers = async () =>
        Promise.all([file(name, format, then), file(name, format, thenAt), file(name, format)]);
      const [byPosition, byInstant, newest] = await answers();
      await log.record(storiesOf(3, 100 + TABLE_FORMATS.indexOf(format) * 20 + NAMES.indexOf(name)));
      const again = await answers();
      expect(again[0].equals(byPosition)).toBe(true);
      expect(again[1].equals(byInstant)).toBe(true);
      expect(again[2].equals(newest)).toBe(false);
    });
  });

  it('stands for the instants between two events as for the first of them', async () => {
    const [before, after] = await Promise.all([ask('refunds', then), ask('refunds', thenAt)]);
    expect(after.rows).toEqual(before.rows);
    expect(after.about['position']).toBe(String(then));
    expect(before.about).toMatchObject({ position: String(then), report: 'refunds' });
    const first = await ask('ledger_postings', instant(0));
    expect(first).toMatchObject({ rows: [], about: { position: '0' }, totals: [] });
  });

  it('stops when nobody waits for it any more', async () => {
    const stop = new AbortController();
    const table = await log.report('aging', {}, stop.signal);
    const tell = async () => {
      for await (const { part } of table) if (part === 'head') stop.abort();
    };
    await expect(tell()).rejects.toThrow('stopped');
  });

  it('is refused where the log does not reach, or what is recorded may still come', async () => {
    const end = (await log.store.lastPosition()) ?? 0n;
    await expect(ask('refunds', end + 1n)).rejects.toThrow(`the log ends at position ${String(end)}`);
    // A test clock may be ahead of the clock that it goes by: so it says what that one shows.
    await expect(ask('refunds', log.clock.now())).rejects.toThrow(
      `must have passed for ten seconds, and it is ${log.clock.now()} here`,
    );
  });
});

type Row = Readonly<Record<string, string>>;
