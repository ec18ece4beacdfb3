import { afterEach, describe, expect, it } from '@jest/globals';
import type { Dependency } from '../../src/application/health/watched-dependency.js';
import { until } from '../support/until.js';
import { startTestApp, type TestApp } from './test-app.js';

interface Report {
  readonly state?: string;
  readonly code?: string;
  readonly dependencies: readonly { readonly name: string; readonly state: string }[];
}

describe('/health/ready', () => {
  let app: TestApp | undefined;
  afterEach(() => app?.close());

  const start = async (...dependencies: Dependency[]) => (app = await startTestApp({ dependencies }));
  const ready = async () => {
    const response = await app?.fetch('/health/ready');
    const body = (await response?.json()) as Report;
    const states = body.dependencies.map(({ name, state }) => `${name} ${state}`);
    return { status: response?.status, outcome: body.code ?? body.state, states, body };
  };
  const serving: Dependency = { name: 'event_log', ask: () => Promise.resolve() };

  it('says yes to anybody, and how old it knows that', async () => {
    await start(serving);
    const { status, outcome, body } = await ready();
    expect([status, outcome]).toEqual([200, 'ready']);
    const ages = { for_ms: expect.any(Number) as unknown, age_ms: expect.any(Number) as unknown };
    expect(body.dependencies).toEqual([{ name: 'event_log', state: 'up', ...ages }]);
  });

  it('says no while one does not serve, names it without telling why, and yes when it does again', async () => {
    let isUp = false;
    const ask = () => (isUp ? Promise.resolve() : Promise.reject(new Error('mongodb://ada:secret@host')));
    await start(serving, { name: 'read_models', ask });
    const { status, outcome, states, body } = await ready();
    expect([status, outcome]).toEqual([503, 'dependency_down']);
    expect(states).toEqual(['event_log up', 'read_models down']);
    expect(JSON.stringify(body)).not.toContain('secret');
    isUp = true;
    await until(ready, ({ status }) => status === 200);
  });

  it('does not hang when one is frozen, nor asks it again before it has answered', async () => {
    let asked = 0;
    let thaw: () => void = () => undefined;
    const frozen = new Promise<void>((resolve) => (thaw = resolve));
    const ask = () => {
      asked += 1;
      return frozen;
    };
    await start(serving, { name: 'videos', ask });
    const began = performance.now();
    const answers = await Promise.all([ready(), ready(), ready()]);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(answers.map(({ states }) => states.join())).toEqual(Array(3).fill('event_log up,videos down'));
    await ready();
    expect(asked).toBe(1);
    thaw();
    await until(ready, ({ status }) => status === 200);
  });

  it('says no for good once it drains, while everything is answered on connections that end', async () => {
    const { readiness, token, fetch } = await start(serving);
    readiness.drain();
    expect(await ready()).toMatchObject({ status: 503, outcome: 'draining', states: ['event_log up'] });
    const answer = await fetch('/v1/orders/me', { token: await token('ada', 'fan') });
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
  });

  it('leaves no lines among those of people', async () => {
    const { fetch, lines } = await start(serving);
    await (await fetch('/health/live')).text();
    await ready();
    await (await fetch('/v1/nothing')).text();
    await until(
      () => Promise.resolve(lines),
      () => lines.length > 0,
    );
    expect(lines.map(({ route }) => route)).toEqual(['none']);
  });
});
