import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller, Json, List } from '../support/api-client.js';
import {
  balancedStatement,
  BANK_SETTINGS,
  carriedOut,
  creatorsAtBank,
  EARNING,
  type Entry,
  fetchBankFile,
  financeOf,
  payoutThat,
  sendAnswers,
  statusReport,
} from '../support/bank.js';
import { newFan } from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

/** More than any order may cost: what is booked for a case is not limited by that. */
const OWN_FUNDS = 250_000_000;
const FEE = 1_250;
const DAY_MS = 86_400_000;

describe('the balance of our bank account, held against the ledger', () => {
  let running: TestServer;
  let proposer: Caller;
  let approver: Caller;
  /** The day on which the payout was called paid. */
  let paidOn: number;
  let payout: unknown;
  beforeAll(async () => {
    running = await runServer(BANK_SETTINGS);
    const fan = await newFan(running.api);
    [proposer, approver] = await financeOf(running.api);
    const [creator] = await creatorsAtBank(fan, approver, 1);
    if (creator === undefined) throw new Error('nobody');
    const runId = await carriedOut(proposer, approver);
    await fetchBankFile(runId, approver);
    ({ payout_id: payout } = await payoutThat(creator, 'sent', approver));
    await sendAnswers(approver, statusReport('SETTLED', runId, [{ payout, status: 'ACSC' }]));
    const { since } = await payoutThat(creator, 'paid', approver);
    paidOn = Date.parse(String(since));
  });
  afterAll(() => running.end());

  const takeIn = async (afterDays: number, opening: number, closing: number, entries: readonly Entry[]) => {
    const on = new Date(paidOn + afterDays * DAY_MS).toISOString().slice(0, 10);
    await sendAnswers(approver, balancedStatement(`STMT ${on}`, { on, opening, closing }, entries));
  };
  const balanceCases = async () =>
    (await proposer.get<List>('/v1/cases?limit=100')).data.filter(({ about }) => about === 'bank_balance');
  const caseThat = async (holds: (found: Json) => boolean) =>
    (
      await until(
        balanceCases,
        ([found, ...others]) => found !== undefined && others.length === 0 && holds(found),
      )
    )[0];
  const bank = async (account: string) => {
    const { data } = await proposer.get<List>('/v1/ledger/balances');
    return Number(data.find((each) => each['account'] === account)?.['balance_minor'] ?? 0);
  };

  /** What one person of finance proposes to be moved for it, another one approves. */
  async function moved(from: string, to: string, minor: number): Promise<void> {
    const { case_id } = (await caseThat(({ status }) => status === 'open')) ?? {};
    const movement = { from, to, amount: { amount_minor: minor, currency: 'TRY' } };
    await proposer.post(`/v1/cases/${String(case_id)}/close`, { reason: 'as agreed', movement });
    await approver.post(`/v1/cases/${String(case_id)}/approve`, { movement });
    await caseThat(({ status }) => status === 'settled');
  }

  it('is a case of what was there before, without what is not booked yet, and two people book it', async () => {
    expect(await bank('bank')).toBe(-EARNING);
    await takeIn(-1, OWN_FUNDS, OWN_FUNDS, []);
    expect(await caseThat(({ status }) => status === 'open')).toMatchObject({
      ...{ kind: 'amount_differs', object_id: 'TRY', theirs: '2500000.00 TRY more than bank' },
      amount: { amount_minor: OWN_FUNDS },
    });
    await moved('own_funds', 'bank', OWN_FUNDS);
    await until(
      () => bank('bank'),
      (minor) => minor === OWN_FUNDS - EARNING,
    );
    expect(await bank('own_funds')).toBe(-OWN_FUNDS);
  });

  it('agrees once the payout is booked', async () => {
    await takeIn(0, OWN_FUNDS, OWN_FUNDS - EARNING, [{ payout, is: 'paid', name: 'E1' }]);
    expect(await caseThat(() => true)).toMatchObject({ status: 'settled' });
  });

  it('is open again by what the bank takes, until that is booked', async () => {
    const before = OWN_FUNDS - EARNING;
    await takeIn(1, before, before - FEE, []);
    expect(await caseThat(({ status }) => status === 'open')).toMatchObject({
      ...{ theirs: '12.50 TRY less than bank', amount: { amount_minor: FEE } },
    });
    await moved('bank', 'bank_fees', FEE);
    await takeIn(2, before - FEE, before - FEE, []);
    expect(await caseThat(() => true)).toMatchObject({ status: 'settled' });
    await until(
      () => bank('bank_fees'),
      (minor) => minor === FEE,
    );
  });

  it('is not asked of a statement that is not the last', async () => {
    await takeIn(-5, 5, 5, []);
    expect(await caseThat(() => true)).toMatchObject({ status: 'settled' });
  });

  it('is resolved by the next statement that agrees', async () => {
    const balance = OWN_FUNDS - EARNING - FEE;
    await takeIn(3, balance, balance + 7, []);
    await caseThat(({ status }) => status === 'open');
    await takeIn(4, balance + 7, balance, []);
    await caseThat(({ status }) => status === 'resolved');
  });
});
