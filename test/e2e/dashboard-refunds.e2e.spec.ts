import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller, List } from '../support/api-client.js';
import {
  deliver,
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
  unaccountedMinor,
} from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

interface MoneyCase {
  readonly order_id: string;
  readonly code: string;
  readonly detail: string;
}

describe("what somebody does by hand in the provider's dashboard", () => {
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
  beforeEach(() => running.sandbox.control.deliver({ paused: false, duplicates: 0, newestFirst: false }));

  const paymentId = async (orderId: string): Promise<string> =>
    String((await readOrder(fan, orderId)).payment_id);
  const casesOf = async (orderId: string): Promise<readonly MoneyCase[]> =>
    (await finance.get<List<MoneyCase>>(`/v1/money-cases?order_id=${orderId}`)).data;
  const aCase = (orderId: string, code: string): Promise<readonly MoneyCase[]> =>
    until(
      () => casesOf(orderId),
      (found) => found.some((one) => one.code === code),
    );
  const givenBack = async (orderId: string): Promise<readonly bigint[]> =>
    (await running.server.engines.gateway.findRefunds(await paymentId(orderId))).map(
      ({ amount }) => amount.amountMinor,
    );
  const balances = () => ledgerBalances(finance);
  const refundByHand = async (orderId: string, amount?: number): Promise<string> =>
    running.sandbox.control.refundInDashboard(await paymentId(orderId), amount);

  it('gives back the rest of a payment of which a part had gone back, when its order ends', async () => {
    const orderId = await paidOrder(fan, creator);
    await refundByHand(orderId, 100);
    const inPart = await orderThat(fan, orderId, ({ money }) => money.refunded_minor === 100);
    expect(inPart).toMatchObject({
      state: 'awaiting_acceptance',
      refund: 'none',
      money: { held_minor: 14_900 },
    });
    expect(await aCase(orderId, 'refund_not_full')).toHaveLength(1);
    await creator.caller.post(`/v1/orders/${orderId}/decline`);
    const { money } = await refundedOrder(fan, orderId);
    expect(money).toMatchObject({ paid_minor: 15_000, refunded_minor: 15_000, held_minor: 0 });
    expect(await givenBack(orderId)).toEqual([14_900n, 100n]);
  });

  it.each([false, true])(
    'ends an open order once parts make all of it, the newest webhook first: %s',
    async (newestFirst) => {
      const orderId = await paidOrder(fan, creator);
      await running.sandbox.control.deliver({ paused: true, duplicates: 2, newestFirst });
      await refundByHand(orderId, 100);
      await refundByHand(orderId, 14_900);
      await running.sandbox.control.deliver({ paused: false, duplicates: 2, newestFirst });
      const ended = await refundedOrder(fan, orderId);
      expect(ended).toMatchObject({ ending: 'refunded_by_provider', money: { refunded_minor: 15_000 } });
      expect((await creator.caller.tryPost(`/v1/orders/${orderId}/accept`)).outcome).toBe('order_ended');
    },
  );

  it('lets the platform bear a part, where the order is delivered all the same', async () => {
    const before = await balances();
    const orderId = await paidOrder(fan, creator);
    await refundByHand(orderId, 100);
    await orderThat(fan, orderId, ({ money }) => money.refunded_minor === 100);
    await creator.caller.post(`/v1/orders/${orderId}/accept`);
    await deliver(creator, orderId);
    const { money } = await orderThat(fan, orderId, ({ state }) => state === 'delivered');
    expect(money).toMatchObject({ refunded_minor: 100, earned_minor: 12_000, fee_minor: 2_900 });
    expect(unaccountedMinor(money)).toBe(0);
    const after = await until(
      balances,
      (sums) => sums['creator_payable'] === (before['creator_payable'] ?? 0) - 12_000,
    );
    expect(after).toMatchObject({
      platform_fees: (before['platform_fees'] ?? 0) - 2_900,
      held_for_orders: before['held_for_orders'] ?? 0,
    });
  });

  /** A payment that carries the order and is not its own, as somebody makes it by hand. */
  async function otherPayment(orderId: string, method = 'pm_card_visa'): Promise<string> {
    const { gateway } = running.server.engines;
    const amount = { amountMinor: 15_000n, currency: 'TRY' } as const;
    const idempotencyKey = `by hand ${orderId} ${method}`;
    const other = await gateway.createPayment({ orderId, amount, idempotencyKey });
    await gateway.confirmPayment({
      paymentId: other.paymentId,
      paymentMethod: method,
      idempotencyKey: `confirm ${idempotencyKey}`,
    });
    return other.paymentId;
  }

  it('makes a second payment of an order a case, once, and leaves the order as it is', async () => {
    const orderId = await paidOrder(fan, creator);
    const second = await otherPayment(orderId);
    expect(await aCase(orderId, 'payment_not_expected')).toMatchObject([
      { code: 'payment_not_expected', detail: expect.stringContaining(second) },
    ]);
    await running.sandbox.control.refundInDashboard(second);
    const disputeId = await running.sandbox.control.dispute(await paymentId(orderId));
    await orderThat({ caller: finance }, orderId, ({ chargeback }) => chargeback === 'open');
    await running.sandbox.control.closeDispute(disputeId, 'won');
    expect((await refundedOrder(fan, orderId)).money).toMatchObject({ refunded_minor: 15_000 });
    expect(await casesOf(orderId)).toHaveLength(1);
  });

  it('does not pay an unpaid order with a payment that is not its own', async () => {
    const orderId = await placedUnpaid();
    const second = await otherPayment(orderId);
    await aCase(orderId, 'payment_not_expected');
    await running.sandbox.control.dispute(second);
    await aCase(orderId, 'chargeback_not_expected');
    expect(await readOrder(fan, orderId)).toMatchObject({ state: 'awaiting_payment', chargeback: 'none' });
  });

  it('makes a dispute of another payment a case, and the fan still gets everything back', async () => {
    const orderId = await paidOrder(fan, creator);
    await otherPayment(orderId, 'pm_card_createDispute');
    const cases = await aCase(orderId, 'chargeback_not_expected');
    expect(cases.map(({ code }) => code).sort()).toEqual(['chargeback_not_expected', 'payment_not_expected']);
    expect(await readOrder(fan, orderId)).toMatchObject({ state: 'awaiting_acceptance', chargeback: 'none' });
    await creator.caller.post(`/v1/orders/${orderId}/decline`);
    expect((await refundedOrder(fan, orderId)).money).toMatchObject({ refunded_minor: 15_000 });
    expect(await givenBack(orderId)).toEqual([15_000n]);
  });

  async function placedUnpaid(): Promise<string> {
    const orderId = await placeRefused();
    await orderThat(fan, orderId, ({ payment }) => payment === 'refused');
    return orderId;
  }
  const placeRefused = (): Promise<string> =>
    placeOrder(fan, creator, { payment_method: 'pm_card_chargeDeclined' });
});
