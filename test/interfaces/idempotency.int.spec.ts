import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EventStoreUnavailableError } from '../../src/application/ports/event-store.js';
import { RevisionChangedError } from '../../src/application/runtime/outcome.js';
import { reject } from '../../src/domain/rejection.js';
import { openSqliteForReading } from '../../src/infrastructure/embedded/sqlite.js';
import { spawnChild } from '../support/child.js';
import { Behaviour, startTestApp, type TestApp } from './test-app.js';

const ACCEPT = '/v1/orders/ord_00000000-0000-7000-8000-000000000001/accept';
const ACCEPT_OTHER = '/v1/orders/ord_00000000-0000-7000-8000-000000000002/accept';
const BRIEF = { brief: 'happy birthday', price: { amountMinor: 100, currency: 'TRY' }, tips: [] };

interface Answered {
  readonly status: number;
  readonly replayed: boolean;
  readonly etag: string | null;
  readonly code: unknown;
  readonly text: string;
}

async function send(
  fetch: TestApp['fetch'],
  path: string,
  init: Parameters<TestApp['fetch']>[1],
): Promise<Answered> {
  const response = await fetch(path, { method: 'POST', ...init });
  const text = await response.text();
  const { code } = JSON.parse(text) as { code?: unknown };
  const replayed = response.headers.get('idempotent-replayed') === 'true';
  return { status: response.status, replayed, etag: response.headers.get('etag'), code, text };
}

