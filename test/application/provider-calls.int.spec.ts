import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { payments } from '../../src/application/aggregates.js';
import type { PaymentGateway } from '../../src/application/ports/payment-gateway.js';
import { ProviderCalls } from '../../src/application/processes/provider-calls.js';
import type { PaymentEvent } from '../../src/domain/payment/payment.js';
import { ORDER_ID } from '../domain/order/story.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { type RunningApplication, runApplication } from '../support/running-application.js';

const cause = { id: 'event', correlationId: 'correlation' };
const OWN = 'pi_own';

describe('a payment that the provider tells of before we know that it is there', () => {
  let running: RunningApplication;

  const tell = (...events: readonly PaymentEvent[]) =>
    running.application.aggregates.execute(
      payments,
      ORDER_ID,
      running.context({ role: 'system', id: 'test' }),
      () => events,
    );
  const created = (): Promise<unknown> =>
    tell({
      type: 'PaymentCreated',
      data: { ...SAMPLES.PaymentCreated, orderId: ORDER_ID, paymentId: OWN },
    });

  beforeEach(async () => {
    running = await runApplication();
    await running.application.processes.stop();
    await tell({ type: 'PaymentStarted', data: { ...SAMPLES.PaymentStarted, orderId: ORDER_ID } });
  });
  afterEach(() => running.end());

  /** The payment is created, recorded and confirmed while it is looked for. */
  async function lookedFor(paymentId: string) {
    const { aggregates } = running.application;
    const findPayment = async () => {
      await created();
      return { status: 'succeeded' };
    };
    const gateway = { findPayment } as unknown as PaymentGateway;
    const isOfOrder = await new ProviderCalls('payment', aggregates).isOfOrder(
      ...([ORDER_ID, paymentId, gateway, cause] as const),
    );
    const { state } = await aggregates.load(payments, ORDER_ID);
    return { isOfOrder, differences: state.status === 'none' ? [] : state.differences };
  }

  it("is the order's own, and no second one", async () => {
    expect(await lookedFor(OWN)).toEqual({ isOfOrder: true, differences: [] });
  });

  it('is a case where it is another one', async () => {
    expect(await lookedFor('pi_other')).toEqual({
      isOfOrder: false,
      differences: [expect.stringContaining('pi_other is a second payment of the order')],
    });
  });
});
