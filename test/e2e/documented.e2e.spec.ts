import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller, Command, Json, List } from '../support/api-client.js';
import { type ApiDocument, DescribedApi } from '../support/described-api.js';
import {
  acceptedOrder,
  advance,
  DAY_SECONDS,
  deliveredOrder,
  newCreator,
  newFan,
  orderThat,
  paidOrder,
  placeOrder,
  staff,
} from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';
import { uploadSample } from '../support/upload.js';

const NO_RUN = 'run_0193a5d2-0000-7000-8000-000000000007';
const NO_PAYOUT = 'pay_0193a5d2-0000-7000-8000-000000000008';
const NO_CASE = 'cas_0193a5d2-0000-7000-8000-000000000009';

/** What else must hold, `ApiClient` sees to: that every answer is one that the document has. */
describe('the example of a body in the documentation', () => {
  let running: TestServer;
  let document: ApiDocument;
  let sent: Set<string>;
  beforeAll(async () => {
    running = await runServer();
    ({ document } = await DescribedApi.of(running.server.url));
    sent = new Set();
  });
  afterAll(() => running.end());

  const exampleFor = (route: string): Json => {
    const { example } = document.paths[route]?.['post']?.requestBody?.content['application/json'] ?? {};
    if (example === undefined) throw new Error(`POST ${route} has no example`);
    sent.add(route);
    return example;
  };
  /** As it stands, but for ids: those are of things that there must be. */
  const send = <Body = Command>(caller: Caller, route: string, ids: Record<string, string> = {}) => {
    const example = exampleFor(route);
    const path = route.replace(/\{(\w+)\}/g, (_part, name: string) => ids[name] ?? '');
    const own = Object.entries(ids).filter(([name]) => name in example);
    return caller.post<Body>(path, { ...example, ...Object.fromEntries(own) });
  };

  it('is taken as it stands', async () => {
    const { api } = running;
    await send<Json>(api.anyone(), '/v1/dev/tokens');
    const fan = await api.as('deniz', 'fan');
    const creator = await api.as('ada', 'creator');
    const { fan_id } = await send<Command & { fan_id: string }>(fan, '/v1/fans');
    const { creator_id } = await send<Command & { creator_id: string }>(creator, '/v1/creators');
    await send(creator, '/v1/creators/me/offering');

    const ask = async () =>
      (await send<Command & { quote_id: string }>(fan, '/v1/quotes', { creator_id })).quote_id;
    const offered = { quote_id: await ask() };
    await send(fan, '/v1/quotes/{quote_id}/messages', offered);
    await send(creator, '/v1/quotes/{quote_id}/offer', offered);
    await send(fan, '/v1/quotes/{quote_id}/accept', offered);
    await send(fan, '/v1/quotes/{quote_id}/counter', { quote_id: await ask() });

    const placed = await send<Command & { order_id: string }>(fan, '/v1/orders', { creator_id });
    const { order_id } = placed;
    await orderThat({ caller: fan }, order_id, ({ state }) => state === 'awaiting_acceptance');
    await creator.post(`/v1/orders/${order_id}/accept`);
    const video_id = await uploadSample(creator, order_id);
    await send(creator, '/v1/orders/{order_id}/deliver', { order_id, video_id });
    await send(fan, '/v1/orders/{order_id}/rating', { order_id });

    const refused = await placeOrder(
      { id: fan_id, caller: fan },
      { id: creator_id, caller: creator },
      {
        payment_method: 'pm_card_chargeDeclined',
      },
    );
    await orderThat({ caller: fan }, refused, ({ payment }) => payment === 'refused');
    await send(fan, '/v1/orders/{order_id}/payment', { order_id: refused });

    await send<Json>(api.anyone(), '/v1/test-clock/advance');
  });

  it('is taken of where creators are paid out, and of what pays them', async () => {
    const finance = await staff(running.api, 'finance');
    const { caller: creator, id: creator_id } = await newCreator(running.api);
    await send(creator, '/v1/creators/me/payout-destination');
    await send(creator, '/v1/creators/me/payout-destination/bank-account');
    const { destination_id } = await finance.get(`/v1/creators/${creator_id}/payout-destination`);
    const ids = { creator_id, destination_id: String(destination_id) };
    await send(finance, '/v1/creators/{creator_id}/payout-destination/verify', ids);
    await send(finance, '/v1/creators/{creator_id}/payout-hold', { creator_id });
    await send(finance, '/v1/creators/{creator_id}/payout-hold/release', { creator_id });
    const run = await finance.tryPost('/v1/payout-runs', exampleFor('/v1/payout-runs'));
    expect(run.outcome).toBe('payout_run_empty');
  });

  it('is taken of what the platform does', async () => {
    const admin = await staff(running.api, 'admin');
    await send(admin, '/v1/markets/{market}/terms', { market: 'DE' });
    const terms = exampleFor('/v1/markets/{market}/terms')['terms'] as Json;
    await admin.post('/v1/markets/FR/terms', { terms: { ...terms, review_requests: true } });
    const price = { amount_minor: 15_000, currency: 'EUR' };
    const creator = await newCreator(running.api, { market: 'FR', price });
    const fan = await newFan(running.api);
    const order_id = await placeOrder(fan, creator, { price });
    await orderThat(fan, order_id, ({ state }) => state === 'in_request_review');
    await send(admin, '/v1/orders/{order_id}/review', { order_id });
    await send(admin, '/v1/projections/{name}/rebuild', { name: 'catalogue' });
    await send(admin, '/v1/projections/{name}/verify', { name: 'market_terms' });
    await send(admin, '/v1/projections/{name}/documents/rebuild', { name: 'order_view' });
    for (const what of ['retry', 'skip']) {
      const example = exampleFor(`/v1/projections/{name}/set-aside/${what}`);
      const asked = await admin.tryPost(`/v1/projections/catalogue/set-aside/${what}`, example);
      expect(asked.outcome).toBe('not_set_aside');
    }
  });

  it('is taken of what finance does', async () => {
    const finance = await staff(running.api, 'finance');
    const [fan, creator] = [await newFan(running.api), await newCreator(running.api)];
    await send(creator.caller, '/v1/creators/me/payout-destination');
    const order_id = await deliveredOrder(fan, creator);
    await orderThat(fan, order_id, ({ state }) => state === 'delivered');
    const accounts = () => creator.caller.get<List>(`/v1/creators/${creator.id}/account`);
    await until(accounts, ({ data }) => Number(data[0]?.['in_hold_minor']) > 0);
    await advance(running.api, 8 * DAY_SECONDS);
    const of = { creator_id: creator.id };
    await send(finance, '/v1/creators/{creator_id}/payout-hold', of);
    await send(finance, '/v1/creators/{creator_id}/payout-hold/release', of);
    await send(finance, '/v1/payout-runs');
    for (const what of ['settle', 'settle/approve']) {
      const example = exampleFor(`/v1/payout-runs/{run_id}/payouts/{payout_id}/${what}`);
      const path = `/v1/payout-runs/${NO_RUN}/payouts/${NO_PAYOUT}/${what}`;
      expect((await finance.tryPost(path, example)).outcome).toBe('payout_run_not_found');
    }
    await send(finance, '/v1/reconciliations');
    const evidence = '/v1/orders/{order_id}/evidence';
    const answered = await finance.tryPost(`/v1/orders/${order_id}/evidence`, exampleFor(evidence));
    expect(answered.outcome).toBe('chargeback_unknown');
    for (const what of ['assign', 'note', 'close', 'approve']) {
      const example = exampleFor(`/v1/cases/{case_id}/${what}`);
      const { outcome } = await finance.tryPost(`/v1/cases/${NO_CASE}/${what}`, example);
      expect(outcome).toBe('money_case_not_found');
    }
  });

  it('is there for every body, and each of them was sent', () => {
    const bodies = Object.entries(document.paths).filter(
      ([, { post }]) => post?.requestBody?.content['application/json'] !== undefined,
    );
    expect(bodies.map(([route]) => route).sort()).toEqual([...sent].sort());
  });

  it('is like the answers of the views that no other test asks for', async () => {
    const { api } = running;
    const admin = await staff(api, 'admin');
    const fan = await newFan(api);
    const creator = await newCreator(api);
    await paidOrder(fan, creator);
    await acceptedOrder(fan, creator);
    await api.anyone().all('/v1/catalogue', 1);
    await api.anyone().get('/v1/markets/TR');
    await api.anyone().get('/v1/test-clock');
    await admin.all('/v1/quotes', 1);
    await creator.caller.get('/v1/earnings/summary');
    const profiles = '/v1/projections/fan_profiles';
    const isKept = ({ kept, state }: Json) => kept !== undefined && state === 'running';
    await admin.post(`${profiles}/rebuild`);
    const { kept } = await until(() => admin.get<Json>(profiles), isKept);
    await api.send(`${profiles}/rebuild`, { method: 'DELETE', headers: admin.credentials });
    await admin.post(`${profiles}/rollback`);
    await until(
      () => admin.get<Json>(profiles),
      (now) => isKept(now) && now['collection'] === (kept as Json)['collection'],
    );
    const { kept: last } = await admin.get<Json>(profiles);
    const path = `${profiles}/builds/${String((last as Json)['collection'])}`;
    await api.send(path, { method: 'DELETE', headers: admin.credentials });
    await until(
      () => admin.get<{ projections: Json[] }>('/v1/projections'),
      ({ projections }) => projections.every(({ state }) => state === 'running'),
    );
    const { caller: leaving } = await newFan(api);
    await leaving.post('/v1/erasures');
    await until(
      () => leaving.get('/v1/erasures/me'),
      ({ state }) => state === 'erased',
    );
  });
});

