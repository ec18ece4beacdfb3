import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { idIn } from '../../src/infrastructure/stripe/sandbox/identifiers.js';
import { startSandboxWorld, type SandboxWorld } from './sandbox-world.js';

describe('Stripe sandbox: connected accounts and transfers', () => {
  let world: SandboxWorld;
  let stripe: Stripe;
  let destination: string;

  beforeEach(async () => {
    world = await startSandboxWorld();
    stripe = world.stripe;
    destination = await world.verifiedAccount();
  });
  afterEach(() => world.close());

  const transfer = (given: Partial<Stripe.TransferCreateParams> = {}): Promise<Stripe.Transfer> =>
    stripe.transfers.create({ amount: 4_000, currency: 'aed', destination, ...given });

  describe('accounts', () => {
    it('cannot be paid before Stripe knows who they are', async () => {
      const { id } = await stripe.accounts.create({
        type: 'custom',
        country: 'AE',
        email: 'creator@example.com',
        capabilities: { transfers: { requested: true } },
        metadata: { creator_id: 'cre_1' },
      });
      const account = await stripe.accounts.retrieve(id);
      expect(account).toMatchObject({ payouts_enabled: false, capabilities: { transfers: 'inactive' } });
      expect(account.requirements?.disabled_reason).toBe('requirements.past_due');
      await world.pay();
      await expect(transfer({ destination: id })).rejects.toMatchObject({
        statusCode: 400,
        code: 'insufficient_capabilities_for_transfer',
      });
    });

    it('can be paid once they are verified, until they are restricted', async () => {
      await world.pay();
      expect(await stripe.accounts.retrieve(destination)).toMatchObject({
        payouts_enabled: true,
        capabilities: { transfers: 'active' },
      });
      await transfer();
      await world.control.restrictAccount(destination, 'rejected.fraud');
      await expect(transfer()).rejects.toMatchObject({ code: 'insufficient_capabilities_for_transfer' });
      expect((await stripe.accounts.retrieve(destination)).requirements?.disabled_reason).toBe(
        'rejected.fraud',
      );
      const [newest] = (await stripe.events.list({ type: 'account.updated' })).data;
      expect(newest).toMatchObject({ account: destination, data: { object: { payouts_enabled: false } } });
    });

    it('that are not ours are forbidden, whether they exist or not', async () => {
      await expect(stripe.accounts.retrieve('acct_nobody')).rejects.toMatchObject({
        statusCode: 403,
        code: 'account_invalid',
      });
    });
  });

  describe('transfers', () => {
    it('take money from the balance, and say which group they belong to', async () => {
      await world.pay();
      const made = await transfer({ transfer_group: 'pay_1', metadata: { payout_id: 'pay_1' } });
      expect(made).toMatchObject({ amount: 4_000, amount_reversed: 0, reversed: false, destination });
      expect(await stripe.transfers.retrieve(made.id)).toEqual(made);
      const moved = await stripe.balanceTransactions.retrieve(idIn(made.balance_transaction));
      expect(moved).toMatchObject({ type: 'transfer', amount: -4_000, fee: 0, source: made.id });
      expect((await stripe.balance.retrieve()).available).toEqual([
        { amount: 15_000 - 435 - 4_000, currency: 'aed', source_types: { card: 15_000 - 435 - 4_000 } },
      ]);
      expect(await world.eventTypes()).toContain('transfer.created');
    });

    it('are found by their group, by their receiver, and by when they were made', async () => {
      await world.pay();
      const other = await world.verifiedAccount();
      const first = await transfer({ transfer_group: 'pay_1' });
      world.passSeconds(100);
      const second = await transfer({ transfer_group: 'pay_2', destination: other });
      const ids = async (query: Stripe.TransferListParams): Promise<readonly string[]> =>
        (await stripe.transfers.list(query)).data.map(({ id }) => id);
      expect(await ids({ transfer_group: 'pay_1' })).toEqual([first.id]);
      expect(await ids({ transfer_group: 'pay_3' })).toEqual([]);
      expect(await ids({ destination: other })).toEqual([second.id]);
      expect(await ids({ transfer_group: 'pay_1', destination: other })).toEqual([]);
      expect(await ids({ created: { gte: second.created } })).toEqual([second.id]);
      expect(await ids({ created: { lt: second.created } })).toEqual([first.id]);
      expect(await ids({ created: first.created })).toEqual([first.id]);
    });

    it('are made once for an idempotency key', async () => {
      await world.pay();
      const params = { amount: 4_000, currency: 'aed', destination };
      const first = await stripe.transfers.create(params, { idempotencyKey: 'k' });
      expect((await stripe.transfers.create(params, { idempotencyKey: 'k' })).id).toBe(first.id);
      expect((await stripe.transfers.list()).data).toHaveLength(1);
    });

    it.each([
      ['to nobody', { destination: 'acct_nobody' }, { code: 'resource_missing', param: 'destination' }],
      ['beyond the balance', { amount: 14_566 }, { code: 'balance_insufficient' }],
      ['in a currency that is not there', { currency: 'eur' }, { code: 'balance_insufficient' }],
      ['of nothing', { amount: 0 }, { code: 'parameter_invalid_integer', param: 'amount' }],
      ['of less than nothing', { amount: -1 }, { code: 'parameter_invalid_integer', param: 'amount' }],
    ])('are refused %s, and move nothing', async (_what, given, refusal) => {
      await world.pay();
      await expect(transfer(given)).rejects.toMatchObject({ statusCode: 400, ...refusal });
      expect((await stripe.transfers.list()).data).toEqual([]);
      expect((await stripe.balanceTransactions.list()).data).toHaveLength(1);
    });

    it('can be as much as all that is there', async () => {
      await world.pay();
      await transfer({ amount: 14_565 });
      expect((await stripe.balance.retrieve()).available[0]?.amount).toBe(0);
    });

    it('wait for money that is pending, unless they name the charge that it comes from', async () => {
      await world.control.setUpFunds({ availableAfterS: 1_000 });
      const { chargeId } = await world.pay({ transferGroup: 'ord_1' });
      await expect(transfer()).rejects.toMatchObject({ code: 'balance_insufficient' });
      const made = await transfer({ source_transaction: chargeId });
      expect(made).toMatchObject({ source_transaction: chargeId, transfer_group: 'ord_1' });
      const moved = () => stripe.balanceTransactions.retrieve(idIn(made.balance_transaction));
      expect((await moved()).status).toBe('pending');
      world.passSeconds(1_001);
      expect((await moved()).status).toBe('available');
      await transfer();
    });

    it('of a charge are in its currency, and together not more than it', async () => {
      const { chargeId } = await world.pay();
      const of = (amount: number, currency = 'aed'): Promise<Stripe.Transfer> =>
        transfer({ amount, currency, source_transaction: chargeId });
      await expect(of(100, 'eur')).rejects.toThrow(
        "The currency of source_transaction's balance transaction (aed) must be the same",
      );
      await of(10_000);
      await expect(of(5_001)).rejects.toMatchObject({ statusCode: 400, param: 'amount' });
      await of(5_000);
      await expect(of(1)).rejects.toMatchObject({ param: 'amount' });
      await expect(transfer({ source_transaction: 'ch_nobody' })).rejects.toMatchObject({
        code: 'resource_missing',
      });
    });
  });

  describe('reversals', () => {
    it('bring back a part, then the rest, and no more', async () => {
      await world.pay();
      const { id } = await transfer();
      const part = await stripe.transfers.createReversal(id, { amount: 1_500, metadata: { why: 'debt' } });
      expect(await stripe.transfers.retrieve(id)).toMatchObject({ amount_reversed: 1_500, reversed: false });
      const rest = await stripe.transfers.createReversal(id);
      expect(rest.amount).toBe(2_500);
      const whole = await stripe.transfers.retrieve(id);
      expect(whole).toMatchObject({ amount_reversed: 4_000, reversed: true });
      expect(whole.reversals.data.map((reversal) => reversal.id)).toEqual([rest.id, part.id]);
      expect((await stripe.transfers.listReversals(id)).data).toEqual([rest, part]);
      expect(await stripe.transfers.retrieveReversal(id, part.id)).toEqual(part);
      await expect(stripe.transfers.createReversal(id)).rejects.toThrow('already been reversed');
      const moved = await stripe.balanceTransactions.retrieve(idIn(part.balance_transaction));
      expect(moved).toMatchObject({ type: 'transfer_refund', amount: 1_500, source: part.id });
      expect(moved.reporting_category).toBe('transfer_reversal');
      expect((await world.eventTypes()).filter((type) => type === 'transfer.reversed')).toHaveLength(2);
    });

    it('cannot be more than the transfer, nor than what its receiver still has', async () => {
      await world.pay();
      const { id } = await transfer();
      await expect(stripe.transfers.createReversal(id, { amount: 4_001 })).rejects.toMatchObject({
        param: 'amount',
      });
      await world.control.payOutConnectedAccount(destination);
      await expect(stripe.transfers.createReversal(id)).rejects.toMatchObject({
        code: 'balance_insufficient',
      });
      expect((await stripe.transfers.retrieve(id)).amount_reversed).toBe(0);
    });

    it('are made in the dashboard, too', async () => {
      await world.pay();
      const { id } = await transfer();
      await world.control.reverseTransferInDashboard(id);
      expect((await stripe.transfers.retrieve(id)).reversed).toBe(true);
      const [event] = (await stripe.events.list({ type: 'transfer.reversed' })).data;
      expect(event?.request).toBeNull();
    });
  });
});
