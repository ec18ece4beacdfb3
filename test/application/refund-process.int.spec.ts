import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orders, payments } from '../../src/application/aggregates.js';
import {
  type PaymentGateway,
  PaymentOutcomeUnknownError,
} from '../../src/application/ports/payment-gateway.js';
import { RefundProcess } from '../../src/application/processes/refund-process.js';
import { DECLINED_ORDER, ORDER_ID } from '../domain/order/story.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { type RunningApplication, runApplication } from '../support/running-application.js';

const silent = {
  findRefunds: () => Promise.reject(new PaymentOutcomeUnknownError('simulated')),
} as unknown as PaymentGateway;

describe('a refund of which the provider says nothing', () => {
  let running: RunningApplication;

  beforeEach(async () => {
    running = await runApplication();
    const { aggregates, processes } = running.application;
    await processes.stop();
    const context = () => running.context({ role: 'system', id: 'test' });
    await aggregates.execute(orders, ORDER_ID, context(), () => DECLINED_ORDER);
    await aggregates.execute(payments, ORDER_ID, context(), () => [
      { type: 'PaymentStarted', data: { ...SAMPLES.PaymentStarted, orderId: ORDER_ID } },
    ]);
  });
  afterEach(() => running.end());

  it('is looked up later, each time, is not sent, and holds up nobody else', async () => {
    const { aggregates } = running.application;
    const process = new RefundProcess(aggregates, silent);
    for (const id of ['ending', 'deadline'])
      await expect(process.resume(ORDER_ID, { id, correlationId: id })).resolves.toBeUndefined();
    const { state } = await aggregates.load(payments, ORDER_ID);
    expect(state).toMatchObject({ failures: 2 });
  });
});
