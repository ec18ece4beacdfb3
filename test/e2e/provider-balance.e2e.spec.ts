import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller, List } from '../support/api-client.js';
import { ledgerBalances, newCreator, newFan, paidOrder, type Person, staff } from '../support/marketplace.js';
import { noonForBoth } from '../support/noon.js';
import { balanceAtProvider, casesOf, reconciledDay } from '../support/reconciliation.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

describe("the provider's balance as a whole, and what it pays out to our own bank", () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;
  let finance: Caller;
  let second: Caller;
  let day: string;

  beforeAll(async () => {
    running = await runServer();
    day = await noonForBoth(running.api, running.sandbox.control);
    [fan, creator] = [await newFan(running.api), await newCreator(running.api)];
    finance = await staff(running.api, 'finance');
    second = await running.api.as('finance 2', 'finance');
  });
  afterAll(() => running.end());

  const reconciled = () => reconciledDay(day, finance);
  const control = () => running.sandbox.control;
  const balances = () => ledgerBalances(finance);
  const atProvider = () => balanceAtProvider(running);
  const clearingAgrees = async (): Promise<void> => {
    const expected = await atProvider();
    await until(balances, ({ provider_clearing }) => provider_clearing === expected);
  };

  it('go to the bank account of the ledger, each payout, return and top-up once', async () => {
    await paidOrder(fan, creator);
    const available = await atProvider();
    const payoutId = await control().payOut('try');
    const run = await reconciled();
    expect(run.case_ids).toEqual([]);
    expect(run.totals).toEqual(
      expect.arrayContaining([
        { section: 'bank_payouts', currency: 'TRY', objects: 1, amount_minor: available },
        { section: 'balance', currency: 'TRY', objects: 1, amount_minor: 0 },
      ]),
    );
    expect(await until(balances, ({ bank }) => bank !== 0)).toMatchObject({
      ...{ bank: available, provider_clearing: 0, provider_fees: 15_000 - available },
    });

    await control().settlePayout(payoutId, 'failed');
    await control().topUp(2_500, 'try');
    expect((await reconciled()).case_ids).toEqual([]);
    await reconciled();
    await clearingAgrees();
    expect(await balances()).toMatchObject({ bank: -2_500, provider_clearing: available + 2_500 });
    const posted = await finance.get<List>('/v1/ledger/postings?account=bank');
    expect(posted.data.map(({ amount_minor }) => Number(amount_minor)).sort((a, b) => a - b)).toEqual([
      ...[-available, -2_500, available],
    ]);
  });

  it('count what the provider takes by itself among its fees', async () => {
    const before = (await balances())['provider_fees'] ?? 0;
    await control().takeFee(300, 'try');
    expect((await reconciled()).case_ids).toEqual([]);
    await until(balances, ({ provider_fees }) => provider_fees === before + 300);
    await clearingAgrees();
  });

  it('are a case where a payout has money of nobody in it', async () => {
    const { gateway } = running.server.engines;
    const stranger = {
      orderId: 'ord_0193a5d2-0000-7000-8000-00000000dead',
      ...{ amount: { amountMinor: 4_000n, currency: 'TRY' } as const, idempotencyKey: 'by hand' },
    };
    const { paymentId } = await gateway.createPayment(stranger);
    const confirm = { paymentId, paymentMethod: 'pm_card_visa', idempotencyKey: 'confirm by hand' };
    await gateway.confirmPayment(confirm);
    const payoutId = await control().payOut('try');
    // So that nothing of it is there any more, and no case tells of it.
    await control().refundInDashboard(paymentId);
    const run = await reconciled();
    expect(await casesOf(run, finance)).toMatchObject([
      { kind: 'foreign_object', about: 'bank_payout', object_id: payoutId, amount: { amount_minor: 4_000 } },
    ]);
    await clearingAgrees();
  });

  it('are two cases where the provider adjusts its balance: booked for the one, the other is resolved', async () => {
    await control().adjust(900, 'try');
    const found = await casesOf(await reconciled(), finance);
    expect(found.find(({ about }) => about === 'adjustment')).toMatchObject({
      ...{ kind: 'foreign_object', object_id: expect.stringMatching(/^txn_/), order_id: null },
      ...{ amount: { amount_minor: 900, currency: 'TRY' }, ours: null, theirs: '9.00 TRY given' },
    });
    const [own, balance] = ['adjustment', 'balance'].map(
      (about) => `/v1/cases/${String(found.find((each) => each['about'] === about)?.['case_id'])}`,
    );
    const amount = { amount_minor: 900, currency: 'TRY' };
    const movement = { from: 'own_funds', to: 'provider_clearing', amount };
    await finance.post(`${String(own)}/close`, { reason: 'a gift of the provider', movement });
    await second.post(`${String(own)}/approve`, { movement });
    expect((await reconciled()).case_ids).not.toContain(String(balance).slice('/v1/cases/'.length));
    expect(await finance.get(String(balance))).toMatchObject({ status: 'resolved' });
    expect(await finance.get(String(own))).toMatchObject({ status: 'settled' });
    await clearingAgrees();
  });

  it('are a case where the balance has what nobody can tell, and once two people have booked it, agree', async () => {
    await control().adjust(700, 'try');
    const run = await reconciled();
    const found = (await casesOf(run, finance)).find(({ about }) => about === 'balance');
    expect(found).toMatchObject({
      ...{ kind: 'amount_differs', about: 'balance', object_id: 'TRY', order_id: null, status: 'open' },
      ...{ amount: { amount_minor: 700, currency: 'TRY' }, ours: 'provider_clearing' },
      theirs: '7.00 TRY more than provider_clearing',
    });
    const path = `/v1/cases/${String(found?.['case_id'])}`;
    const amount = { amount_minor: 700, currency: 'TRY' };
    const movement = { from: 'platform_fees', to: 'provider_clearing', amount };
    await finance.post(`${path}/close`, { reason: 'a gift of the provider', movement });
    // Found again before it was approved, it is the same.
    await reconciled();
    await second.post(`${path}/approve`, { movement });
    expect((await reconciled()).case_ids).not.toContain(found?.['case_id']);
    await clearingAgrees();
    await control().adjust(700, 'try');
    await reconciled();
    expect(await finance.get(path)).toMatchObject({ status: 'open' });
    await finance.post(`${path}/close`, { reason: 'another gift', movement });
    await second.post(`${path}/approve`, { movement });
  });
});
