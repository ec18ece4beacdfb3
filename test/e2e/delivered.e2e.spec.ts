import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import type { Command, Json, List } from '../support/api-client.js';
import { InboxListener } from '../support/inbox-listener.js';
import {
  advance,
  DAY_SECONDS,
  newCreator,
  newFan,
  orderThat,
  type Person,
  placeOrder,
  readOrder,
  staff,
} from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';
import { uploadSample } from '../support/upload.js';
import { sample } from '../support/videos/video-samples.js';

const AGREED = { amount_minor: 12_000, currency: 'TRY' };
const MESSAGE = 'Would you sing for my aunt?';

/** One order from the first word to the last; each test is its next step. */
describe('an order that is delivered', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;
  let quoteId: string;
  let orderId: string;
  let videoId: string;
  let link: string;

  beforeAll(async () => {
    running = await runServer();
    fan = await newFan(running.api);
    creator = await newCreator(running.api);
  });
  afterAll(() => running.end());

  it('begins with a conversation in which both sides name prices', async () => {
    const asked = { creator_id: creator.id, message: MESSAGE };
    quoteId = (await fan.caller.post<Command & { quote_id: string }>('/v1/quotes', asked)).quote_id;
    const quote = `/v1/quotes/${quoteId}`;
    await creator.caller.post(`${quote}/messages`, { message: 'How old is she?' });
    await creator.caller.post(`${quote}/offer`, { price: { amount_minor: 20_000, currency: 'TRY' } });
    await fan.caller.post(`${quote}/counter`, { price: AGREED });
    expect((await fan.caller.tryPost(`${quote}/accept`, { price: AGREED })).outcome).toBe(
      'quote_own_proposal',
    );
    await creator.caller.post(`${quote}/accept`, { price: AGREED });

    const read = await fan.caller.get<Json & { messages: List }>(quote);
    expect(read).toMatchObject({ state: 'accepted', price: AGREED });
    expect(read.messages.data).toMatchObject([
      { by: 'fan', message: MESSAGE },
      { by: 'creator', message: 'How old is she?' },
    ]);
  });

  it('is placed and paid at the agreed price, once', async () => {
    const details = { quote_id: quoteId, price: AGREED, brief: 'Her name is Fatma.' };
    orderId = await placeOrder(fan, creator, details);
    const paid = await orderThat(fan, orderId, ({ state }) => state === 'awaiting_acceptance');
    expect(paid.money).toMatchObject({ paid_minor: 12_000, held_minor: 12_000 });
    await expect(placeOrder(fan, creator, details)).rejects.toThrow('quote_already_ordered');
  });

  it('waits in the queue of its creator until it is accepted', async () => {
    const queue = () => creator.caller.get<List>('/v1/requests');
    const { data } = await until(queue, (page) => page.data.length > 0);
    expect(data).toMatchObject([{ order_id: orderId, state: 'to_answer', brief: 'Her name is Fatma.' }]);
    await creator.caller.post(`/v1/orders/${orderId}/accept`);
    expect((await queue()).data).toMatchObject([{ order_id: orderId, state: 'to_deliver' }]);
    const { data: earnings } = await creator.caller.get<List>('/v1/earnings?state=pending');
    expect(earnings).toMatchObject([
      { order_id: orderId, earning: { amount_minor: 9_600, currency: 'TRY' } },
    ]);
  });

  it('takes a video in parts, and tells the fan of it as it is delivered', async () => {
    const inbox = await InboxListener.open(fan, { 'last-event-id': '0' });
    videoId = await uploadSample(creator.caller, orderId);
    await creator.caller.post(`/v1/orders/${orderId}/deliver`, { video_id: videoId });
    const told = await inbox.next();
    await inbox.close();
    expect(told.event).toBe('message');
    expect(JSON.parse(told.data)).toMatchObject({ order_id: orderId, video_id: videoId });

    const again = await InboxListener.open(fan, { 'last-event-id': '0' });
    expect((await again.next()).id).toBe(told.id);
    await again.close();
  });

  it('tells who comes back nothing twice, and what they missed', async () => {
    const before = await InboxListener.open(fan, { 'last-event-id': '0' });
    const { id } = await before.next();
    await before.close();
    const second = await placeOrder(fan, creator);
    await orderThat(fan, second, ({ state }) => state === 'awaiting_acceptance');
    await creator.caller.post(`/v1/orders/${second}/accept`);
    const video_id = await uploadSample(creator.caller, second);
    await advance(running.api, 1);
    await creator.caller.post(`/v1/orders/${second}/deliver`, { video_id });

    const listener = await InboxListener.open(fan, { 'last-event-id': id });
    expect(JSON.parse((await listener.next()).data)).toMatchObject({ order_id: second });
    await listener.close();
  });

  it('is told no longer than the token of who listens is good', async () => {
    const short = { subject: 'somebody', roles: ['fan'], ttl_seconds: 1 };
    const { token } = await running.api.anyone().post<{ token: string }>('/v1/dev/tokens', short);
    const inbox = await InboxListener.open({ caller: running.api.withToken(token) }, {});
    await expect(inbox.next()).rejects.toThrow('the stream has ended');
  });

  it('answers a HEAD for the stream, which never ends, at once', async () => {
    const head = await fetch(`${running.api.url}/v1/inbox/events`, {
      method: 'HEAD',
      headers: fan.caller.credentials,
    });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  });

  it('lies in the inbox, with a signed link that plays whole or in parts', async () => {
    const { data } = await fan.caller.get<List>('/v1/inbox');
    expect(data.at(-1)).toMatchObject({ order_id: orderId, video_id: videoId });
    expect(await fan.caller.get(`/v1/inbox/${orderId}`)).toMatchObject({ video_id: videoId });
    const { url } = await fan.caller.get<{ url: string }>(`/v1/inbox/${orderId}/video`);
    link = `${running.api.url}${url}`;

    const file = await readFile(sample('clip.mp4'));
    const whole = await fetch(link);
    expect(Buffer.from(await whole.arrayBuffer()).equals(file)).toBe(true);
    const part = await fetch(link, { headers: { range: 'bytes=10-19' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 10-19/${String(file.length)}`,
    ]);
    expect(Buffer.from(await part.arrayBuffer()).equals(file.subarray(10, 20))).toBe(true);
  });

  it.each([
    ['another signature', /signature=.{4}/, 'signature=AAAA'],
    ['a later end', /expires=\d/, 'expires=9'],
    ['another video', /vid_.{8}/, 'vid_00000000'],
  ])('plays nothing for a link with %s', async (_what, part, other) => {
    const response = await fetch(link.replace(part, other));
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'playback_link_invalid' }),
    ]);
  });

  it('is rated once, which everybody sees', async () => {
    await fan.caller.post(`/v1/orders/${orderId}/rating`, { stars: 4, comment: 'She cried with joy.' });
    expect((await fan.caller.tryPost(`/v1/orders/${orderId}/rating`, { stars: 1 })).outcome).toBe(
      'order_already_rated',
    );
    expect(await running.api.anyone().get(`/v1/creators/${creator.id}`)).toMatchObject({
      rating: { count: 1, average: '4.00' },
    });
  });

  it('brings its creator the price less the fee, first in hold and then available', async () => {
    const order = await readOrder(creator, orderId);
    expect(order.money).toEqual({
      ...{ paid_minor: 12_000, earned_minor: 9_600, fee_minor: 2_400 },
      ...{ held_minor: 0, refunded_minor: 0, charged_back_minor: 0 },
    });
    const summary = async () =>
      (await creator.caller.get<List>('/v1/earnings/summary')).data.find(
        ({ currency }) => currency === 'TRY',
      );
    // The second order was at the published price: 15,000 less 3,000.
    expect(await summary()).toMatchObject({ pending_minor: 0, in_hold_minor: 21_600, past_hold_minor: 0 });
    await advance(running.api, 7 * DAY_SECONDS);
    expect(await summary()).toMatchObject({ in_hold_minor: 0, past_hold_minor: 21_600 });
  });

  it('tells its story in plain words', async () => {
    const story = await fan.caller.get<{
      entries: { type: string; sentence: string }[];
      why: string;
      next: string;
    }>(`/v1/orders/${orderId}/timeline`);
    const types = story.entries.map(({ type }) => type);
    expect(types).toEqual([
      ...['OrderPlaced', 'PaymentStarted', 'PaymentSucceeded', 'FundsHeld'],
      ...['OrderAccepted', 'VideoSubmitted', 'VideoDelivered', 'OrderRated'],
    ]);
    for (const { sentence } of story.entries) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(story.why).toMatch(/^The video was delivered to your inbox at \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/);
  });

  it('is found in the audit trail under its id, its fan and who did it', async () => {
    const finance = await staff(running.api, 'finance');
    const types = async (query: string) =>
      (await finance.all<{ type: string }>(`/v1/audit?${query}`, 5)).map(({ type }) => type);
    expect(await types(`subject=${orderId}`)).toContain('VideoDelivered');
    expect(await types(`subject=${orderId}&type=OrderAccepted`)).toEqual(['OrderAccepted']);
    expect(await types(`actor_id=${creator.id}&type=OfferingPublished`)).toEqual(['OfferingPublished']);
    expect(await types(`subject=${fan.id}&to=2000-01-01T00:00:00Z`)).toEqual([]);
  });
});
