import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import type { List } from '../support/api-client.js';
import {
  newCreator,
  newFan,
  orderThat,
  paidOrder,
  type Person,
  placeOrder,
  staff,
} from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';

const TOLERANCE_SECONDS = 300;

describe('a webhook of the payment provider', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;

  beforeAll(async () => {
    running = await runServer();
    fan = await newFan(running.api);
    creator = await newCreator(running.api);
  });
  afterAll(() => running.end());

  const nowSeconds = () => Math.floor(Date.now() / 1000);
  const hmac = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest('hex');
  const signatureOf = (body: string, at = nowSeconds(), secret = running.sandbox.webhookSecret) =>
    `t=${String(at)},v1=${hmac(`${String(at)}.${body}`, secret)}`;
  const send = async (body: string, signature?: string) => {
    const headers = signature === undefined ? {} : { 'stripe-signature': signature };
    return (await running.api.anyone().tryPost('/v1/webhooks/stripe', body, headers)).outcome;
  };
  let events = 0;
  const eventAbout = (orderId: string, type = 'payment_intent.succeeded') =>
    JSON.stringify({
      id: `evt_test_${String((events += 1))}`,
      object: 'event',
      type,
      data: { object: { id: 'pi_forged', object: 'payment_intent', metadata: { order_id: orderId } } },
    });
  const recorded = async () => {
    const admin = await staff(running.api, 'admin');
    return (await admin.get<List>('/v1/audit?type=ProviderEventReceived&limit=100')).data.length;
  };

  it.each([
    ['without a signature', () => undefined],
    ['with an empty one', () => ''],
    ['signed with another secret', (body: string) => signatureOf(body, nowSeconds(), 'whsec_other')],
    ['signed too long ago', (body: string) => signatureOf(body, nowSeconds() - TOLERANCE_SECONDS - 5)],
    ['signed in a year', (body: string) => signatureOf(body, nowSeconds() + 365 * 86_400)],
    ['signed for another body', () => signatureOf('{}')],
    ['of the old scheme', (body: string) => signatureOf(body).replace('v1=', 'v0=')],
  ])('%s is refused, and nothing is recorded', async (_what, sign) => {
    const before = await recorded();
    const body = eventAbout('ord_00000000-0000-7000-8000-000000000001');
    expect(await send(body, sign(body))).toBe('webhook_signature_invalid');
    expect(await recorded()).toBe(before);
  });

  it.each([
    ['has no type', { id: 'evt_no_type', object: 'event', data: { object: { id: 'pi_1' } } }],
    ['has no id', { object: 'event', type: 'refund.updated', data: { object: { id: 're_1' } } }],
    ['has a number for its type', { id: 'evt_7', type: 7, data: { object: { id: 're_1' } } }],
    ['has no data', { id: 'evt_no_data', object: 'event', type: 'refund.updated' }],
    ['is a list', []],
  ])('that is signed and %s is malformed, and nothing is recorded', async (_what, event) => {
    const before = await recorded();
    const body = JSON.stringify(event);
    expect(await send(body, signatureOf(body))).toBe('webhook_malformed');
    expect(await send('{', signatureOf('{'))).toBe('webhook_malformed');
    expect(await recorded()).toBe(before);
  });

  it('that is signed is stored once, however often it comes', async () => {
    const body = eventAbout('ord_00000000-0000-7000-8000-000000000001', 'payment_intent.created');
    const before = await recorded();
    for (let time = 0; time < 3; time += 1) expect(await send(body, signatureOf(body))).toBe(200);
    expect(await recorded()).toBe(before + 1);
  });

  it('is never believed by itself: the payment is looked up', async () => {
    const orderId = await placeOrder(fan, creator, { payment_method: 'pm_card_chargeDeclined' });
    await orderThat(fan, orderId, ({ payment }) => payment === 'refused');
    const body = eventAbout(orderId);
    expect(await send(body, signatureOf(body))).toBe(200);
    // A later order of the same fan is paid: by then the event has been handled.
    await paidOrder(fan, creator);
    expect(await orderThat(fan, orderId, () => true)).toMatchObject({
      state: 'awaiting_payment',
      payment: 'refused',
      money: { paid_minor: 0 },
    });
  });
});
