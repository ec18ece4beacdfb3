import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newCreator, newFan, orderThat, PRICE } from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { type CollectedSpan, SpanCollector } from '../support/span-collector.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLERS_SPAN = '00f067aa0ba902b7';

describe('the trace of an order', () => {
  let collector: SpanCollector;
  let running: TestServer;
  beforeEach(async () => {
    collector = await SpanCollector.start();
    running = await runServer({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  });
  afterEach(async () => {
    await running.end();
    await collector.close();
  });

  /** Places an order, sees it paid, and ends the program, which sends all that is left. */
  const place = async (headers: Record<string, string>) => {
    const { api } = running;
    const fan = await newFan(api);
    const creator = await newCreator(api);
    const body = { creator_id: creator.id, price: PRICE, brief: 'A song.', payment_method: 'pm_card_visa' };
    const { order_id } = await fan.caller.post<{ order_id: string; position: string }>(
      '/v1/orders',
      body,
      headers,
    );
    await orderThat(fan, order_id, ({ state }) => state === 'awaiting_acceptance');
    await running.close();
    return collector.spans;
  };
  const chainOf = (spans: readonly CollectedSpan[], name: string): readonly string[] => {
    const span = spans.find((one) => one.name === name);
    if (span === undefined) return [`no ${name}`];
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
    return [...(parent === undefined ? [] : chainOf(spans, parent.name)), name];
  };

  it('goes from the request through command and append to projections and processes, in the trace of the caller', async () => {
    const spans = await place({ traceparent: `00-${TRACE}-${CALLERS_SPAN}-01` });
    const ofOrder = spans.filter(({ traceId }) => traceId === TRACE);
    const toAppend = ['POST /v1/orders', 'PlaceOrder', 'append to order'];
    expect(chainOf(ofOrder, 'project order_view')).toEqual([...toAppend, 'project order_view']);
    expect(chainOf(ofOrder, 'append to payment')).toEqual([
      ...toAppend,
      'process payment',
      'append to payment',
    ]);
    // Whoever has no parent here would be the root, and that is the caller's.
    const ids = new Set([CALLERS_SPAN, ...ofOrder.map(({ spanId }) => spanId)]);
    expect(ofOrder.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))).toEqual([]);
    for (const { startTimeUnixNano: start, endTimeUnixNano: end } of ofOrder)
      expect(BigInt(end) >= BigInt(start)).toBe(true);
  });

  it('is named by the correlation id where the caller has no trace', async () => {
    const spans = await place({ 'shoutouts-correlation-id': '3d0f1c2b-6a5e-4f7d-8c9b-0a1b2c3d4e5f' });
    const ofOrder = spans.filter(({ traceId }) => traceId === '3d0f1c2b6a5e4f7d8c9b0a1b2c3d4e5f');
    expect(chainOf(ofOrder, 'project order_view')[0]).toBe('POST /v1/orders');
    expect(ofOrder.find(({ name }) => name === 'POST /v1/orders')?.parentSpanId ?? '').toBe('');
  });
});

it('an order needs no collector that answers', async () => {
  const collector = await SpanCollector.start();
  const nowhere = collector.url;
  await collector.close();
  const running = await runServer({ OTEL_EXPORTER_OTLP_ENDPOINT: nowhere });
  const fan = await newFan(running.api);
  expect(fan.id).toMatch(/^fan_/);
  await running.end();
});
