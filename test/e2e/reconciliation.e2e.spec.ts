import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller, Json, List } from '../support/api-client.js';
import {
  advance,
  ledgerBalances,
  newCreator,
  newFan,
  orderThat,
  paidOrder,
  type Person,
  placeOrder,
  readOrder,
  refundedOrder,
  staff,
} from '../support/marketplace.js';
import { dayAfter, noonForBoth } from '../support/noon.js';
import { balanceAtProvider, casesOf, reconciledDay, type Run } from '../support/reconciliation.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

describe("comparing a day of the provider's books with ours", () => {
  let running: TestServer;
  /** Of both clocks. */
  let day: string;
  let fan: Person;
  let creator: Person;
  let finance: Caller;
  let second: Caller;

  beforeAll(async () => {
    running = await runServer();
    day = await noonForBoth(running.api, running.sandbox.control);
    fan = await newFan(running.api);
    creator = await newCreator(running.api);
    finance = await staff(running.api, 'finance');
    second = await running.api.as('finance 2', 'finance');
  });
  afterAll(() => running.end());
  beforeEach(async () => {
    await running.sandbox.control.clearFaults();
    await running.sandbox.control.deliver({ paused: false, duplicates: 0, newestFirst: false });
  });

  const reconciled = () => reconciledDay(day, finance);
  const paymentId = async (orderId: string): Promise<string> =>
    String((await readOrder({ caller: finance }, orderId)).payment_id);
  const caseOf = async (run: Run): Promise<Json> => (await casesOf(run, finance))[0] ?? {};
  const balances = () => ledgerBalances(finance);
  const atProvider = () => balanceAtProvider(running);
  const chargeByHand = async (orderId: string, amountMinor: bigint): Promise<string> => {
    const { gateway } = running.server.engines;
    const idempotencyKey = `by hand ${orderId} ${String(amountMinor)}`;
    const amount = { amountMinor, currency: 'TRY' } as const;
    const { paymentId: made } = await gateway.createPayment({ orderId, amount, idempotencyKey });
    const paymentMethod = 'pm_card_visa';
    await gateway.confirmPayment({
      paymentId: made,
      paymentMethod,
      idempotencyKey: `confirm ${idempotencyKey}`,
    });
    return made;
  };

  it('finds nothing where nothing is amiss, and books what the provider has taken, once', async () => {
    const declined = await paidOrder(fan, creator);
    await creator.caller.post(`/v1/orders/${declined}/decline`);
    await refundedOrder(fan, declined);
    await paidOrder(fan, creator);
    const run = await reconciled();
    expect(run).toMatchObject({ case_ids: [], taken_in: 0, sections_done: 15 });
    expect(run.totals).toEqual(
      expect.arrayContaining([
        { section: 'payments', currency: 'TRY', objects: 2, amount_minor: 30_000 },
        { section: 'refunds', currency: 'TRY', objects: 1, amount_minor: 15_000 },
      ]),
    );
    const agreed = await until(balances, (sums) => (sums['provider_fees'] ?? 0) > 0);
    expect(agreed['provider_clearing']).toBe(await atProvider());
    await reconciled();
    expect(await balances()).toEqual(agreed);
  });

  it('takes in what no webhook has told, whether its event came to be or not', async () => {
    const orderId = await paidOrder(fan, creator);
    const other = await paidOrder(fan, creator);
    await running.sandbox.control.loseEvents(10, ['refund.created', 'refund.updated', 'charge.refunded']);
    await running.sandbox.control.refundInDashboard(await paymentId(orderId));
    await running.sandbox.control.loseEvents(0);
    await running.sandbox.control.deliver({ paused: true, duplicates: 0, newestFirst: false });
    await running.sandbox.control.dispute(await paymentId(other));
    const run = await reconciled();
    expect(run.taken_in).toBeGreaterThanOrEqual(2);
    expect(run.case_ids).toEqual([]);
    expect(await readOrder(fan, orderId)).toMatchObject({
      refund: 'issued',
      money: { refunded_minor: 15_000 },
    });
    expect(await readOrder({ caller: finance }, other)).toMatchObject({ chargeback: 'open' });
  });

  it('makes money that is of no order a case, which two people close by moving it in the ledger', async () => {
    const stranger = 'ord_0193a5d2-0000-7000-8000-00000000dead';
    const made = await chargeByHand(stranger, 4_000n);
    const run = await reconciled();
    // The other one is about the balance as a whole.
    expect(run.case_ids).toHaveLength(2);
    const found = await caseOf(run);
    const case_id = String(found['case_id']);
    expect(found).toMatchObject({
      ...{ kind: 'foreign_object', about: 'payment', object_id: made, order_id: null, status: 'open' },
      ...{ amount: { amount_minor: 4_000, currency: 'TRY' }, ours: null, theirs: 'succeeded 40.00 TRY' },
    });
    await finance.post(`/v1/cases/${case_id}/assign`, { owner: 'staff-7' });
    await finance.post(`/v1/cases/${case_id}/note`, { note: 'It is a test of the terminal.' });
    const { data } = await finance.get<List>('/v1/cases?status=open&kind=foreign_object&owner=staff-7');
    expect(data).toMatchObject([{ case_id, owner: 'staff-7', reason: null }]);

    const amount = { amount_minor: 4_000, currency: 'TRY' };
    const movement = { from: 'platform_fees', to: 'provider_clearing', amount };
    await finance.post(`/v1/cases/${case_id}/close`, { reason: 'ours', movement });
    const approve = `/v1/cases/${case_id}/approve`;
    expect((await finance.tryPost(approve, { movement })).outcome).toBe('money_case_own_proposal');
    const another = { movement: { ...movement, amount: { ...amount, amount_minor: 1 } } };
    expect((await second.tryPost(approve, another)).outcome).toBe('money_case_proposal_changed');
    await second.post(approve, { movement });
    const settled = await finance.get<Json & { readonly history: readonly Json[] }>(`/v1/cases/${case_id}`);
    expect(settled).toMatchObject({ status: 'settled', proposal: null });
    const { amount: of, ours, theirs } = settled;
    expect(settled.history[0]).toMatchObject({ found: { amount: of, ours, theirs }, movement: null });
    expect(settled.history.slice(-2)).toMatchObject([
      {
        type: 'MoneyCaseClosingProposed',
        movement,
        proposed_by: expect.stringMatching(/^stf_/),
        approved_by: null,
      },
      {
        type: 'MoneyCaseClosingApproved',
        movement,
        proposed_by: expect.stringMatching(/^stf_/),
        approved_by: expect.stringMatching(/^stf_/),
        found: null,
      },
    ]);
    const expected = await atProvider();
    await until(balances, ({ provider_clearing }) => provider_clearing === expected);
    const posted = await finance.get<List>('/v1/reports/ledger_postings');
    expect(posted.data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ event: 'MoneyCaseClosingApproved', debit_minor: 4_000 }),
      ]),
    );

    await reconciled();
    expect(await finance.get(`/v1/cases/${case_id}`)).toMatchObject({ status: 'settled' });
  });

  it('makes a second payment of an order a case, which is gone once it was given back', async () => {
    const orderId = await paidOrder(fan, creator);
    const made = await chargeByHand(orderId, 15_000n);
    const isAbout = (found: Json): boolean => found['object_id'] === made;
    const run = await reconciled();
    const cases = await casesOf(run, finance);
    const found = cases.find(isAbout);
    expect(found).toMatchObject({ kind: 'duplicate_at_provider', order_id: orderId });
    const case_id = String(found?.['case_id']);
    const explained = () => finance.get<Json>(`/v1/orders/${orderId}/explanation`);
    expect(await explained()).toMatchObject({
      cases: [{ case_id, status: 'open', kind: 'duplicate_at_provider', object_id: made }],
      waits: [{ for: 'case' }],
    });
    await running.sandbox.control.refundInDashboard(made);
    expect((await reconciled()).case_ids).not.toContain(case_id);
    expect(await explained()).toMatchObject({ cases: [{ case_id, status: 'resolved' }], waits: [] });
    expect(await finance.get(`/v1/cases/${case_id}`)).toMatchObject({ status: 'resolved' });
  });

  it('goes on when a provider that fell silent answers again, and does not look at what is to come', async () => {
    await running.sandbox.control.plan({ fault: 'cut_before', operation: 'charges.list', times: 2 });
    await reconciled();
    const tomorrow = dayAfter(day, 1);
    expect((await finance.tryPost('/v1/reconciliations', { day: tomorrow })).outcome).toBe(
      'reconciliation_day_invalid',
    );
    expect((await finance.tryPost('/v1/reconciliations', { day: '2026-02-30' })).outcome).toBe(
      'reconciliation_day_invalid',
    );
    expect((await finance.tryGet('/v1/reconciliations/2019-01-01')).outcome).toBe('not_found');
  });

  it('is begun by the clock for each day that is over, once, whoever asks', async () => {
    await placedAndPaid();
    await advance(running.api, 2 * 86_400);
    const { application } = running.server;
    await Promise.all([application.reconcileDays(), application.reconcileDays()]);
    // It was looked at by hand.
    const { run } = await finance.get<Run>(`/v1/reconciliations/${day}`);
    const next = dayAfter(day, 1);
    const begun = await until(
      () => finance.get<Run>(`/v1/reconciliations/${next}`),
      ({ status }) => status === 'finished',
      30_000,
    );
    expect(begun).toMatchObject({ started_by: 'clock', run: 1 });
    await application.reconcileDays();
    expect(await finance.get(`/v1/reconciliations/${day}`)).toMatchObject({ run });
    expect(await finance.get(`/v1/reconciliations/${next}`)).toMatchObject({ run: 1 });
  });

  it('says how a day is looked at that nobody has looked at', async () => {
    const { outcome, body } = await finance.tryGet<Json>('/v1/reconciliations/2020-01-01');
    expect([outcome, body['detail']]).toEqual(['not_found', expect.stringContaining('POST')]);
  });

  async function placedAndPaid(): Promise<void> {
    const orderId = await placeOrder(fan, creator);
    await orderThat(fan, orderId, ({ state }) => state === 'awaiting_acceptance');
  }
});
