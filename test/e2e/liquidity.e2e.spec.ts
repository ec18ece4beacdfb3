import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller, List } from '../support/api-client.js';
import { advance, newCreator, newFan, paidOrder, type Person, staff } from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

describe('whether the provider has the money for refunds', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;
  let finance: Caller;

  beforeAll(async () => {
    running = await runServer({ METRICS_PORT: '0' });
    fan = await newFan(running.api);
    creator = await newCreator(running.api);
    finance = await staff(running.api, 'finance');
    // What fans pay is pending for long, and refunds wait for money.
    await running.sandbox.control.setUpFunds({ availableAfterS: 7 * 86_400, coversShortfalls: false });
  });
  afterAll(() => running.end());

  const liquidity = async () => (await finance.get<List>('/v1/liquidity')).data;
  const gauge = async (): Promise<string | undefined> => {
    const response = await fetch(`http://127.0.0.1:${String(running.server.metricsPort)}/metrics`);
    return /^shoutouts_refunds_short_minor\{currency="TRY"\} (\S+)$/m.exec(await response.text())?.[1];
  };

  it('is known before refunds are due, while they wait, and once there is money again', async () => {
    const orderId = await paidOrder(fan, creator);
    expect(await liquidity()).toMatchObject([{ currency: 'TRY', available_minor: 0, state: 'enough' }]);

    await advance(running.api, 2.5 * 86_400);
    expect(await liquidity()).toMatchObject([{ due_minor: 0, soon_minor: 15_000, state: 'short_soon' }]);
    expect(await gauge()).toBe('15000');

    await creator.caller.post(`/v1/orders/${orderId}/decline`);
    await until(liquidity, ([found]) => found?.['state'] === 'short');
    expect(await liquidity()).toMatchObject([{ due_minor: 15_000, soon_minor: 0 }]);

    await running.sandbox.control.topUp(1_000_000, 'try');
    expect(await until(liquidity, ([found]) => found?.['state'] === 'enough')).toBeDefined();
    expect(Number(await gauge())).toBeLessThanOrEqual(0);
  });

  it('is not known while the provider does not answer', async () => {
    await running.sandbox.control.plan({ fault: 'cut_before', operation: 'balance.retrieve', times: 100 });
    expect((await finance.tryGet('/v1/liquidity')).outcome).toBe('store_unavailable');
    await running.sandbox.control.clearFaults();
    expect(await liquidity()).toHaveLength(1);
  });

  it('is told to finance only', async () => {
    expect((await fan.caller.tryGet('/v1/liquidity')).outcome).toBe('not_allowed');
  });
});
