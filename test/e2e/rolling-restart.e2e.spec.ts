import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Caller } from '../support/api-client.js';
import { newDataDir } from '../support/server.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const DRAIN_MS = 1_500;
const SENDERS = 8;
const PROBE_EVERY_MS = 50;

interface Sent {
  readonly outcome: string | number;
  readonly sentAt: number;
}

/** Sends requests to one instance from several sides, as long as it says that it is ready. */
class Balancer {
  readonly sent: Sent[] = [];
  #isReady = true;

  constructor(private readonly url: string) {}

  async sendWhileReady(callers: readonly Caller[]): Promise<void> {
    await Promise.all([this.#probe(), ...callers.map((caller) => this.#send(caller))]);
  }

  async #probe(): Promise<void> {
    while (this.#isReady) {
      await pause(PROBE_EVERY_MS);
      this.#isReady = (await fetch(`${this.url}/health/ready`)).status === 200;
    }
  }

  async #send(caller: Caller): Promise<void> {
    for (let turn = 0; this.#isReady; turn += 1) {
      const sentAt = performance.now();
      const answer = turn % 2 === 0 ? caller.tryPost(...QUESTION) : caller.tryGet('/v1/quotes');
      this.sent.push({ sentAt, outcome: await answer.then(({ outcome }) => outcome, String) });
    }
  }
}

const QUESTION = [
  '/v1/creators/me/offering',
  { price: { amount_minor: 15_000, currency: 'TRY' }, most_open_orders: null },
] as const;

describe('a rolling restart', () => {
  let dataDir: string;
  let server: ServerProcess;
  beforeEach(async () => {
    dataDir = newDataDir();
    server = await ServerProcess.start(dataDir, { DRAIN_MS: String(DRAIN_MS) });
  });
  afterEach(async () => {
    await server.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('loses no request of a balancer that stops sending once the instance is not ready', async () => {
    const api = server.client();
    const creators = await Promise.all(
      Array.from({ length: SENDERS }, (_, number) => api.as(`creator-${String(number)}`, 'creator')),
    );
    const registration = { name: 'Ada', born_on: '1990-05-17', followers: 120_000, market: 'TR' };
    await Promise.all(creators.map((creator) => creator.post('/v1/creators', registration)));
    const balancer = new Balancer(server.url);
    const sending = balancer.sendWhileReady(creators);
    await until(
      () => Promise.resolve(balancer.sent.length),
      (count) => count > 100,
    );
    const toldAt = performance.now();
    const ended = server.stop();
    await sending;
    expect(balancer.sent.filter(({ outcome }) => outcome !== 200 && outcome !== 201)).toEqual([]);
    // It was not only lucky: requests were sent after it was told to end, and answered.
    expect(balancer.sent.filter(({ sentAt }) => sentAt > toldAt).length).toBeGreaterThan(0);
    // Others may be slower to notice: as long as it drains, it answers.
    expect((await api.anyone().tryGet('/v1/markets')).outcome).toBe(200);
    expect(await ended).toBe(0);
    expect(performance.now() - toldAt).toBeGreaterThan(DRAIN_MS);
    await expect(fetch(`${server.url}/health/live`)).rejects.toThrow();
  });
});
