import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import type { Caller, Command, Json, List } from '../support/api-client.js';
import {
  advance,
  DAY_SECONDS,
  deliveredOrder,
  ledgerBalances,
  newCreator,
  newFan,
  orderThat,
  type Person,
} from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

const EARNING = 12_000;

describe('payouts', () => {
  let running: TestServer;
  let stripe: Stripe;
  let fan: Person;
  let proposer: Caller;
  let approver: Caller;

  beforeAll(async () => {
    running = await runServer();
    const { url, apiKey } = running.sandbox;
    const { hostname: host, port } = new URL(url);
    stripe = new Stripe(apiKey, { host, port: Number(port), protocol: 'http', maxNetworkRetries: 0 });
    fan = await newFan(running.api);
    proposer = await running.api.as('finance 1', 'finance');
    approver = await running.api.as('finance 2', 'finance');
  });
  afterAll(() => running.end());
  afterEach(() => running.sandbox.control.clearFaults());

  /** Who has delivered so many orders, whose earnings are available now. */
  async function earningCreator(orders = 1): Promise<Person & { readonly orderIds: readonly string[] }> {
    const creator = await newCreator(running.api);
    const orderIds: string[] = [];
    for (let n = 0; n < orders; n += 1) {
      const orderId = await deliveredOrder(fan, creator);
      await orderThat(fan, orderId, ({ state }) => state === 'delivered');
      orderIds.push(orderId);
    }
    await until(
      () => account(creator),
      (sums) => sums['in_hold_minor'] === orders * EARNING,
    );
    await advance(running.api, 8 * DAY_SECONDS);
    return { ...creator, orderIds };
  }

  async function verifiedAccount(): Promise<string> {
    const { id } = await stripe.accounts.create({ type: 'express', country: 'AE' });
    await running.sandbox.control.verifyAccount(id);
    return id;
  }

  async function paidOutTo(creator: Person, accountId: string): Promise<void> {
    await creator.caller.post('/v1/creators/me/payout-destination', { account: accountId });
  }

  async function account(creator: Person): Promise<Json> {
    const { data } = await creator.caller.get<List>(`/v1/creators/${creator.id}/account`);
    return data[0] ?? {};
  }

  async function proposed(minimum_minor?: number): Promise<string> {
    const run = { market: 'TR', currency: 'TRY', ...(minimum_minor === undefined ? {} : { minimum_minor }) };
    const { run_id } = await proposer.post<Command & { run_id: string }>('/v1/payout-runs', run);
    return run_id;
  }

  const runOf = (runId: string): Promise<Json> => proposer.get<Json>(`/v1/payout-runs/${runId}`);

  async function approved(runId: string): Promise<Json> {
    await approver.post(`/v1/payout-runs/${runId}/approve`);
    return until(
      () => runOf(runId),
      ({ state }) => state === 'executed',
    );
  }

  const payoutsOf = async (creator: Person): Promise<readonly Json[]> =>
    (await proposer.get<List>(`/v1/payouts?creator_id=${creator.id}`)).data;

  const payoutThat = (creator: Person, state: string): Promise<Json> =>
    until(
      async () => (await payoutsOf(creator))[0] ?? {},
      (payout) => payout['state'] === state,
    );

  const balances = () => ledgerBalances(proposer);

  const sentTo = async (destination: string): Promise<readonly number[]> =>
    (await stripe.transfers.list({ destination, limit: 100 })).data.map(({ amount }) => amount);

  it('are proposed by one person, approved by another, and sent once', async () => {
    const creator = await earningCreator(2);
    const destination = await verifiedAccount();
    await paidOutTo(creator, destination);
    await running.sandbox.control.topUp(1_000_000, 'try');
    const runId = await proposed();
    expect(await runOf(runId)).toMatchObject({
      ...{ state: 'proposed', total: { amount_minor: 2 * EARNING, currency: 'TRY' } },
      lines: [{ creator_id: creator.id, amount: { amount_minor: 2 * EARNING }, refused: false }],
    });
    expect((await proposer.tryPost(`/v1/payout-runs/${runId}/approve`)).outcome).toBe(
      'payout_run_own_proposal',
    );

    await approved(runId);
    await payoutThat(creator, 'paid');
    expect(await sentTo(destination)).toEqual([2 * EARNING]);
    expect(await account(creator)).toMatchObject({
      ...{ available_minor: 0, in_transit_minor: 0, paid_out_minor: 2 * EARNING, owed_minor: 0 },
    });
    expect(await until(balances, (sums) => sums['payouts_in_transit'] === 0)).toMatchObject({
      creator_payable: 0,
    });
    expect((await approver.tryPost(`/v1/payout-runs/${runId}/approve`)).outcome).toBe('payout_run_decided');
    expect((await proposer.tryPost('/v1/payout-runs', { market: 'TR', currency: 'TRY' })).outcome).toBe(
      'payout_run_empty',
    );
  });

  it('leave out who has no destination, too little, or is held', async () => {
    const nowhere = await earningCreator();
    const little = await earningCreator();
    const held = await earningCreator();
    const paid = await earningCreator(2);
    for (const creator of [little, held, paid]) await paidOutTo(creator, await verifiedAccount());
    await proposer.post(`/v1/creators/${held.id}/payout-hold`, { currency: 'TRY', reason: 'legal_claim' });
    const run = await runOf(await proposed(EARNING + 1));
    expect(run['lines']).toMatchObject([{ creator_id: paid.id }]);
    expect(run['left_out']).toEqual(
      expect.arrayContaining([
        { creator_id: little.id, code: 'below_minimum' },
        { creator_id: nowhere.id, code: 'below_minimum' },
        { creator_id: held.id, code: 'payout_held' },
      ]),
    );
    const release = `/v1/creators/${held.id}/payout-hold/release`;
    expect((await proposer.tryPost(release, { currency: 'EUR' })).outcome).toBe('payout_account_not_found');
    await proposer.post(release, { currency: 'TRY' });
    expect((await runOf(await proposed()))['left_out']).toEqual([
      { creator_id: nowhere.id, code: 'no_destination' },
    ]);
  });

  it('of a proposal that is stale are refused, line by line', async () => {
    const creator = await earningCreator();
    const first = await verifiedAccount();
    await paidOutTo(creator, first);
    const [runId, again] = [await proposed(), await proposed()];
    await approved(runId);
    await payoutThat(creator, 'paid');
    const { lines } = await approved(again);
    expect((lines as readonly Json[]).every(({ refused }) => refused === true)).toBe(true);
    expect(await sentTo(first)).toEqual([EARNING]);
  });

  it('go nowhere else than was proposed', async () => {
    const creator = await earningCreator();
    await paidOutTo(creator, await verifiedAccount());
    const runId = await proposed();
    const second = await verifiedAccount();
    await paidOutTo(creator, second);
    const { lines } = await approved(runId);
    expect(lines).toMatchObject([{ creator_id: creator.id, refused: true, refused_for: 'payout_stale' }]);
    expect(await sentTo(second)).toEqual([]);
  });

  it('to an account that is not verified fail, and are a case', async () => {
    const creator = await earningCreator();
    const { id } = await stripe.accounts.create({ type: 'express', country: 'AE' });
    await paidOutTo(creator, id);
    await approved(await proposed());
    const { payout_id } = await payoutThat(creator, 'failed');
    expect(await account(creator)).toMatchObject({ available_minor: EARNING, in_transit_minor: 0 });
    const cases = () => proposer.get<List>('/v1/money-cases');
    await until(cases, ({ data }) => data.some(({ detail }) => String(detail).includes(String(payout_id))));
  });

  it('whose reply is lost are looked up, and sent once', async () => {
    const creator = await earningCreator();
    const destination = await verifiedAccount();
    await paidOutTo(creator, destination);
    // No webhook tells of it either.
    await running.sandbox.control.deliver({ paused: true, duplicates: 0, newestFirst: false });
    await running.sandbox.control.plan({ fault: 'cut_after', operation: 'transfers.create', times: 1_000 });
    await approved(await proposed());
    await payoutThat(creator, 'unknown');
    await running.sandbox.control.clearFaults();
    await advance(running.api, 60);
    await payoutThat(creator, 'paid');
    await running.sandbox.control.deliver({ paused: false, duplicates: 1, newestFirst: false });
    expect(await sentTo(destination)).toEqual([EARNING]);
  });

  it('that are taken back in the dashboard come back, and are a debt after a lost chargeback', async () => {
    const creator = await earningCreator();
    const destination = await verifiedAccount();
    await paidOutTo(creator, destination);
    await approved(await proposed());
    const { reference } = await payoutThat(creator, 'paid');
    await running.sandbox.control.reverseTransferInDashboard(String(reference));
    await payoutThat(creator, 'returned');
    expect(await account(creator)).toMatchObject({ available_minor: EARNING, paid_out_minor: 0 });

    await approved(await proposed());
    await payoutThat(creator, 'paid');
    const { payment_id } = await orderThat(fan, String(creator.orderIds[0]), () => true);
    const disputeId = await running.sandbox.control.dispute(String(payment_id));
    await running.sandbox.control.closeDispute(disputeId, 'lost');
    await until(
      () => account(creator),
      (sums) => sums['owed_minor'] === EARNING,
    );
    expect(await until(balances, (sums) => sums['creator_receivable'] === EARNING)).toBeDefined();
  });

  it('that are taken back in part are a case, and what came back is in our books and owed to the creator', async () => {
    const creator = await earningCreator();
    await paidOutTo(creator, await verifiedAccount());
    await approved(await proposed());
    const { payout_id, reference } = await payoutThat(creator, 'paid');
    const before = await balances();
    await running.sandbox.control.reverseTransferInDashboard(String(reference), 500);
    const after = await until(
      balances,
      (sums) => sums['provider_clearing'] === (before['provider_clearing'] ?? 0) + 500,
    );
    expect(after['creator_receivable'] ?? 0).toBe((before['creator_receivable'] ?? 0) - 500);
    expect(await payoutThat(creator, 'paid')).toMatchObject({ returned_minor: 500 });
    expect(await account(creator)).toMatchObject({ owed_minor: -500, hold: 'difference' });
    const { data } = await approver.get<List>('/v1/money-cases?limit=100');
    expect(data.filter(({ detail }) => String(detail).includes(String(payout_id)))).toMatchObject([
      { code: 'payout_returned_in_part' },
    ]);

    await running.sandbox.control.reverseTransferInDashboard(String(reference), EARNING - 500);
    expect(await payoutThat(creator, 'returned')).toMatchObject({ returned_minor: EARNING });
    expect(await account(creator)).toMatchObject({ available_minor: EARNING, owed_minor: 0 });
    expect((await balances())['provider_clearing']).toBe((before['provider_clearing'] ?? 0) + EARNING);
  });

  it('of which somebody sent a second one are a case, and hold up nobody else', async () => {
    const creator = await earningCreator();
    const destination = await verifiedAccount();
    await paidOutTo(creator, destination);
    await approved(await proposed());
    const { payout_id } = await payoutThat(creator, 'paid');
    const payoutId = String(payout_id);
    await running.sandbox.control.topUp(1_000_000, 'try');
    await stripe.transfers.create({
      ...{ amount: EARNING, currency: 'try', destination, transfer_group: payoutId },
      metadata: { payout_id: payoutId, creator_id: creator.id },
    });
    const cases = () => approver.get<List>('/v1/money-cases?limit=100');
    await until(cases, ({ data }) =>
      data.some(({ code, detail }) => code === 'payout_differs' && String(detail).includes(payoutId)),
    );
    expect(await account(creator)).toMatchObject({ hold: 'difference', paid_out_minor: EARNING });

    const other = await earningCreator();
    await paidOutTo(other, await verifiedAccount());
    await approved(await proposed());
    await payoutThat(other, 'paid');
  });

  it('that somebody sent to another account are a case, and not paid', async () => {
    const creator = await earningCreator();
    await paidOutTo(creator, await verifiedAccount());
    await running.sandbox.control.topUp(1_000_000, 'try');
    const runId = await proposed();
    const { lines } = await runOf(runId);
    const line = (lines as readonly Json[]).find(({ creator_id }) => creator_id === creator.id);
    const payoutId = String(line?.['payout_id']);
    const { id } = await stripe.transfers.create({
      ...{ amount: EARNING, currency: 'try', destination: await verifiedAccount(), transfer_group: payoutId },
      metadata: { payout_id: payoutId, creator_id: creator.id },
    });
    await approved(runId);
    const cases = () => approver.get<List>('/v1/money-cases?limit=100');
    await until(cases, ({ data }) =>
      data.some(({ code, detail }) => code === 'payout_differs' && String(detail).includes(id)),
    );
    await payoutThat(creator, 'reserved');
    expect(await account(creator)).toMatchObject({ hold: 'difference', paid_out_minor: 0 });
    await running.sandbox.control.reverseTransferInDashboard(id);
    await payoutThat(creator, 'returned');
    expect(await account(creator)).toMatchObject({ available_minor: EARNING, paid_out_minor: 0 });
  });

  it('are not proposed for a market that there is not', async () => {
    const nowhere = { market: 'XX', currency: 'TRY' };
    expect((await proposer.tryPost('/v1/payout-runs', nowhere)).outcome).toBe('market_not_found');
  });

  it('go to a destination that can be one', async () => {
    const creator = await newCreator(running.api);
    const account = 'TR330006100519786457841326';
    const set = await creator.caller.tryPost('/v1/creators/me/payout-destination', { account });
    expect(set.outcome).toBe('validation_failed');
  });
});
