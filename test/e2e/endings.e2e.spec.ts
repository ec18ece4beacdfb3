import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  acceptedOrder,
  advance,
  DAY_SECONDS,
  newCreator,
  newFan,
  type OrderBody,
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
import { uploadSample } from '../support/upload.js';

const HOUR_SECONDS = 3600;

const isAt = (at: unknown): boolean => typeof at === 'string' && !Number.isNaN(Date.parse(at));

describe('an order that ends without a video', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;

  beforeAll(async () => {
    running = await runServer();
    fan = await newFan(running.api);
    creator = await newCreator(running.api);
  });
  afterAll(() => running.end());

  /** The provider has one charge, refunded in full. */
  async function expectRefund(order: OrderBody, ending: string): Promise<void> {
    expect(order).toMatchObject({ ending, refund: 'issued', open: false });
    expect(order.money).toMatchObject({ paid_minor: 15_000, refunded_minor: 15_000, held_minor: 0 });
    expect(unaccountedMinor(order.money)).toBe(0);
    const { gateway } = running.server.engines;
    expect((await gateway.findRefunds(String(order.payment_id)))[0]).toMatchObject({
      status: 'succeeded',
      amount: { amountMinor: 15_000n, currency: 'TRY' },
    });
  }

  it('is refunded in full when the creator declines', async () => {
    const orderId = await paidOrder(fan, creator);
    await creator.caller.post(`/v1/orders/${orderId}/decline`);
    const refunded = await refundedOrder(fan, orderId);
    await expectRefund(refunded, 'declined');
    const seen = await readOrder({ caller: await staff(running.api, 'finance') }, orderId);
    const [{ refundId } = { refundId: '' }] = await running.server.engines.gateway.findRefunds(
      String(seen.payment_id),
    );
    const promise = seen.refund_promise;
    expect(promise).toMatchObject({ reference: refundId });
    expect([promise?.due_at, promise?.sent_at, promise?.confirmed_at].every((at) => isAt(at))).toBe(true);
    // What is between the platform and its provider is nobody else's.
    expect(refunded.refund_promise).toBeNull();
    expect((await creator.caller.tryPost(`/v1/orders/${orderId}/accept`)).outcome).toBe('order_ended');
  });

  it('is refunded in full when the fan withdraws before it is accepted, and not after', async () => {
    const orderId = await paidOrder(fan, creator);
    await fan.caller.post(`/v1/orders/${orderId}/withdraw`);
    await expectRefund(await refundedOrder(fan, orderId), 'withdrawn');

    const accepted = await acceptedOrder(fan, creator);
    expect((await fan.caller.tryPost(`/v1/orders/${accepted}/withdraw`)).outcome).toBe('withdraw_too_late');
    expect(await readOrder(fan, accepted)).toMatchObject({
      state: 'accepted',
      money: { held_minor: 15_000 },
    });
  });

  it('is refunded in full when the creator is silent for three days, and not a second sooner', async () => {
    const orderId = await paidOrder(fan, creator);
    const { due_at } = await readOrder(fan, orderId);
    await advance(running.api, 3 * DAY_SECONDS - HOUR_SECONDS);
    expect(await readOrder(fan, orderId)).toMatchObject({ state: 'awaiting_acceptance', due_at });
    await advance(running.api, HOUR_SECONDS);
    await expectRefund(await refundedOrder(fan, orderId), 'acceptance_expired');
  });

  it('is refunded in full when no video comes within a week, and stands in the record of its creator', async () => {
    const late = await newCreator(running.api, { name: 'Late' });
    const orderId = await acceptedOrder(fan, late);
    await advance(running.api, 7 * DAY_SECONDS - HOUR_SECONDS);
    expect(await readOrder(fan, orderId)).toMatchObject({ state: 'accepted' });
    const video_id = await uploadSample(late.caller, orderId);
    await advance(running.api, HOUR_SECONDS);
    await expectRefund(await refundedOrder(fan, orderId), 'delivery_expired');
    expect((await late.caller.tryPost(`/v1/orders/${orderId}/deliver`, { video_id })).outcome).toBe(
      'order_ended',
    );
    expect((await fan.caller.tryGet(`/v1/inbox/${orderId}`)).outcome).toBe('order_not_found');
    const { record } = await late.caller.get<{ record: object }>('/v1/creators/me');
    expect(Object.values(record)).toContain(1);
  });

  it('lapses when it is not paid within the hour: there is nothing to give back', async () => {
    const orderId = await placeOrder(fan, creator, { payment_method: 'pm_card_authenticationRequired' });
    await orderThat(fan, orderId, ({ payment }) => payment === 'action_required');
    await advance(running.api, HOUR_SECONDS);
    const lapsed = await orderThat(fan, orderId, ({ payment }) => payment === 'canceled');
    expect(lapsed).toMatchObject({ ending: 'lapsed', refund: 'none', money: { paid_minor: 0 } });
    expect((await creator.caller.tryGet(`/v1/orders/${orderId}`)).outcome).toBe('order_not_found');
  });

  it('says so in plain words', async () => {
    const orderId = await paidOrder(fan, creator);
    await creator.caller.post(`/v1/orders/${orderId}/decline`);
    await refundedOrder(fan, orderId);
    expect(await fan.caller.get(`/v1/orders/${orderId}/timeline`)).toMatchObject({
      why: 'The creator declined the order.',
      next: expect.stringMatching(
        /^The full refund of 150.00 TRY was issued to the original payment method\./,
      ),
      who_acts: 'nobody',
      next_at: null,
    });
  });
});
