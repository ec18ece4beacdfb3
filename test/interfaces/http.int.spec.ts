import { ReadModelBehindError } from '../../src/application/runtime/read-model-behind.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { once } from 'node:events';
import { reject } from '../../src/domain/rejection.js';
import { Behaviour, startTestApp, type TestApp } from './test-app.js';

const ORDER = 'ord_00000000-0000-7000-8000-000000000001';
const ACCEPT = `/v1/orders/${ORDER}/accept`;
const PRICE = { amountMinor: 100, currency: 'TRY' };
const BRIEF = { brief: 'happy birthday', price: PRICE, tips: [] };

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

describe('the HTTP interface', () => {
  let app: TestApp;
  let fan: string;
  let creator: string;
  beforeAll(async () => {
    app = await startTestApp();
    fan = await app.token('ada', 'fan');
    creator = await app.token('grace', 'creator');
  });
  afterAll(() => app.close());
  beforeEach(() => {
    Object.assign(app.behaviour, new Behaviour());
    app.lines.length = 0;
  });

  const call = async (path: string, init: Parameters<TestApp['fetch']>[1] = {}): Promise<Answered> => {
    const response = await app.fetch(path, init);
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  };
  const post = (
    path: string,
    body: unknown,
    token: string,
    headers: Record<string, string> = {},
  ): Promise<Answered> =>
    call(path, {
      method: 'POST',
      token,
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const place = (body: unknown): Promise<Answered> => post('/v1/orders', body, fan);

  describe('answers', () => {
    it('commands with ids, the revision and the position, as text and as headers', async () => {
      const { status, headers, body } = await post(ACCEPT, '', creator);
      expect(status).toBe(200);
      expect(body).toEqual({ orderId: ORDER, revision: '4', position: '9007199254740993' });
      expect(headers.get('etag')).toBe('"4"');
      expect(headers.get('shoutouts-position')).toBe('9007199254740993');
    });

    it('what was made with its address', async () => {
      const { status, headers } = await place(BRIEF);
      expect(status).toBe(201);
      expect(headers.get('location')).toBe('/v1/orders/ord_1');
    });

    it('a refusal of the domain as its problem', async () => {
      app.behaviour.decide = () =>
        Promise.resolve(reject('acceptance_window_closed', 'the order was to be answered before noon'));
      const { status, headers, body } = await post(ACCEPT, '', creator);
      expect(status).toBe(409);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(body).toEqual({
        type: '/docs/problems#acceptance_window_closed',
        title: 'The acceptance window is over',
        status: 409,
        code: 'acceptance_window_closed',
        detail: 'the order was to be answered before noon',
        action: expect.any(String),
        instance: `urn:uuid:${String(headers.get('request-id'))}`,
      });
    });

    it('a fault without a word of the inside, and logs it under the id of the request', async () => {
      const { status, headers, body } = await call('/v1/orders/broken');
      expect(status).toBe(500);
      expect(body.code).toBe('internal_error');
      expect(JSON.stringify(body)).not.toContain('secret');
      const line = app.lines.find(({ err }) => err !== undefined);
      expect(line?.requestId).toBe(headers.get('request-id'));
      expect(JSON.stringify(line)).toContain('secret detail of the inside');
    });

    it('with the headers that keep browsers out of trouble', async () => {
      const { headers } = await post(ACCEPT, '', creator);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
    });
  });

  describe('refuses', () => {
    it.each([
      ['/nothing/here', 'GET', 404, 'not_found'],
      ['/v1/orders/%zz', 'GET', 400, 'url_invalid'],
      [`/v1/orders/${'x'.repeat(300)}/accept`, 'POST', 400, 'url_invalid'],
      ['/v1/orders/ord_1/accept', 'POST', 404, 'order_not_found'],
      [`/v1/orders/${ORDER.toUpperCase()}/accept`, 'POST', 404, 'order_not_found'],
    ])('the address %s', async (path, method, status, code) => {
      const answered = await call(path, { method, token: creator });
      expect([answered.status, answered.body.code]).toEqual([status, code]);
    });

    it('a method that an address does not have, and names those it has', async () => {
      const { status, headers, body } = await call(ACCEPT, { method: 'PUT', token: creator });
      expect([status, body.code, headers.get('allow')]).toEqual([405, 'method_not_allowed', 'POST']);
    });

    it.each([
      ['half of JSON', '{"brief":', 'body_invalid'],
      ['a prototype', '{"brief":"hi","__proto__":{"admin":true}}', 'body_invalid'],
      ['a constructor', '{"constructor":{"prototype":{"admin":true}}}', 'body_invalid'],
      ['what is nested too deep', `${'['.repeat(5000)}${']'.repeat(5000)}`, 'body_invalid'],
      ['text where an object must be', '"ada"', 'validation_failed'],
      ['a list where an object must be', '[{"brief":"hi"}]', 'validation_failed'],
      ['null', 'null', 'validation_failed'],
      ['nothing', '', 'validation_failed'],
    ])('a body that is %s', async (_what, text, code) => {
      const { status, body } = await place(text);
      expect([status, body.code]).toEqual([400, code]);
      expect(app.behaviour.contexts).toEqual([]);
    });

    it('a body that is not UTF-8', async () => {
      const { status, body } = await call('/v1/orders', {
        method: 'POST',
        token: fan,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from([0x22, 0xff, 0xfe, 0x22]),
      });
      expect([status, body.code]).toEqual([400, 'body_invalid']);
    });

    it('a body of more than 64 KiB', async () => {
      const { status, body } = await place({ ...BRIEF, brief: 'x'.repeat(64 * 1024) });
      expect([status, body.code]).toEqual([413, 'body_too_large']);
    });

    it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
      'a body of type %s',
      async (type) => {
        const { status, body } = await post('/v1/orders', 'brief=hi', fan, { 'content-type': type });
        expect([status, body.code]).toEqual([415, 'unsupported_media_type']);
      },
    );

    it('wrong types and unknown fields, naming each, without repeating a value', async () => {
      const { status, body } = await place({
        brief: 17,
        price: { amountMinor: '100', currency: 'ada@example.com', 'ada@example.com': 1 },
        tips: [PRICE, { amountMinor: 1.5, currency: 'TRY' }],
        admin: true,
      });
      expect([status, body.code]).toEqual([400, 'validation_failed']);
      const fields = (body.errors as { field: string }[]).map(({ field }) => field).sort();
      expect(fields).toEqual(
        ['admin', 'brief', 'price.?', 'price.amountMinor', 'price.currency', 'tips.1.amountMinor'].sort(),
      );
      expect(JSON.stringify(body)).not.toContain('ada@example.com');
    });

    it('unknown fields alone as such', async () => {
      const { status, body } = await place({ ...BRIEF, admin: true });
      expect([status, body.code]).toEqual([400, 'unknown_field']);
    });

    it.each(['?force=true', '?$where=1', '?a[$ne]=1'])(
      'a query that a route does not read: %s',
      async (query) => {
        const { status, body } = await post(`${ACCEPT}${query}`, '', creator);
        expect([status, body.code]).toEqual([400, 'unknown_field']);
        expect(app.behaviour.contexts).toEqual([]);
      },
    );

    it('a body that a route does not read, but not an empty one', async () => {
      expect((await post(ACCEPT, { price: 1 }, creator)).body.code).toBe('unknown_field');
      expect((await post(ACCEPT, '[]', creator)).status).toBe(400);
      expect((await post(ACCEPT, {}, creator)).status).toBe(200);
      expect((await post(ACCEPT, '', creator)).status).toBe(200);
    });

    it.each([
      'limit=0',
      'limit=101',
      'limit=1e1',
      'limit=%205',
      'limit=',
      'limit=5&limit=6',
      'limit[$gt]=5',
      'starting_after=',
      'starting_after=a&starting_after=b',
      '$where=1',
      '__proto__=1',
      'page=2',
    ])('the list query %s', async (query) => {
      expect((await call(`/v1/orders?${query}`, { token: fan })).status).toBe(400);
    });
  });

  it('reads list queries exactly', async () => {
    expect((await call('/v1/orders?limit=100&starting_after=abc', { token: fan })).body).toEqual({
      data: [{ limit: 100, starting_after: 'abc' }],
      has_more: true,
      next_cursor: 'next',
    });
    expect((await call('/v1/orders', { token: fan })).body.data).toEqual([{ limit: 20 }]);
  });

  it('hands the bytes of a webhook over as they came', async () => {
    const { body } = await call('/webhooks', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{ "half": ',
    });
    expect(body).toEqual({ bytes: 10 });
  });

  describe('positions', () => {
    const list = (position: string): Promise<Answered> =>
      call('/v1/orders', { token: fan, headers: { 'shoutouts-position': position } });

    it('are handed to queries exactly', async () => {
      const asked: unknown[] = [];
      app.behaviour.reach = (position) => {
        asked.push(position);
        return Promise.resolve();
      };
      expect((await list('9007199254740993')).status).toBe(200);
      expect(asked).toEqual([9_007_199_254_740_993n]);
    });

    it.each(['-1', '1.5', '0x10', 'ada', '1'.repeat(20)])(
      'are refused when they are %s',
      async (position) => {
        const { status, body } = await list(position);
        expect([status, body.code]).toEqual([400, 'position_invalid']);
      },
    );

    it('that are not reached in time are answered 503', async () => {
      app.behaviour.reach = () => Promise.reject(new ReadModelBehindError('orders'));
      const { status, headers, body } = await list('7');
      expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'read_model_behind', '1']);
    });
  });

  it('logs one line per request, with nothing in it that came from the client', async () => {
    await post(`${ACCEPT}?name=ada`, { brief: 'for ada' }, creator, { 'idempotency-key': 'key-of-ada' });
    await call('/v1/orders/me', { token: fan });
    const lines = app.lines.filter(({ route }) => route !== undefined);
    expect(lines).toEqual([
      expect.objectContaining({
        method: 'POST',
        route: '/v1/orders/:orderId/accept',
        status: 400,
        role: 'creator',
      }),
      expect.objectContaining({ method: 'GET', route: '/v1/orders/me', status: 200, role: 'fan' }),
    ]);
    expect(JSON.stringify(app.lines)).not.toMatch(/ada|eyJ/);
  });

  it('answers what is under way before it closes', async () => {
    const own = await startTestApp();
    const token = await own.token('grace', 'creator');
    let finish: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      own.behaviour.decide = () => {
        resolve();
        return new Promise((done) => {
          finish = () => done({ revision: 1n, position: 1n });
        });
      };
    });
    const answer = own.fetch(ACCEPT, { method: 'POST', token });
    await begun;
    const closed = own.close();
    const { port } = new URL(own.origin);
    await expect(refused(Number(port))).resolves.toBe(true);
    finish();
    expect((await answer).status).toBe(200);
    await closed;
  });
});

/** Whether new connections are turned away; asked until they are. */
async function refused(port: number): Promise<boolean> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.destroy();
    } catch {
      return true;
    }
  }
}
