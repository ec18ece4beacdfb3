import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller, Json } from '../support/api-client.js';
import {
  deliveredOrder,
  newCreator,
  newFan,
  orderThat,
  paidOrder,
  type Person,
  PRICE,
  readOrder,
  refundedOrder,
  staff,
} from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

type Evidence = Json & {
  readonly timeline: readonly { readonly type: string }[];
  readonly messages: readonly Json[];
  readonly playback: readonly Json[];
  readonly forgotten: readonly string[];
};

describe('the evidence of an order', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;
  let finance: Caller;
  let orderId: string;

  beforeAll(async () => {
    running = await runServer();
    fan = await newFan(running.api, { name: 'Şükrü Çağlayan' });
    creator = await newCreator(running.api, { name: 'فاطمة الزهراء' });
    finance = await staff(running.api, 'finance');
    const quote_id = await agreedQuote();
    orderId = await deliveredOrder(fan, creator, { quote_id, brief: 'Her name is Fatma.' });
    await fan.caller.get(`/v1/inbox/${orderId}/video`);
    await fan.caller.post(`/v1/orders/${orderId}/rating`, { stars: 5, comment: 'She cried.' });
  });
  afterAll(() => running.end());

  async function agreedQuote(): Promise<string> {
    const asked = { creator_id: creator.id, message: 'Would you sing for my aunt?' };
    const { quote_id } = await fan.caller.post<Json & { quote_id: string }>('/v1/quotes', asked);
    await creator.caller.post(`/v1/quotes/${quote_id}/messages`, { message: 'With pleasure.' });
    await creator.caller.post(`/v1/quotes/${quote_id}/offer`, { price: PRICE });
    await fan.caller.post(`/v1/quotes/${quote_id}/accept`, { price: PRICE });
    return quote_id;
  }

  const evidence = (of = orderId) => finance.get<Evidence>(`/v1/orders/${of}/evidence`);

  async function pdf(query = '?format=pdf', headers = {}): Promise<Response> {
    return fetch(`${running.api.url}/v1/orders/${orderId}/evidence${query}`, {
      headers: { ...finance.credentials, ...headers },
    });
  }

  it('has what was asked for, said, paid, delivered and watched', async () => {
    expect(await evidence()).toMatchObject({
      order_id: orderId,
      fan: { fan_id: fan.id, name: 'Şükrü Çağlayan', market: 'TR' },
      creator: { creator_id: creator.id, name: 'فاطمة الزهراء', market: 'TR' },
      brief: 'Her name is Fatma.',
      terms: { version: 1, accepted_at: expect.stringMatching(/Z$/) },
      price: PRICE,
      payment: { amount: PRICE, was_confirmed_by_fan: false, refusals: 0 },
      money: { paid_minor: 15_000, earned_minor: 12_000, fee_minor: 3_000 },
      postings: [
        { event: 'FundsHeld', account: 'provider_clearing', amount_minor: 15_000 },
        { event: 'FundsHeld', account: 'held_for_orders', amount_minor: -15_000 },
      ],
      delivery: {
        video: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        rating: { stars: 5, comment: 'She cried.' },
      },
      playback: [{ given_at: expect.stringMatching(/Z$/) }],
      messages: [
        { by: 'fan', event: 'QuoteAsked', message: 'Would you sing for my aunt?', price: null },
        { by: 'creator', event: 'QuoteMessageSent', message: 'With pleasure.' },
        { by: 'creator', event: 'QuoteOffered', message: null, price: PRICE },
        { by: 'fan', event: 'QuoteAccepted', price: PRICE },
      ],
      chargeback: null,
      forgotten: [],
    });
    const { timeline } = await evidence();
    expect(timeline.map(({ type }) => type)).toEqual([
      ...['OrderPlaced', 'PaymentStarted', 'PaymentCreated', 'PaymentSucceeded', 'FundsHeld'],
      ...['OrderAccepted', 'VideoSubmitted', 'VideoDelivered', 'OrderRated'],
    ]);
  });

  it('is a PDF where that is asked for, by the address or by Accept, and the same bytes each time', async () => {
    const answers = await Promise.all([pdf(), pdf('', { accept: 'application/pdf' }), pdf()]);
    const digests = await Promise.all(
      answers.map(async (answer) => {
        expect(answer.headers.get('content-type')).toBe('application/pdf');
        const bytes = Buffer.from(await answer.arrayBuffer());
        expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
        return createHash('sha256').update(bytes).digest('hex');
      }),
    );
    expect(new Set(digests).size).toBe(1);
    expect((await pdf('', { accept: 'application/json, */*' })).headers.get('content-type')).toContain(
      'json',
    );
  });

  it('says until when a chargeback can be answered', async () => {
    const disputed = await deliveredOrder(fan, creator);
    const { payment_id } = await readOrder(fan, disputed);
    await running.sandbox.control.dispute(String(payment_id), { reason: 'product_not_received' });
    await orderThat(
      { caller: finance },
      disputed,
      (order) => order.chargeback_funds?.withdrawn_minor === 15_000,
    );
    expect(await evidence(disputed)).toMatchObject({
      chargeback: {
        ...{
          status: 'open',
          reason: 'product_not_received',
          amount: PRICE,
          is_inquiry: false,
          decided_at: null,
        },
        ...{ evidence_due_by: expect.stringMatching(/Z$/), withdrawn_minor: 15_000, fee_minor: 5_700 },
      },
    });
  });

  it('says what was forgotten, and is there all the same', async () => {
    const leaving = await newFan(running.api, { name: 'Leaving' });
    const declined = await paidOrder(leaving, creator, { brief: 'A secret.' });
    await creator.caller.post(`/v1/orders/${declined}/decline`);
    await refundedOrder(leaving, declined);
    await leaving.caller.post(`/v1/erasures`);
    const {
      brief,
      fan: who,
      forgotten,
    } = await until(
      () => evidence(declined),
      (told) => told.forgotten.length > 0,
    );
    expect({ brief, who, forgotten }).toMatchObject({
      brief: '[erased]',
      who: { fan_id: leaving.id, name: '[erased]' },
      forgotten: ['fan.name', 'brief'],
    });
    const answer = await fetch(`${running.api.url}/v1/orders/${declined}/evidence?format=pdf`, {
      headers: { ...finance.credentials },
    });
    expect(answer.status).toBe(200);
  });

  it('is for finance only, and of orders that there are', async () => {
    const path = `/v1/orders/${orderId}/evidence`;
    for (const { caller } of [fan, creator, { caller: await staff(running.api, 'support') }])
      expect((await caller.tryGet(path)).outcome).toBe('not_allowed');
    const nobodys = `/v1/orders/${orderId.replace(/.{4}$/, '0000')}/evidence`;
    expect((await finance.tryGet(nobodys)).outcome).toBe('order_not_found');
    expect((await finance.tryGet(`${path}?format=docx`)).status).toBe(400);
  });
});