describe('an upload that is refused', () => {
  let running: TestServer;
  beforeAll(async () => (running = await runServer()));
  afterAll(() => running.end());

  /** `ApiClient` compares each answer with the document. */
  it('is told by a problem like any other, which names its request', async () => {
    const { api } = running;
    const creator = await newCreator(api);
    const orderId = await acceptedOrder(await newFan(api), creator);
    const tus = { ...creator.caller.credentials, 'tus-resumable': '1.0.0' };
    const metadata = { 'upload-metadata': `order_id ${Buffer.from(orderId).toString('base64')}` };
    const upload = (method: string, path: string, headers: Record<string, string>, body?: string) =>
      api.send(path, { method, headers: { ...tus, ...headers }, ...(body === undefined ? {} : { body }) });
    const bytes = (offset: number) => ({
      ...{ 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
    });

    const begun = await upload('POST', '/v1/uploads', { ...metadata, 'upload-length': '4' });
    const at = begun.headers.get('location') ?? '';
    const refused = [
      await upload('POST', '/v1/uploads', { 'upload-length': '4' }),
      await upload('POST', '/v1/uploads', metadata),
      await upload('POST', '/v1/uploads', { ...metadata, 'upload-length': '4', authorization: '' }),
      await upload('POST', '/v1/uploads', { ...metadata, 'tus-resumable': '0.2.2' }),
      await upload('PATCH', at, bytes(3), 'x'),
      await upload('PATCH', at, bytes(0), 'text'),
      await upload('DELETE', at, {}),
      await upload('DELETE', '/v1/uploads/019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11', {}),
    ];
    expect(refused.map(({ outcome }) => outcome)).toEqual([
      'upload_invalid',
      'upload_invalid',
      'token_invalid',
      'upload_version_unsupported',
      'upload_offset_conflict',
      'video_not_a_video',
      'upload_complete',
      'upload_not_found',
    ]);
    for (const { headers, body } of refused)
      expect(body['instance']).toBe(`urn:uuid:${headers.get('request-id') ?? ''}`);
  });
});
