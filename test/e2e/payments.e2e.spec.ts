import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { List } from '../support/api-client.js';
import {
  advance,
  deliveredOrder,
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

const HOUR_SECONDS = 3600;

interface PaymentBody {
  readonly status: string;
  readonly client_secret: string;
  readonly sandbox: { readonly authenticate_url: string };
}

describe('a payment', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;

  beforeAll(async () => {
    running = await runServer();
    fan = await newFan(running.api);
    creator = await newCreator(running.api);
  });
  afterAll(() => running.end());

  const paymentId = async (orderId: string): Promise<string> =>
    String((await readOrder(fan, orderId)).payment_id);

  async function askedForAction(): Promise<string> {
    const orderId = await placeOrder(fan, creator, { payment_method: 'pm_card_threeDSecure2Required' });
    await orderThat(fan, orderId, ({ payment }) => payment === 'action_required');
    return orderId;
  }

  /** As the fan's app does, with what the API gave it. */
  async function authenticate(orderId: string, outcome: 'succeed' | 'fail'): Promise<void> {
    const payment = await fan.caller.get<PaymentBody>(`/v1/orders/${orderId}/payment`);
    const form = new URLSearchParams({ outcome, client_secret: payment.client_secret });
    const response = await fetch(payment.sandbox.authenticate_url, { method: 'POST', body: form });
    expect(response.status).toBe(200);
  }

  it('is confirmed by 3-D Secure', async () => {
    const orderId = await askedForAction();
    expect((await readOrder(fan, orderId)).money.held_minor).toBe(0);
    await authenticate(orderId, 'succeed');
    const order = await orderThat(fan, orderId, ({ state }) => state === 'awaiting_acceptance');
    expect(order.money).toMatchObject({ paid_minor: 15_000, held_minor: 15_000 });
    expect(await fan.caller.get(`/v1/orders/${orderId}/payment`)).toEqual({
      order_id: orderId,
      status: 'succeeded',
    });
  });

  it('that fails 3-D Secure can be made with another method', async () => {
    const orderId = await askedForAction();
    await authenticate(orderId, 'fail');
    await orderThat(fan, orderId, ({ payment }) => payment === 'refused');
    await fan.caller.post(`/v1/orders/${orderId}/payment`, { payment_method: 'pm_card_visa' });
    await orderThat(fan, orderId, ({ state }) => state === 'awaiting_acceptance');
  });

  it('that succeeds after the order lapsed goes back at once', async () => {
    const orderId = await askedForAction();
    const id = await paymentId(orderId);
    // The bank's yes and the lapse cross: the provider has the money when we ask it to cancel.
    await running.sandbox.control.deliver({ paused: true });
    await running.sandbox.control.authenticate(id, 'succeed');
    await advance(running.api, HOUR_SECONDS);
    const order = await refundedOrder(fan, orderId);
    await running.sandbox.control.deliver({ paused: false });
    expect(order).toMatchObject({ ending: 'lapsed', money: { paid_minor: 15_000, refunded_minor: 15_000 } });
    expect((await creator.caller.tryGet(`/v1/orders/${orderId}`)).outcome).toBe('order_not_found');
  });

  it('that was refused is made again with another method, and taken once', async () => {
    const orderId = await placeOrder(fan, creator, { payment_method: 'pm_card_chargeDeclined' });
    await orderThat(fan, orderId, ({ payment }) => payment === 'refused');
    expect((await creator.caller.tryGet(`/v1/orders/${orderId}`)).outcome).toBe('order_not_found');
    const again = { payment_method: 'pm_card_mastercard' };
    await fan.caller.post(`/v1/orders/${orderId}/payment`, again);
    const order = await orderThat(fan, orderId, ({ state }) => state === 'awaiting_acceptance');
    expect(order.money).toMatchObject({ paid_minor: 15_000, held_minor: 15_000 });
    expect((await fan.caller.tryPost(`/v1/orders/${orderId}/payment`, again)).outcome).toBe(
      'order_already_paid',
    );
  });

  it('comes through while the provider answers with errors, breaks off and repeats itself', async () => {
    await running.sandbox.control.plan({ fault: 'error_500', operation: 'payment_intents.create' });
    await running.sandbox.control.plan({
      fault: 'cut_after',
      operation: 'payment_intents.confirm',
      times: 2,
    });
    await running.sandbox.control.deliver({ duplicates: 2 });
    const orderId = await placeOrder(fan, creator);
    const order = await until(
      async () => {
        await advance(running.api, 60);
        return readOrder(fan, orderId);
      },
      ({ state }) => state === 'awaiting_acceptance',
    );
    await running.sandbox.control.deliver({ duplicates: 0 });
    expect(order.money).toMatchObject({ paid_minor: 15_000, held_minor: 15_000 });
  });

  describe('that must go back', () => {
    it('is not called refunded while the provider has the refund pending', async () => {
      const orderId = await paidOrder(fan, creator, { payment_method: 'pm_card_pendingRefund' });
      await creator.caller.post(`/v1/orders/${orderId}/decline`);
      const pending = await orderThat(fan, orderId, ({ refund }) => refund === 'pending');
      expect(pending.money).toMatchObject({ held_minor: 15_000, refunded_minor: 0 });
      const [refund] = await running.server.engines.gateway.findRefunds(String(pending.payment_id));
      if (refund?.status !== 'pending') throw new Error('the provider has no pending refund');
      await running.sandbox.control.settleRefund(refund.refundId, 'succeeded');
      expect((await refundedOrder(fan, orderId)).money).toMatchObject({
        held_minor: 0,
        refunded_minor: 15_000,
      });
    });

    it('is a case for finance when the refund fails, and is sent again', async () => {
      const finance = await staff(running.api, 'finance');
      const orderId = await paidOrder(fan, creator, { payment_method: 'pm_card_pendingRefund' });
      await creator.caller.post(`/v1/orders/${orderId}/decline`);
      const pending = await orderThat(fan, orderId, ({ refund }) => refund === 'pending');
      expect((await finance.tryPost(`/v1/orders/${orderId}/refund/retry`)).outcome).toBe('refund_not_failed');
      const [refund] = await running.server.engines.gateway.findRefunds(String(pending.payment_id));
      await running.sandbox.control.settleRefund(
        refund?.refundId ?? '',
        'failed',
        'expired_or_canceled_card',
      );
      const failed = await orderThat(fan, orderId, (order) => order.refund === 'failed');
      expect(failed.money).toMatchObject({ held_minor: 15_000, refunded_minor: 0 });

      const cases = await finance.get<List>(`/v1/money-cases?order_id=${orderId}`);
      expect(cases.data).toMatchObject([{ order_id: orderId, code: 'refund_failed' }]);

      await finance.post(`/v1/orders/${orderId}/refund/retry`);
      const again = await orderThat(
        fan,
        orderId,
        (order) => order.refund !== 'failed' && order.refund !== 'requested',
      );
      const [second] = await running.server.engines.gateway.findRefunds(String(again.payment_id));
      expect(second?.refundId).not.toBe(refund?.refundId);
      if (second?.status === 'pending')
        await running.sandbox.control.settleRefund(second.refundId, 'succeeded');
      expect((await refundedOrder(fan, orderId)).money).toMatchObject({
        held_minor: 0,
        refunded_minor: 15_000,
      });
    });
  });

  describe('that the bank of the fan disputes', () => {
    async function disputed(): Promise<{ orderId: string; disputeId: string }> {
      const orderId = await deliveredOrder(fan, creator);
      const disputeId = await running.sandbox.control.dispute(await paymentId(orderId), {
        reason: 'fraudulent',
      });
      await orderThat(fan, orderId, ({ chargeback }) => chargeback === 'open');
      return { orderId, disputeId };
    }
    const earning = async (orderId: string) =>
      (await creator.caller.all<{ order_id: string }>('/v1/earnings', 50)).find(
        ({ order_id }) => order_id === orderId,
      );

    it('takes the earning back when it is lost', async () => {
      const { orderId, disputeId } = await disputed();
      expect(await earning(orderId)).toMatchObject({ state: 'earned', disputed: true });
      await running.sandbox.control.closeDispute(disputeId, 'lost');
      const lost = await orderThat(fan, orderId, ({ chargeback }) => chargeback === 'lost');
      expect(lost.money).toMatchObject({ charged_back_minor: 15_000, earned_minor: 0, fee_minor: 0 });
      expect(unaccountedMinor(lost.money)).toBe(0);
      expect(await earning(orderId)).toMatchObject({ state: 'charged_back', disputed: false });
    });

    it('leaves the earning when it is won', async () => {
      const { orderId, disputeId } = await disputed();
      await running.sandbox.control.closeDispute(disputeId, 'won');
      const won = await orderThat(fan, orderId, ({ chargeback }) => chargeback === 'won');
      expect(won.money).toMatchObject({ charged_back_minor: 0, earned_minor: 12_000, fee_minor: 3_000 });
      expect(await earning(orderId)).toMatchObject({ state: 'earned', disputed: false });
    });

    it('is met however early the dispute is heard of', async () => {
      // The bank is faster than the processes: the dispute often comes before the order knows of its payment.
      const placing = Array.from({ length: 24 }, () =>
        placeOrder(fan, creator, { payment_method: 'pm_card_createDispute' }),
      );
      for (const orderId of await Promise.all(placing)) {
        const order = await orderThat(fan, orderId, ({ chargeback }) => chargeback === 'open');
        expect(order).toMatchObject({ state: 'ended', ending: 'charged_back' });
        expect(unaccountedMinor(order.money)).toBe(0);
      }
    });

    it('ends an order under way, and goes back when the dispute is won', async () => {
      const orderId = await paidOrder(fan, creator);
      const disputeId = await running.sandbox.control.dispute(await paymentId(orderId));
      expect(await orderThat(fan, orderId, ({ chargeback }) => chargeback === 'open')).toMatchObject({
        ending: 'charged_back',
      });
      await running.sandbox.control.closeDispute(disputeId, 'won');
      expect((await refundedOrder(fan, orderId)).money).toMatchObject({ refunded_minor: 15_000 });
    });
  });
});
