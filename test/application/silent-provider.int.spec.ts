import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { orders, payments } from '../../src/application/aggregates.js';
import {
  type PaymentGateway,
  PaymentOutcomeUnknownError,
} from '../../src/application/ports/payment-gateway.js';
import { PaymentProcess } from '../../src/application/processes/payment-process.js';
import { RefundProcess } from '../../src/application/processes/refund-process.js';
import type { OrderEvent } from '../../src/domain/order/events.js';
import type { PaymentEvent } from '../../src/domain/payment/payment.js';
import { DECLINED_ORDER, ORDER_ID, PLACED } from '../domain/order/story.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { type RunningApplication, runApplication } from '../support/running-application.js';

const nothing = () => Promise.reject(new PaymentOutcomeUnknownError('simulated'));
const silent = { findPayment: nothing, findRefunds: nothing } as unknown as PaymentGateway;
const STARTED: PaymentEvent = {
  type: 'PaymentStarted',
  data: { ...SAMPLES.PaymentStarted, orderId: ORDER_ID },
};
const CREATED: PaymentEvent = {
  type: 'PaymentCreated',
  data: { ...SAMPLES.PaymentCreated, orderId: ORDER_ID },
};

describe('a provider that says nothing', () => {
  let running: RunningApplication;

  beforeEach(async () => {
    running = await runApplication();
    await running.application.processes.stop();
  });
  afterEach(() => running.end());

  const given = async (order: readonly OrderEvent[], payment: readonly PaymentEvent[]) => {
    const { aggregates } = running.application;
    const context = () => running.context({ role: 'system', id: 'test' });
    await aggregates.execute(orders, ORDER_ID, context(), () => order);
    await aggregates.execute(payments, ORDER_ID, context(), () => payment);
    return aggregates;
  };

  it('about a payment that may have been confirmed is asked later, each time, and holds up nobody else', async () => {
    const aggregates = await given([PLACED], [STARTED, CREATED]);
    const process = new PaymentProcess(aggregates, silent);
    for (const id of ['webhook', 'deadline'])
      await expect(process.resume(ORDER_ID, { id, correlationId: id })).resolves.toBeUndefined();
    const { state } = await aggregates.load(payments, ORDER_ID);
    expect(state).toMatchObject({ phase: 'to_confirm', failures: 2 });
  });

  it('about a refund is asked later, each time, is sent nothing, and holds up nobody else', async () => {
    const aggregates = await given(DECLINED_ORDER, [STARTED]);
    const process = new RefundProcess(aggregates, silent);
    for (const id of ['ending', 'deadline'])
      await expect(process.resume(ORDER_ID, { id, correlationId: id })).resolves.toBeUndefined();
    const { state } = await aggregates.load(payments, ORDER_ID);
    expect(state).toMatchObject({ failures: 2 });
  });
});
