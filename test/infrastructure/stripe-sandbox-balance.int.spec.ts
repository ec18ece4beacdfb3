import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { join } from 'node:path';
import { openSqlite } from '../../src/infrastructure/embedded/sqlite.js';
import { idIn } from '../../src/infrastructure/stripe/sandbox/identifiers.js';
import { startSandboxWorld, type SandboxWorld } from './sandbox-world.js';

const ALL = { limit: 100 } as const;
const DAY_S = 86_400;

describe('Stripe sandbox: the balance', () => {
  let world: SandboxWorld;
  let stripe: Stripe;

  beforeEach(async () => {
    world = await startSandboxWorld();
    stripe = world.stripe;
  });
  afterEach(() => world.close());

  const transactions = (
    query: Stripe.BalanceTransactionListParams = {},
  ): Promise<Stripe.BalanceTransaction[]> =>
    stripe.balanceTransactions.list({ ...ALL, ...query }).autoPagingToArray({ limit: 10_000 });
  const funds = async (currency = 'aed'): Promise<{ available: number; pending: number }> => {
    const { available, pending } = await stripe.balance.retrieve();
    const of = (balances: Stripe.Balance.Available[]): number =>
      balances.find((balance) => balance.currency === currency)?.amount ?? 0;
    return { available: of(available), pending: of(pending) };
  };
  const sum = (moved: readonly Stripe.BalanceTransaction[]): number =>
    moved.reduce((total, { net }) => total + net, 0);

  it('is empty at first, in the currency of the account', async () => {
    expect(await stripe.balance.retrieve()).toMatchObject({
      object: 'balance',
      available: [{ amount: 0, currency: 'aed' }],
      pending: [{ amount: 0, currency: 'aed' }],
    });
  });

  it('has what a charge brought, less the fee, and has it when it becomes available', async () => {
    await world.control.setUpFunds({ availableAfterS: 7 * DAY_S });
    const { chargeId } = await world.pay();
    await world.pay({ method: 'pm_card_bypassPending', amount: 10_000 });
    expect(await funds()).toEqual({ available: 9_710, pending: 14_565 });
    const [pending] = await transactions({ source: chargeId });
    expect(pending).toMatchObject({ status: 'pending', amount: 15_000, fee: 435, net: 14_565 });
    expect(pending?.available_on).toBe((pending?.created ?? 0) + 7 * DAY_S);
    world.passSeconds(7 * DAY_S + 1);
    expect(await funds()).toEqual({ available: 24_275, pending: 0 });
    expect((await transactions({ source: chargeId }))[0]?.status).toBe('available');
  });

  it('is the sum of its transactions in each currency, whatever happens to money', async () => {
    const destination = await world.verifiedAccount();
    const { control } = world;
    for (const currency of ['aed', 'try', 'jpy']) {
      const [kept, refunded, won, lost, failing] = [
        await world.pay({ currency, amount: 90_001 }),
        await world.pay({ currency, amount: 15_003 }),
        await world.pay({ currency, amount: 15_007 }),
        await world.pay({ currency, amount: 15_011 }),
        await world.pay({ currency, amount: 15_013, method: 'pm_card_refundFail' }),
      ];
      await stripe.refunds.create({ payment_intent: refunded.paymentId, amount: 5_001 });
      await control.closeDispute(await control.dispute(won.paymentId), 'won');
      await control.closeDispute(await control.dispute(lost.paymentId, { amount: 7_001 }), 'lost');
      const { id: refundId } = await stripe.refunds.create({ payment_intent: failing.paymentId });
      await control.settleRefund(refundId, 'failed');
      const { id } = await stripe.transfers.create({
        ...{ amount: 40_003, currency, destination, source_transaction: kept.chargeId },
      });
      await stripe.transfers.createReversal(id, { amount: 10_001 });
      await control.topUp(2_500, currency);
      await control.settlePayout(await control.payOut(currency), 'failed');
      await world.pay({ currency, amount: 30_001 });
      await control.payOut(currency);
      await control.setUpFunds({ availableAfterS: DAY_S });
      await world.pay({ currency, amount: 20_002 });
      await control.setUpFunds({ availableAfterS: 0 });
    }
    for (const currency of ['aed', 'try', 'jpy']) {
      const moved = await transactions({ currency });
      const { available, pending } = await funds(currency);
      expect(sum(moved)).toBe(available + pending);
      expect(sum(moved.filter(({ status }) => status === 'available'))).toBe(available);
      expect(moved.every(({ amount, fee, net }) => amount - fee === net)).toBe(true);
      expect(new Set(moved.map(({ reporting_category }) => reporting_category))).toEqual(
        new Set([
          ...['charge', 'refund', 'refund_failure', 'dispute', 'dispute_reversal', 'topup'],
          ...['transfer', 'transfer_reversal', 'payout', 'payout_reversal'],
        ]),
      );
    }
  });

  it('is known for a file from before balances were kept', async () => {
    await world.pay();
    const before = await stripe.balance.retrieve();
    await world.restart(() => {
      const database = openSqlite(join(world.dataDir, 'stripe-sandbox.sqlite'), 'normal');
      for (const table of ['bookings', 'waiting_refunds', 'connected_balances'])
        database.exec(`DROP TABLE ${table}`);
      database.close();
    });
    expect((await world.stripe.balance.retrieve()).available).toEqual(before.available);
  });

  it('tells of its transactions by time, type, source and currency, with their sources when asked', async () => {
    const { paymentId, chargeId } = await world.pay({ orderId: 'ord_7' });
    world.passSeconds(100);
    const refund = await stripe.refunds.create({ payment_intent: paymentId });
    await world.pay({ currency: 'try' });
    const types = async (query: Stripe.BalanceTransactionListParams): Promise<readonly string[]> =>
      (await transactions(query)).map(({ type, currency }) => `${type} ${currency}`);
    expect(await types({ created: { gte: refund.created } })).toEqual(['charge try', 'refund aed']);
    expect(await types({ created: { lt: refund.created } })).toEqual(['charge aed']);
    expect(await types({ type: 'refund' })).toEqual(['refund aed']);
    expect(await types({ source: chargeId })).toEqual(['charge aed']);
    expect(await types({ currency: 'try' })).toEqual(['charge try']);
    const [expanded] = await transactions({ source: chargeId, expand: ['data.source'] });
    expect(expanded?.source).toMatchObject({ object: 'charge', metadata: { order_id: 'ord_7' } });
    await expect(transactions({ expand: ['data.secret'] })).rejects.toThrow(
      'This property cannot be expanded (data.secret).',
    );
  });

  describe('payouts to the bank of the platform', () => {
    it('decompose into transactions to the last minor unit', async () => {
      const { paymentId } = await world.pay({ amount: 10_001 });
      await stripe.refunds.create({ payment_intent: paymentId, amount: 3_333 });
      await world.control.setUpFunds({ availableAfterS: DAY_S });
      await world.pay({ amount: 50_000 });
      const first = await world.control.payOut('aed');
      world.passSeconds(DAY_S + 1);
      await world.pay({ amount: 70_000, method: 'pm_card_bypassPending' });
      const second = await world.control.payOut('aed');
      for (const [id, types] of [
        [first, ['payout', 'refund', 'charge']],
        [second, ['payout', 'charge', 'charge']],
      ] as const) {
        const payout = await stripe.payouts.retrieve(id);
        const parts = await transactions({ payout: id });
        expect(parts.map(({ type }) => type)).toEqual(types);
        expect(parts[0]).toMatchObject({ id: payout.balance_transaction, net: -payout.amount });
        expect(sum(parts.slice(1))).toBe(payout.amount);
        expect(payout).toMatchObject({ automatic: true, status: 'in_transit', currency: 'aed' });
      }
      expect(await funds()).toEqual({ available: 0, pending: 0 });
      expect((await stripe.payouts.list()).data.map(({ id }) => id)).toEqual([second, first]);
    });

    it('arrive, or come back and go out again with the next one', async () => {
      await world.pay();
      const first = await world.control.payOut('aed');
      await world.control.settlePayout(first, 'paid');
      expect((await stripe.payouts.list({ status: 'paid' })).data.map(({ id }) => id)).toEqual([first]);
      await world.control.settlePayout(first, 'failed', 'no_account');
      const failed = await stripe.payouts.retrieve(first);
      expect(failed).toMatchObject({ status: 'failed', failure_code: 'no_account', amount: 14_565 });
      const back = await stripe.balanceTransactions.retrieve(
        idIn(failed.failure_balance_transaction ?? null),
      );
      expect(back).toMatchObject({ type: 'payout_failure', net: 14_565, source: first });
      expect(await funds()).toEqual({ available: 14_565, pending: 0 });
      const second = await world.control.payOut('aed');
      const parts = await transactions({ payout: second });
      expect(parts.map(({ type }) => type)).toEqual(['payout', 'payout_failure']);
      expect(await world.eventTypes()).toEqual(
        expect.arrayContaining(['payout.created', 'payout.paid', 'payout.failed']),
      );
      await expect(world.control.settlePayout(first, 'paid')).rejects.toThrow('has the status failed');
    });

    it('are not made of nothing', async () => {
      await expect(world.control.payOut('aed')).rejects.toThrow('nothing in aed to pay out');
    });
  });

  describe('refunds', () => {
    const refundTypes = async (): Promise<readonly string[]> =>
      (await world.eventTypes()).filter((type) => type.startsWith('refund.'));
    const untilSucceeded = async (id: string): Promise<Stripe.Refund> => {
      for (;;) {
        const refund = await stripe.refunds.retrieve(id);
        if (refund.status === 'succeeded') return refund;
      }
    };

    it('wait for money while the balance is short, and go out when it comes', async () => {
      const { paymentId } = await world.pay();
      await world.control.setUpFunds({ coversShortfalls: false });
      const refund = await stripe.refunds.create({ payment_intent: paymentId });
      expect(refund).toMatchObject({
        status: 'pending',
        pending_reason: 'insufficient_funds',
        balance_transaction: null,
      });
      expect(await funds()).toEqual({ available: 14_565, pending: 0 });
      await expect(stripe.refunds.create({ payment_intent: paymentId })).rejects.toMatchObject({
        code: 'charge_already_refunded',
      });
      await world.restart();
      stripe = world.stripe;
      await world.control.topUp(435, 'aed');
      const sent = await untilSucceeded(refund.id);
      expect(sent.pending_reason).toBeUndefined();
      expect(await funds()).toEqual({ available: 0, pending: 0 });
      expect(await refundTypes()).toEqual(['refund.created', 'refund.updated']);
    });

    it('go out at once, into debt, while the bank account pays for what is missing', async () => {
      const { paymentId } = await world.pay();
      expect((await stripe.refunds.create({ payment_intent: paymentId })).status).toBe('succeeded');
      expect(await funds()).toEqual({ available: -435, pending: 0 });
    });

    it('can fail after they had succeeded, and bring the money back', async () => {
      const { paymentId } = await world.pay();
      const { id } = await stripe.refunds.create({ payment_intent: paymentId });
      await world.control.settleRefund(id, 'failed', 'lost_or_stolen_card');
      const failed = await stripe.refunds.retrieve(id);
      expect(failed).toMatchObject({ status: 'failed', failure_reason: 'lost_or_stolen_card' });
      const back = await stripe.balanceTransactions.retrieve(
        idIn(failed.failure_balance_transaction ?? null),
      );
      expect(back).toMatchObject({ type: 'refund_failure', net: 15_000, source: id });
      expect(await refundTypes()).toEqual(['refund.created', 'refund.updated', 'refund.failed']);
    });

    it('are made in the dashboard, without our order, and are listed with the others', async () => {
      const { paymentId, chargeId } = await world.pay();
      const ours = await stripe.refunds.create({
        ...{ payment_intent: paymentId, amount: 5_000, metadata: { order_id: 'ord_1' } },
      });
      world.passSeconds(100);
      const theirs = await world.control.refundInDashboard(paymentId);
      const ids = async (query: Stripe.RefundListParams): Promise<readonly string[]> =>
        (await stripe.refunds.list(query)).data.map(({ id }) => id);
      expect(await stripe.refunds.retrieve(theirs)).toMatchObject({ amount: 10_000, metadata: {} });
      expect(await ids({ payment_intent: paymentId })).toEqual([theirs, ours.id]);
      expect(await ids({ charge: chargeId })).toEqual([theirs, ours.id]);
      expect(await ids({ created: { lte: ours.created } })).toEqual([ours.id]);
      const [event] = (await stripe.events.list({ type: 'refund.created' })).data;
      expect(event).toMatchObject({ request: null, data: { object: { id: theirs } } });
    });
  });
});
