import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller, Json, List } from '../support/api-client.js';
import {
  acceptedOrder,
  ledgerBalances,
  newCreator,
  newFan,
  orderThat,
  paidOrder,
  type Person,
  refundedOrder,
  staff,
} from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';
import { uploadSample } from '../support/upload.js';

type Account = Json & { readonly data: readonly Json[] };

describe('the ledger', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;
  let finance: Caller;

  beforeAll(async () => {
    running = await runServer();
    fan = await newFan(running.api);
    creator = await newCreator(running.api);
    finance = await staff(running.api, 'finance');
  });
  afterAll(() => running.end());

  const balances = () => ledgerBalances(finance);
  const account = async (of: Person) => {
    const { data } = await of.caller.get<Account>(`/v1/creators/${of.id}/account`);
    return data;
  };

  it('has what is held for an order, and then what its delivery brings', async () => {
    const orderId = await acceptedOrder(fan, creator);
    await until(balances, (sums) => sums['held_for_orders'] === -15_000);
    await until(
      () => account(creator),
      ([sums]) => sums?.['pending_minor'] === 12_000,
    );

    const video_id = await uploadSample(creator.caller, orderId);
    await creator.caller.post(`/v1/orders/${orderId}/deliver`, { video_id });
    await orderThat(fan, orderId, ({ state }) => state === 'delivered');
    expect(await until(balances, (sums) => sums['platform_fees'] !== 0)).toEqual({
      provider_clearing: 15_000,
      chargebacks: 0,
      held_for_orders: 0,
      creator_payable: -12_000,
      platform_fees: -3_000,
      provider_fees: 0,
      ...{ creator_receivable: 0, payouts_in_transit: 0, bank: 0, bank_fees: 0, own_funds: 0 },
    });
    expect(await account(creator)).toMatchObject([
      { currency: 'TRY', pending_minor: 0, in_hold_minor: 12_000, available_minor: 0 },
    ]);
  });

  it('has nothing left of an order that was refunded, but both entries', async () => {
    const before = await balances();
    const finance = await staff(running.api, 'finance');
    const openItems = async () =>
      (await finance.get<List>('/v1/ledger/open-items?account=held_for_orders')).data.filter(
        ({ order_id: id }) => id === orderId,
      );
    const orderId = await paidOrder(fan, creator);
    expect(await until(openItems, ({ length }) => length > 0)).toMatchObject([
      { account: 'held_for_orders', currency: 'TRY', payout_id: null, balance_minor: -15_000 },
    ]);
    await creator.caller.post(`/v1/orders/${orderId}/decline`);
    await refundedOrder(fan, orderId);
    const lines = () => finance.get<List>(`/v1/ledger/postings?order_id=${orderId}`);
    const { data } = await until(lines, (page) => page.data.length === 4);
    expect(data).toMatchObject([
      { event: 'FundsHeld', account: 'provider_clearing', amount_minor: 15_000 },
      { event: 'FundsHeld', account: 'held_for_orders', amount_minor: -15_000 },
      { event: 'RefundIssued', account: 'held_for_orders', amount_minor: 15_000 },
      { event: 'RefundIssued', account: 'provider_clearing', amount_minor: -15_000 },
    ]);
    expect(await until(balances, (sums) => sums['held_for_orders'] === before['held_for_orders'])).toEqual(
      before,
    );
    await until(openItems, ({ length }) => length === 0);
  });

  it('is refused as of what has not come yet, and for a period that ends before it begins', async () => {
    const asOf = new Date(Date.now() + 86_400_000).toISOString();
    expect((await finance.tryGet(`/v1/ledger/balances?effective_at=${asOf}`)).outcome).toBe('as_of_invalid');
    const period = 'from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z';
    for (const path of ['ledger/postings', 'reports/refunds', 'audit', `creators/${creator.id}/statements`]) {
      const { outcome, body } = await finance.tryGet<Json>(`/v1/${path}?${period}`);
      expect([path, outcome]).toEqual([path, 'validation_failed']);
      expect(body).toMatchObject({ errors: [{ field: 'to' }] });
    }
    for (const [caller, path, prefix] of [
      [finance, '/v1/orders', 'placed_'],
      [creator.caller, '/v1/earnings', 'accepted_'],
    ] as const) {
      const named = `${prefix}from=2026-11-02T00:00:00Z&${prefix}to=2026-11-01T00:00:00Z`;
      const { status, outcome, body } = await caller.tryGet<Json>(`${path}?${named}`);
      expect([status, outcome]).toEqual([400, 'validation_failed']);
      expect(body).toMatchObject({ errors: [{ field: `${prefix}to` }] });
    }
  });

  it('shows an account to its creator and to finance only', async () => {
    const other = await newCreator(running.api, { name: 'Other' });
    const path = `/v1/creators/${creator.id}/account`;
    expect((await other.caller.tryGet(path)).outcome).toBe('creator_not_found');
    expect((await fan.caller.tryGet(path)).outcome).toBe('not_allowed');
    const finance = await staff(running.api, 'finance');
    expect(await finance.get(path)).toMatchObject({ data: [{ currency: 'TRY' }] });
    const nobody = `/v1/creators/${creator.id.replace(/.$/, 'f').replace(/.{4}$/, '0000')}/account`;
    expect((await finance.tryGet(nobody)).outcome).toBe('creator_not_found');
  });
});
