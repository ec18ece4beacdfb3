import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { StripeSandbox } from '../../src/infrastructure/stripe/sandbox/stripe-sandbox.js';
import type { Caller, Json, List } from '../support/api-client.js';
import { advance, DAY_SECONDS, newCreator, newFan, paidOrder, staff } from '../support/marketplace.js';
import { noonAtProvider } from '../support/noon.js';
import { newDataDir } from '../support/server.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

type Run = Json & { readonly status: string; readonly run: number; readonly sections_done: number };

/** After how many of its sections a run is killed, each in its turn. */
const KILLED_AFTER = [0, 2, 5, 8, 11];
const ORDERS = 3;

describe("the program, killed while it compares a day of the provider's books with ours", () => {
  const dataDir = newDataDir();
  let server: ServerProcess;
  let finance: Caller;
  let day: string;

  beforeAll(async () => {
    const provider = await StripeSandbox.start({ dataDir });
    day = await noonAtProvider(provider.control);
    await provider.close();
    server = await ServerProcess.start(dataDir);
    const api = server.client();
    const [fan, creator] = [await newFan(api), await newCreator(api)];
    for (let n = 0; n < ORDERS; n += 1) await paidOrder(fan, creator);
    await advance(api, 2 * DAY_SECONDS);
    finance = await staff(api, 'finance');
  });
  afterAll(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const now = (): Caller => finance.at(server.client());
  const runThat = (holds: (run: Run) => boolean): Promise<Run> =>
    until(() => now().get<Run>(`/v1/reconciliations/${day}`), holds, 60_000);

  async function killedAfter(sections: number): Promise<Run> {
    await now().post('/v1/reconciliations', { day });
    await runThat(({ status, sections_done }) => status === 'finished' || sections_done >= sections);
    await server.kill();
    server = await ServerProcess.start(dataDir);
    return runThat(({ status }) => status === 'finished');
  }

  it('finishes the run that it was at, and books what the provider has taken once', async () => {
    for (const [index, sections] of KILLED_AFTER.entries())
      expect(await killedAfter(sections)).toMatchObject({ run: index + 1, case_ids: [], sections_done: 15 });
    const finished = await now().get<List>('/v1/audit?type=ReconciliationFinished');
    expect(finished.data).toHaveLength(KILLED_AFTER.length);
    const fees = await now().get<List>('/v1/reports/fees');
    const taken = fees.data.filter(({ event }) => event === 'ProviderFeesTaken');
    const { totals } = await runThat(() => true);
    expect(taken).toMatchObject([
      { fee_minor: -feesIn(totals as readonly Json[]), account: 'provider_fees', market: null },
    ]);
  });

  const feesIn = (totals: readonly Json[]): number => {
    const found = totals.find(({ section }) => section === 'fees');
    expect(found).toMatchObject({ objects: ORDERS });
    return Number(found?.['amount_minor']);
  };
});