describe('a request with an idempotency key', () => {
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
  });

  const accept = (key: string, token = creator, path = ACCEPT): Promise<Answered> =>
    send(app.fetch, path, { token, headers: { 'idempotency-key': key } });
  const place = (key: string, body: string): Promise<Answered> =>
    send(app.fetch, '/v1/orders', {
      token: fan,
      headers: { 'idempotency-key': key, 'content-type': 'application/json' },
      body,
    });
  const ran = (): number => app.behaviour.contexts.length;

  it('gets the first answer when it is repeated, and runs once', async () => {
    const key = randomUUID();
    const first = await accept(key);
    const second = await accept(key);
    expect(first).toMatchObject({ status: 200, replayed: false, etag: '"4"' });
    expect(second).toEqual({ ...first, replayed: true });
    expect(ran()).toBe(1);
  });

  it('is the same whatever the order and spacing of its JSON', async () => {
    const key = randomUUID();
    await place(key, JSON.stringify(BRIEF));
    const reordered =
      '{ "tips": [], "price": {"currency":"TRY", "amountMinor":100}, "brief":"happy birthday" }';
    expect(await place(key, reordered)).toMatchObject({ status: 201, replayed: true });
  });

  it('is refused when the key was used with another body, or at another address', async () => {
    const key = randomUUID();
    await place(key, JSON.stringify(BRIEF));
    const other = JSON.stringify({ ...BRIEF, brief: 'happy new year' });
    expect(await place(key, other)).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    await accept(key);
    expect(await accept(key, creator, ACCEPT_OTHER)).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
    expect(ran()).toBe(2);
  });

  it('has nothing to do with the same key of somebody else', async () => {
    const key = randomUUID();
    await accept(key);
    expect(await accept(key, await app.token('linus', 'creator'))).toMatchObject({ replayed: false });
    expect(ran()).toBe(2);
  });

  it('gets the refusal of the domain again', async () => {
    const key = randomUUID();
    app.behaviour.decide = () => Promise.resolve(reject('order_ended', 'the order has ended: lapsed'));
    const first = await accept(key);
    app.behaviour.decide = () => Promise.resolve({ revision: 1n, position: 1n });
    expect(await accept(key)).toEqual({ ...first, status: 409, replayed: true });
  });

  it.each(['{"brief":', '{"a":1}'])('that was malformed (%s) leaves its key free', async (body) => {
    const key = randomUUID();
    expect(await place(key, body)).toMatchObject({ status: 400 });
    expect(await place(key, JSON.stringify(BRIEF))).toMatchObject({ status: 201, replayed: false });
  });

  it('that met another revision leaves its key free', async () => {
    const key = randomUUID();
    app.behaviour.decide = () => Promise.reject(new RevisionChangedError(5n));
    expect(await accept(key)).toMatchObject({ status: 412, code: 'revision_changed', etag: '"5"' });
    app.behaviour.decide = () => Promise.resolve({ revision: 6n, position: 6n });
    expect(await accept(key)).toMatchObject({ status: 200, replayed: false, etag: '"6"' });
  });

  it('that failed runs again as the same command, and its key stays taken', async () => {
    const key = randomUUID();
    app.behaviour.decide = () => Promise.reject(new EventStoreUnavailableError('down'));
    expect(await accept(key)).toMatchObject({ status: 503 });
    expect(await accept(key, creator, ACCEPT_OTHER)).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
    app.behaviour.decide = () => Promise.resolve({ revision: 1n, position: 1n });
    expect(await accept(key)).toMatchObject({ status: 200, replayed: false });
    const [first, second] = app.behaviour.contexts;
    expect(first?.commandId).toBe(second?.commandId);
  });

  it('waits for the first one under way, and gets its answer', async () => {
    const key = randomUUID();
    let finish: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      app.behaviour.decide = () => {
        resolve();
        return new Promise((done) => {
          finish = () => done({ revision: 9n, position: 9n });
        });
      };
    });
    const first = accept(key);
    await begun;
    const others = [accept(key), accept(key), accept(key)];
    expect(await accept(key, creator, ACCEPT_OTHER)).toMatchObject({ code: 'idempotency_key_reused' });
    finish();
    expect(await first).toMatchObject({ status: 200, replayed: false, etag: '"9"' });
    for (const other of await Promise.all(others))
      expect(other).toMatchObject({ replayed: true, etag: '"9"' });
    expect(ran()).toBe(1);
  });

  it('runs once, however many come at once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(key)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(ran()).toBe(1);
  });

  it.each(['', 'x'.repeat(256), 'schlüssel'])('is refused when the key is %j', async (key) => {
    expect(await accept(key)).toMatchObject({ status: 400, code: 'idempotency_key_invalid' });
  });

  describe('makes a command', () => {
    it('whose id follows from the actor, the address and the key', async () => {
      const key = randomUUID();
      await accept(key);
      await accept(key, await app.token('linus', 'creator'));
      await place(key, JSON.stringify(BRIEF));
      await accept(randomUUID());
      const ids = app.behaviour.contexts.map(({ commandId }) => commandId);
      expect(new Set(ids).size).toBe(4);
      for (const id of ids)
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    });

    it('that is another one at another address, even when the first answer was not kept', async () => {
      const key = randomUUID();
      app.behaviour.decide = () => Promise.reject(new RevisionChangedError(5n));
      await accept(key);
      await accept(key, creator, ACCEPT_OTHER);
      const [first, second] = app.behaviour.contexts;
      expect(first?.commandId).not.toBe(second?.commandId);
    });

    it('with a new id when there is no key', async () => {
      await send(app.fetch, ACCEPT, { token: creator });
      await send(app.fetch, ACCEPT, { token: creator });
      const [first, second] = app.behaviour.contexts;
      expect(first?.commandId).not.toBe(second?.commandId);
    });
  });
});

