import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { atBank } from '../../src/interfaces/cli/demo/bank-messages.js';
import type { ApiClient, Caller, Json, List } from '../support/api-client.js';
import {
  accountThat,
  BANK_SETTINGS,
  carriedOut,
  creatorsAtBank,
  EARNING,
  fetchBankFile,
  financeOf,
  payoutThat,
  sendAnswers,
  statement,
  statusReport,
} from '../support/bank.js';
import { newFan, type Person } from '../support/marketplace.js';
import { newDataDir } from '../support/server.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const CREATORS = 8;

/** From the proposal to the money that came back, by a program that is killed where it hurts. */
describe('payouts by a bank, of a program that is killed', () => {
  const dataDir = newDataDir();
  let server: ServerProcess;
  let api: ApiClient;
  let proposer: Caller;
  let approver: Caller;
  let creators: readonly Person[] = [];
  let payouts: readonly unknown[];
  let runId: string;
  let file: string;

  beforeAll(async () => {
    await begin();
    const fan = await newFan(api);
    creators = await creatorsAtBank(fan, approver, CREATORS);
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function begin(): Promise<void> {
    server = await ServerProcess.start(dataDir, BANK_SETTINGS);
    api = server.client();
    [proposer, approver] = await financeOf(api);
    creators = creators.map(({ id, caller }) => ({ id, caller: caller.at(api) }));
  }

  async function killAndBegin(): Promise<void> {
    await server.kill();
    await begin();
  }

  const balances = async (): Promise<Json> => {
    const { data } = await proposer.get<List>('/v1/ledger/balances');
    return Object.fromEntries(data.map((each) => [String(each['account']), each['balance_minor']]));
  };
  const at = (n: number): Person => {
    const creator = creators[n];
    if (creator === undefined) throw new Error(`no creator ${String(n)}`);
    return creator;
  };

  it('are sent once, when it is killed after the file was made', async () => {
    runId = await carriedOut(proposer, approver);
    file = (await fetchBankFile(runId, approver)).text;
    await killAndBegin();
    for (const creator of creators) await payoutThat(creator, 'sent', approver);
    const { data } = await approver.get<List>(`/v1/payouts?run_id=${runId}&limit=100`);
    payouts = data.map(({ payout_id }) => payout_id);
    for (const payout of payouts)
      expect(file.split(`<EndToEndId>${atBank(String(payout))}<`)).toHaveLength(2);
    expect(payouts).toHaveLength(CREATORS);

    const again = await fetchBankFile(runId, proposer);
    expect(again.text).toBe(file);
    const { bank_file } = await approver.get<Json>(`/v1/payout-runs/${runId}`);
    expect((bank_file as { readonly given_out: readonly Json[] }).given_out).toHaveLength(2);
    const refused = await proposer.tryPost('/v1/payout-runs', { market: 'TR', currency: 'TRY' });
    expect(refused.outcome).toBe('payout_run_empty');
    const sum = CREATORS * EARNING;
    expect(await until(balances, (sums) => sums['payouts_in_transit'] === -sum)).toBeDefined();
  }, 60_000);

  it('are accepted by the bank, which moves nothing', async () => {
    const statuses = payouts.map((payout) => ({ payout, status: 'ACSP' }));
    const { body } = await sendAnswers(approver, statusReport('BANK-PSR', runId, statuses));
    expect(body).toMatchObject({ taken_in: [], differing: [], not_ours: [] });
    expect(body['known']).toHaveLength(CREATORS);
  });

  it('are paid, every one, when it is killed after the first answer of the file was taken in', async () => {
    const xml = statement(
      'BANK-STMT',
      payouts.map((payout) => ({ payout, is: 'paid' })),
    );
    const sending = sendAnswers(approver, xml).catch(() => undefined);
    await until(
      async () => (await approver.get<List>(`/v1/payouts?run_id=${runId}&limit=100`)).data,
      (all) => all.some(({ state }) => state === 'paid'),
    );
    await killAndBegin();
    await sending;
    // Nobody has to hand it in again.
    for (const creator of creators) await payoutThat(creator, 'paid', approver);
    const { body } = await sendAnswers(approver, xml);
    expect(body).toMatchObject({ was_received_before: true, taken_in: [], differing: [] });
    expect(body['known']).toHaveLength(CREATORS);
    const bank = -CREATORS * EARNING;
    expect(await until(balances, (sums) => sums['bank'] === bank)).toMatchObject({ payouts_in_transit: 0 });
  }, 60_000);

  it('come back, and can be paid out again', async () => {
    const { payout_id } = await payoutThat(at(0), 'paid', approver);
    const back = statement('BANK-BACK', [{ payout: payout_id, is: 'returned' }]);
    const { body } = await sendAnswers(approver, back);
    expect(body['taken_in']).toMatchObject([{ payout_id, outcome: 'returned', code: 'AC04' }]);
    await payoutThat(at(0), 'returned', approver);
    await accountThat(
      at(0),
      ({ available_minor, paid_out_minor }) => available_minor === EARNING && paid_out_minor === 0,
    );
    await accountThat(at(1), ({ paid_out_minor }) => paid_out_minor === EARNING);
    const sums = await until(balances, ({ bank }) => bank === -(CREATORS - 1) * EARNING);
    expect(sums).toMatchObject({ payouts_in_transit: 0, creator_payable: -EARNING });
    const { totals } = await at(0).caller.get<{ readonly totals: readonly Json[] }>(
      `/v1/creators/${at(0).id}/statements`,
    );
    expect(totals).toMatchObject([{ currency: 'TRY', closing_balance_minor: EARNING }]);

    const next = await carriedOut(proposer, approver);
    const { text } = await fetchBankFile(next, approver);
    expect(text.match(/<EndToEndId>/g)).toHaveLength(1);
    expect(text).not.toContain(atBank(String(payout_id)));
  });
});
