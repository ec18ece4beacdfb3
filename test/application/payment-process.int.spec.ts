import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orders, payments } from '../../src/application/aggregates.js';
import {
  type PaymentGateway,
  PaymentOutcomeUnknownError,
} from '../../src/application/ports/payment-gateway.js';
import { PaymentProcess } from '../../src/application/processes/payment-process.js';
import { ORDER_ID, PLACED } from '../domain/order/story.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { type RunningApplication, runApplication } from '../support/running-application.js';

const silent = {
  findPayment: () => Promise.reject(new PaymentOutcomeUnknownError('simulated')),
} as unknown as PaymentGateway;

describe('a payment that may have been confirmed, and of which the provider says nothing', () => {
  let running: RunningApplication;

  beforeEach(async () => {
    running = await runApplication();
    const { aggregates, processes } = running.application;
    await processes.stop();
    const context = () => running.context({ role: 'system', id: 'test' });
    await aggregates.execute(orders, ORDER_ID, context(), () => [PLACED]);
    await aggregates.execute(payments, ORDER_ID, context(), () => [
      { type: 'PaymentStarted', data: { ...SAMPLES.PaymentStarted, orderId: ORDER_ID } },
      { type: 'PaymentCreated', data: { ...SAMPLES.PaymentCreated, orderId: ORDER_ID } },
    ]);
  });
  afterEach(() => running.end());

  it('is looked up later, each time, and holds up nobody else', async () => {
    const { aggregates } = running.application;
    const process = new PaymentProcess(aggregates, silent);
    for (const id of ['webhook', 'deadline'])
      await expect(process.resume(ORDER_ID, { id, correlationId: id })).resolves.toBeUndefined();
    const { state } = await aggregates.load(payments, ORDER_ID);
    expect(state).toMatchObject({ phase: 'to_confirm', failures: 2 });
  });
});