describe('the context of a command', () => {
  let app: TestApp;
  let token: string;
  beforeAll(async () => {
    app = await startTestApp();
    token = await app.token('grace', 'creator');
  });
  afterAll(() => app.close());

  const contextFor = async (headers: Record<string, string>) => {
    app.behaviour.contexts.length = 0;
    const response = await app.fetch(ACCEPT, { method: 'POST', token, headers });
    const { code } = (await response.json()) as { code?: string };
    return { context: app.behaviour.contexts[0], code, requestId: response.headers.get('request-id') };
  };

  it('names the actor, the way in and the request', async () => {
    const { context, requestId } = await contextFor({});
    expect(context).toEqual({
      commandId: requestId,
      correlationId: requestId,
      causationId: requestId,
      actor: { role: 'creator', id: expect.stringMatching(/^cre_/) },
      source: 'rest',
    });
  });

  it.each([
    [
      { 'shoutouts-correlation-id': '01938f5e-6f3a-7c41-9a55-0d6d5c1b8f10' },
      '01938f5e-6f3a-7c41-9a55-0d6d5c1b8f10',
    ],
    [
      { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
      '4bf92f35-77b3-4da6-a3ce-929d0e0e4736',
    ],
  ])('belongs to what the caller says: %j', async (headers, correlationId) => {
    expect((await contextFor(headers)).context?.correlationId).toBe(correlationId);
  });

  it.each([
    { 'shoutouts-correlation-id': 'ada@example.com' },
    { traceparent: '00-00000000000000000000000000000000-00f067aa0ba902b7-01' },
    { traceparent: 'ada' },
  ])('takes nothing over that is no id: %j', async (headers) => {
    const { context, requestId } = await contextFor(headers);
    expect(context?.correlationId).toBe(requestId);
  });

  it('expects the revision that If-Match names', async () => {
    expect((await contextFor({ 'if-match': '"3"' })).context?.expectedRevision).toBe(3n);
    expect((await contextFor({ 'if-match': '"9223372036854775807"' })).context?.expectedRevision).toBe(
      2n ** 63n - 1n,
    );
  });

  it.each(['*', 'W/"3"', '3', '"x"', '"3", "4"', '""', '"-1"'])(
    'is not made with If-Match: %s',
    async (tag) => {
      expect(await contextFor({ 'if-match': tag })).toMatchObject({
        context: undefined,
        code: 'precondition_invalid',
      });
    },
  );
});

interface Running {
  readonly origin: string;
  readonly token: string;
}

describe('a server that is killed', () => {
  let folder: string;
  let child: ChildProcess | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'killed-'));
  });
  afterAll(async () => {
    await kill();
    await rm(folder, { recursive: true });
  });

  const start = async (...how: readonly string[]): Promise<Running> => {
    child = spawnChild('test/interfaces/server.child.ts', [folder, ...how]);
    if (child.stdout === null) throw new Error('the child has no output');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return JSON.parse(line) as Running;
  };
  const kill = async (): Promise<void> => {
    if (child === undefined) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
    child = undefined;
  };

  const accept = async ({ origin, token }: Running, path: string, key: string) => {
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key };
    const response = await fetch(`${origin}${path}`, { method: 'POST', headers });
    return {
      status: response.status,
      replayed: response.headers.get('idempotent-replayed') === 'true',
      body: (await response.json()) as object,
    };
  };
  const newKeys = (): string[] => Array.from({ length: 20 }, () => randomUUID());
  /** Other threads write answers down; the file tells when they have. */
  const saved = async (count: number): Promise<void> => {
    const file = openSqliteForReading(join(folder, 'idempotency.sqlite'));
    const answers = file.prepare('SELECT count(*) FROM requests WHERE status IS NOT NULL').raw();
    while ((answers.get() as [number])[0] < count) await nextTurn();
    file.close();
  };

  it('gives the answers of earlier lives, and notices keys that are used for something else', async () => {
    const earlier = await start();
    const keys = newKeys();
    const first = await Promise.all(keys.map((key) => accept(earlier, ACCEPT, key)));
    await saved(keys.length);
    await kill();

    const later = await start();
    const second = await Promise.all(keys.map((key) => accept(later, ACCEPT, key)));
    expect(second).toEqual(first.map((answer) => ({ ...answer, replayed: true })));
    for (const key of keys) expect((await accept(later, ACCEPT_OTHER, key)).status).toBe(422);
    await kill();
  });

  it('refuses again what it has refused, however soon after that it was killed', async () => {
    const earlier = await start('refuses');
    const keys = newKeys();
    const first = await Promise.all(keys.map((key) => accept(earlier, ACCEPT, key)));
    await kill();

    const later = await start();
    const second = await Promise.all(keys.map((key) => accept(later, ACCEPT, key)));
    expect(first.every(({ status }) => status === 409)).toBe(true);
    expect(second).toEqual(first.map((answer) => ({ ...answer, replayed: true })));
    await kill();
  });

  it('makes an answer that was not kept in time again, for the same command', async () => {
    const earlier = await start();
    const keys = newKeys();
    const first = await Promise.all(keys.map((key) => accept(earlier, ACCEPT, key)));
    await kill();

    const later = await start();
    const second = await Promise.all(keys.map((key) => accept(later, ACCEPT, key)));
    expect(second.map(({ body }) => body)).toEqual(first.map(({ body }) => body));
  });
});
