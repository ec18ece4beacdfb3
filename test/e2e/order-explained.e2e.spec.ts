import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import type { Caller, Command, Json, List } from '../support/api-client.js';
import { runCommandLine } from '../support/command-line.js';
import {
  advance,
  DAY_SECONDS,
  deliver,
  newCreator,
  newFan,
  orderThat,
  paidOrder,
  type Person,
  placeOrder,
  PRICE,
  readOrder,
  refundedOrder,
  staff,
} from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

const EARNING = 12_000;

interface Explained extends Json {
  readonly position: string;
  readonly events: readonly { readonly type: string; readonly caused_by: { readonly type: string } | null }[];
  readonly waits: readonly { readonly for: string }[];
  readonly payouts: readonly Json[];
  readonly balances: readonly { readonly account: string; readonly balance_minor: number }[];
}

describe('an order, explained', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;
  let support: Caller;

  beforeAll(async () => {
    running = await runServer();
    fan = await newFan(running.api, { name: 'Deniz Sahin' });
    creator = await newCreator(running.api, { name: 'Ada Lovelace' });
    support = await staff(running.api, 'support');
  });
  afterAll(() => running.end());

  const explained = (orderId: string, query = ''): Promise<Explained> =>
    support.get<Explained>(`/v1/orders/${orderId}/explanation${query}`);
  const waitsFor = ({ waits }: Explained): readonly string[] => waits.map((wait) => wait.for);
  const typesIn = ({ events }: Explained): readonly string[] => events.map(({ type }) => type);
  const leftOf = ({ balances }: Explained): Json =>
    Object.fromEntries(balances.map(({ account, balance_minor }) => [account, balance_minor]));

  async function quotedOrder(): Promise<string> {
    const question = { creator_id: creator.id, message: 'For my dear aunt Fatma?' };
    const { quote_id } = await fan.caller.post<Command & { quote_id: string }>('/v1/quotes', question);
    await creator.caller.post(`/v1/quotes/${quote_id}/offer`, { price: PRICE });
    await fan.caller.post(`/v1/quotes/${quote_id}/accept`, { price: PRICE });
    const orderId = await placeOrder(fan, creator, { quote_id, brief: 'She turns sixty on Friday.' });
    await orderThat(fan, orderId, ({ state }) => state === 'awaiting_acceptance');
    await creator.caller.post(`/v1/orders/${orderId}/accept`);
    return orderId;
  }

  async function paidOut(orderId: string): Promise<void> {
    const { url, apiKey } = running.sandbox;
    const { hostname: host, port } = new URL(url);
    const stripe = new Stripe(apiKey, { host, port: Number(port), protocol: 'http' });
    const { id: account } = await stripe.accounts.create({ type: 'express', country: 'AE' });
    await running.sandbox.control.verifyAccount(account);
    await creator.caller.post('/v1/creators/me/payout-destination', { account });
    await running.sandbox.control.topUp(1_000_000, 'try');
    const [proposer, approver] = [
      await running.api.as('finance 1', 'finance'),
      await running.api.as('finance 2', 'finance'),
    ];
    const run = { market: 'TR', currency: 'TRY' };
    const { run_id } = await proposer.post<Command & { run_id: string }>('/v1/payout-runs', run);
    await approver.post(`/v1/payout-runs/${run_id}/approve`);
    await until(
      () => explained(orderId),
      ({ payouts }) => payouts[0]?.['state'] === 'paid',
    );
  }

  it('is told across all streams, from the question about the price to the payout', async () => {
    const orderId = await quotedOrder();
    await until(
      () => explained(orderId),
      (found) => typesIn(found).includes('EarningPending'),
    );
    expect(await explained(orderId)).toMatchObject({
      ...{ state: 'accepted', who_acts: 'creator', account: { earning: 'pending' }, rules: { kept: true } },
      money: { held_minor: PRICE.amount_minor },
    });
    await deliver(creator, orderId);
    await until(
      () => explained(orderId),
      (found) => waitsFor(found).includes('availability'),
    );
    await advance(running.api, 8 * DAY_SECONDS);
    await paidOut(orderId);
    const found = await explained(orderId);
    expect(found).toMatchObject({
      ...{ state: 'delivered', who_acts: 'nobody', rules: { kept: true, broken: [] } },
      ...{ parties: { fan_id: fan.id, creator_id: creator.id }, price: PRICE, waits: [] },
      ...{ account: { earning: 'earned', payout_id: found.payouts[0]?.['payout_id'] } },
      payouts: [{ state: 'paid', amount: { amount_minor: EARNING, currency: 'TRY' }, orders: 1 }],
      deadlines: expect.arrayContaining([
        expect.objectContaining({
          kind: 'order',
          outcome: 'met',
          set_by: expect.objectContaining({ type: 'OrderAccepted' }),
        }),
      ]) as unknown,
    });
    expect(typesIn(found)).toEqual(
      expect.arrayContaining(
        [
          'QuoteAsked',
          'OrderPlaced',
          'PaymentSucceeded',
          'FundsHeld',
          'ProviderEventReceived',
          'VideoDelivered',
        ].concat(['EarningEarned', 'PayoutRunProposed', 'PayoutRunApproved', 'PayoutReserved', 'PayoutPaid']),
      ),
    );
    expect(found.events.find(({ type }) => type === 'EarningEarned')?.caused_by?.type).toBe('VideoDelivered');
    expect(leftOf(found)).toEqual({
      ...{ provider_clearing: 15_000, held_for_orders: 0, creator_payable: -EARNING, platform_fees: -3_000 },
    });
    expect(JSON.stringify(found)).not.toMatch(/Deniz|Ada L|Fatma|Friday|\[sealed\]/);
  });

  it('is told of a refund, up to the word of the provider', async () => {
    const orderId = await paidOrder(fan, creator);
    await creator.caller.post(`/v1/orders/${orderId}/decline`);
    await refundedOrder(fan, orderId);
    const found = await explained(orderId);
    expect(found).toMatchObject({
      ...{ state: 'ended', ending: 'declined', refund: 'issued', rules: { kept: true } },
      refund_promise: { reference: expect.stringMatching(/^re_/) as unknown },
    });
    expect(leftOf(found)).toEqual({ provider_clearing: 0, held_for_orders: 0 });
  });

  it('says what is not known, and when the provider is asked again', async () => {
    const { control } = running.sandbox;
    await control.plan({ fault: 'cut_before', operation: 'refunds.create', times: 20 });
    const orderId = await paidOrder(fan, creator);
    await creator.caller.post(`/v1/orders/${orderId}/decline`);
    const found = await until(
      () => explained(orderId),
      ({ waits }) => waits.some((wait) => wait.for === 'unknown_outcome'),
    );
    expect(found).toMatchObject({
      refund: 'requested',
      waits: [{ for: 'unknown_outcome', at: expect.any(String) as unknown }],
    });
    await control.clearFaults();
    await advance(running.api, 60);
    await refundedOrder(fan, orderId);
    expect(waitsFor(await explained(orderId))).toEqual([]);
  });

  it('is told of a chargeback, for which evidence is due', async () => {
    const orderId = await paidOrder(fan, creator);
    await creator.caller.post(`/v1/orders/${orderId}/accept`);
    await deliver(creator, orderId);
    await until(
      () => explained(orderId),
      (found) => waitsFor(found).includes('availability'),
    );
    const { payment_id } = await readOrder({ caller: support }, orderId);
    await running.sandbox.control.dispute(String(payment_id));
    const found = await until(
      () => explained(orderId),
      (each) =>
        typesIn(each).includes('ChargebackFundsWithdrawn') && typesIn(each).includes('EarningDisputed'),
    );
    expect(found).toMatchObject({ chargeback: 'open', rules: { kept: true } });
    expect(waitsFor(found)).toContain('evidence');
    expect(found.waits).toContainEqual({
      ...{ for: 'availability', at: null },
      sentence: 'The earning of 120.00 TRY is not paid out before the chargeback is decided.',
    });
  });

  it('is the same on the command line, beside the program, and as of any position', async () => {
    const { data } = await support.get<List>('/v1/orders?limit=10');
    expect(data.length).toBeGreaterThan(3);
    for (const order of data) {
      const orderId = String(order['order_id']);
      const { position, events } = await explained(orderId);
      const half = (events[Math.floor(events.length / 2)] as unknown as Json)['position'] as string;
      for (const asOf of [position, half]) {
        const { code, stdout, stderr } = await runCommandLine(
          ['orders', 'explain', orderId, '--as-of', asOf, '--json'],
          { DATA_DIR: running.dataDir },
        );
        if (code !== 0) throw new Error(stderr);
        const { outcome, ...told } = JSON.parse(stdout) as Json;
        expect(outcome).toBe('explained');
        expect(told).toEqual(await explained(orderId, `?as_of=${asOf}`));
      }
    }
  });

  it('is for staff, of orders that there are, and were then', async () => {
    const orderId = await paidOrder(fan, creator);
    const path = `/v1/orders/${orderId}/explanation`;
    expect((await fan.caller.tryGet(path)).status).toBe(403);
    expect((await support.tryGet(`${path}?as_of=1`)).outcome).toBe('order_not_found');
    expect((await support.tryGet(`${path}?as_of=99999999`)).outcome).toBe('as_of_invalid');
  });
});
