import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import { advance, newCreator, newFan, paidOrder, placeOrder, staff } from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

const UNKNOWN = 'shoutouts_provider_outcomes_unknown_total';

describe('/metrics', () => {
  let running: TestServer;
  beforeAll(async () => {
    running = await runServer({ METRICS_PORT: '0' });
  });
  afterAll(() => running.end());

  /** The samples by their name and labels, as they are written. */
  const samples = async (): Promise<ReadonlyMap<string, number>> => {
    const response = await fetch(`http://127.0.0.1:${String(running.server.metricsPort)}/metrics`);
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
    );
  };

  it('has what alerts count from the start, so that the first time is seen as a rise', async () => {
    expect(Object.fromEntries(await samples())).toMatchObject({
      'shoutouts_append_seconds_count{category="payment",outcome="failed"}': 0,
      'shoutouts_append_conflicts_total{category="order"}': 0,
      'shoutouts_process_reaction_seconds_count{process="refund",outcome="abandoned"}': 0,
      'shoutouts_process_reaction_seconds_count{process="payment",outcome="failed"}': 0,
      [UNKNOWN]: 0,
    });
  });

  it('counts what an order leads to, and how far everything that follows the log is', async () => {
    const { api } = running;
    const fan = await newFan(api);
    const creator = await newCreator(api);
    const orderId = await paidOrder(fan, creator);
    await creator.caller.post(`/v1/orders/${orderId}/accept`);
    const refused = await creator.caller.tryPost(`/v1/orders/${orderId}/accept`);
    expect(refused.outcome).toBe('order_already_accepted');

    const seen = await until(samples, (now) =>
      ALL_PROJECTIONS.every(
        ({ name }) => now.get(`shoutouts_projection_lag_events{projection="${name}"}`) === 0,
      ),
    );
    expect(Object.fromEntries(seen)).toMatchObject({
      'shoutouts_command_seconds_count{command="PlaceOrder",outcome="accepted"}': 1,
      'shoutouts_command_seconds_count{command="AcceptOrder",outcome="accepted"}': 1,
      'shoutouts_command_seconds_count{command="AcceptOrder",outcome="order_already_accepted"}': 1,
      'shoutouts_http_request_seconds_count{method="POST",route="/v1/orders/:order_id/accept",status="200"}': 1,
      'shoutouts_http_request_seconds_count{method="POST",route="/v1/orders/:order_id/accept",status="409"}': 1,
      'shoutouts_projection_lag_seconds{projection="order_view"}': 0,
      'shoutouts_projection_in_trouble{projection="order_view"}': 0,
      'shoutouts_process_in_trouble{process="payment"}': 0,
      shoutouts_deadlines_overdue: 0,
      'shoutouts_dependency_up{dependency="event_log"}': 1,
      shoutouts_http_requests_under_way: 0,
    });
    const atLeast = (name: string, least: number) => {
      expect([name, (seen.get(name) ?? 0) >= least]).toEqual([name, true]);
    };
    // Placed, held, accepted.
    atLeast('shoutouts_appended_events_total{category="order"}', 3);
    atLeast('shoutouts_appended_bytes_total{category="order"}', 100);
    atLeast('shoutouts_append_seconds_count{category="order",outcome="appended"}', 3);
    atLeast('shoutouts_projection_events_total{projection="order_view"}', 3);
    atLeast('shoutouts_process_reaction_seconds_count{process="payment",outcome="handled"}', 1);
    atLeast('nodejs_eventloop_lag_p99_seconds', 0);
    atLeast('process_resident_memory_bytes', 1);
  });

  it('counts that the provider did not answer clearly, which no process is in trouble for', async () => {
    const { api, sandbox } = running;
    await sandbox.control.plan({ fault: 'cut_after', operation: 'payment_intents.confirm', times: 2 });
    await placeOrder(await newFan(api), await newCreator(api));
    const seen = await until(samples, (now) => now.get(UNKNOWN) === 1);
    expect(seen.get('shoutouts_process_in_trouble{process="payment"}')).toBe(0);
  });

  it('names nobody and nothing of anybody', async () => {
    const names = [...(await samples()).keys()].join('\n');
    expect(names).not.toMatch(/(fan|cre|ord|quo|vid)_[0-9a-f]{8}/);
  });

  it('is not there where the public is', async () => {
    expect((await fetch(`${running.server.url}/metrics`)).status).toBe(404);
    const elsewhere = `http://127.0.0.1:${String(running.server.metricsPort)}/v1/markets`;
    expect((await fetch(elsewhere)).status).toBe(404);
  });

  it("says how many differences between our books and the provider's nobody has closed, and how old they are", async () => {
    const open = 'shoutouts_cases_open{kind="foreign_object"}';
    const oldest = 'shoutouts_cases_oldest_seconds{kind="foreign_object"}';
    expect(Object.fromEntries(await samples())).toMatchObject({ [open]: 0, [oldest]: 0 });
    const { gateway } = running.server.engines;
    const amount = { amountMinor: 4_000n, currency: 'TRY' } as const;
    const orderId = 'ord_0193a5d2-0000-7000-8000-00000000dead';
    const { paymentId } = await gateway.createPayment({ orderId, amount, idempotencyKey: 'by hand' });
    await gateway.confirmPayment({
      paymentId,
      paymentMethod: 'pm_card_visa',
      idempotencyKey: 'confirm by hand',
    });
    await advance(running.api, 20 * 60);
    const finance = await staff(running.api, 'finance');
    await finance.post('/v1/reconciliations', { day: new Date().toISOString().slice(0, 10) });
    await until(samples, (now) => now.get(open) === 1);
    await advance(running.api, 3_600);
    expect((await samples()).get(oldest)).toBeGreaterThanOrEqual(3_600);
  });
});
