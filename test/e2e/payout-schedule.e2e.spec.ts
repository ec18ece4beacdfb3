import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { readSettings, SettingsError } from '../../src/settings.js';
import type { Caller, Json, List } from '../support/api-client.js';
import { BANK_SETTINGS, creatorsAtBank, EARNING, financeOf } from '../support/bank.js';
import { advance, DAY_SECONDS, newFan } from '../support/marketplace.js';
import { newDataDir, runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

const DAILY = { ...BANK_SETTINGS, PAYOUT_SCHEDULE: '0 6 * * *', PAYOUT_MINIMUMS: `TRY=${String(EARNING)}` };

describe('the schedule of payout runs', () => {
  const dataDir = newDataDir();
  let running: TestServer;
  let finance: Caller;
  beforeAll(async () => {
    running = await runServer(DAILY, dataDir);
    [finance] = await financeOf(running.api);
  });
  afterAll(async () => {
    await running.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const runs = async (): Promise<readonly Json[]> =>
    (await finance.get<List>('/v1/payout-runs?limit=100')).data;

  it('proposes one run for each market and currency, once a day, and pays nothing', async () => {
    const fan = await newFan(running.api);
    await creatorsAtBank(fan, finance, 1);
    // That took more than a day: there was an occasion.
    const [run] = await until(runs, ({ length }) => length === 1);
    expect(run).toMatchObject({
      ...{ market: 'TR', state: 'proposed', lines: 1, proposed_by: 'schedule' },
      total: { amount_minor: EARNING },
    });
    expect((await finance.get<List>('/v1/payouts')).data).toEqual([]);

    // Somebody of finance is the second person.
    await advance(running.api, DAY_SECONDS);
    const again = await until(runs, ({ length }) => length === 2);
    await finance.post(`/v1/payout-runs/${String(again[0]?.['run_id'])}/approve`);
    await until(
      async () => (await finance.get<List>('/v1/payouts')).data,
      ({ length }) => length === 1,
    );
  });

  it('proposes nothing twice for one occasion, also after it was started again', async () => {
    const before = await runs();
    await running.close();
    running = await runServer(DAILY, dataDir);
    [finance] = await financeOf(running.api);
    const fan = await newFan(running.api);
    await creatorsAtBank(fan, finance, 1);
    await until(runs, ({ length }) => length > before.length);
    const instants = (await runs()).map(({ proposed_at }) => String(proposed_at).slice(0, 13));
    expect(new Set(instants).size).toBe(instants.length);
  });

  it.each([
    ['no cron', { PAYOUT_SCHEDULE: 'every monday' }, 'PAYOUT_SCHEDULE must be'],
    ['no amounts', { ...DAILY, PAYOUT_MINIMUMS: 'TRY=1.50' }, 'PAYOUT_MINIMUMS must be'],
    ['an amount of nothing', { ...DAILY, PAYOUT_MINIMUMS: 'TRY=0' }, 'PAYOUT_MINIMUMS must be'],
    ['a currency twice', { ...DAILY, PAYOUT_MINIMUMS: 'TRY=1,TRY=2' }, 'PAYOUT_MINIMUMS must be'],
    ['amounts alone', { PAYOUT_MINIMUMS: 'TRY=1' }, 'PAYOUT_SCHEDULE is missing'],
  ])('is refused at start where it is %s', (_what, env, says) => {
    expect(() => readSettings(env)).toThrow(SettingsError);
    expect(() => readSettings(env)).toThrow(says);
  });
});
