import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PaymentOutcomeUnknownError } from '../../src/application/ports/payment-gateway.js';
import { money } from '../../src/domain/money.js';
import { StripePaymentGateway } from '../../src/infrastructure/stripe/stripe-payment-gateway.js';
import { spawnChild } from '../support/child.js';

const KILLS = 4;

describe('Stripe sandbox, killed in the middle of work', () => {
  let dataDir: string;
  let child: ChildProcess;
  let gateway: StripePaymentGateway;
  const delivered = new Set<string>();
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const event = gateway.verifyWebhook(Buffer.concat(chunks), String(request.headers['stripe-signature']));
      response.end();
      delivered.add(`${event.type} ${String(event.paymentId)}`);
    });
  });

  const start = async (): Promise<void> => {
    const { port } = receiver.address() as AddressInfo;
    child = spawnChild('test/infrastructure/stripe-sandbox.child.ts', [
      dataDir,
      `http://127.0.0.1:${String(port)}`,
    ]);
    if (child.stdout === null) throw new Error('the child has no output');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { url, apiKey, webhookSecret } = JSON.parse(line) as Record<
      'url' | 'apiKey' | 'webhookSecret',
      string
    >;
    gateway = new StripePaymentGateway({ apiKey, webhookSecret, baseUrl: url, timeoutMs: 2_000 });
  };
  const kill = async (): Promise<void> => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'stripe-crash-'));
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    await start();
  });
  afterEach(async () => {
    await kill();
    receiver.closeAllConnections();
    receiver.close();
    await rm(dataDir, { recursive: true });
  });

  it('forgets nothing that it acknowledged, moves money once, and delivers every event', async () => {
    const acknowledged = new Map<string, 'paid' | 'refunded'>();
    const amount = money(15_000n, 'AED');
    let orders = 0;
    const buyAndReturn = async (): Promise<void> => {
      const orderId = `ord_${String((orders += 1))}`;
      const { paymentId } = await gateway.createPayment({
        orderId,
        amount,
        idempotencyKey: `create ${orderId}`,
      });
      await gateway.confirmPayment({
        paymentId,
        paymentMethod: 'pm_card_visa',
        idempotencyKey: `confirm ${orderId}`,
      });
      acknowledged.set(paymentId, 'paid');
      await gateway.refundPayment({ orderId, paymentId, amount, idempotencyKey: `refund ${orderId}` });
      acknowledged.set(paymentId, 'refunded');
    };
    for (let kills = 0; kills < KILLS; kills += 1) {
      const until = orders + 5 + kills * 3;
      const shoppers = Array.from({ length: 4 }, async () => {
        for (;;) await buyAndReturn();
      });
      while (orders < until) await gateway.undeliveredEvents();
      await kill();
      for (const { status, reason } of (await Promise.allSettled(shoppers)) as PromiseRejectedResult[]) {
        expect([status, reason]).toEqual(['rejected', expect.any(PaymentOutcomeUnknownError)]);
      }
      await start();
    }
    expect(acknowledged.size).toBeGreaterThan(KILLS * 2);
    for (const [paymentId, state] of acknowledged) {
      expect(await gateway.findPayment(paymentId)).toMatchObject({ status: 'succeeded', amount });
      if (state === 'refunded')
        expect((await gateway.findRefunds(paymentId))[0]).toMatchObject({ status: 'succeeded', amount });
      const again = { orderId: 'ord_again', paymentId, amount, idempotencyKey: `again ${paymentId}` };
      expect(await gateway.refundPayment(again)).toEqual((await gateway.findRefunds(paymentId))[0]);
    }
    while ((await gateway.undeliveredEvents()).length > 0);
    for (const paymentId of acknowledged.keys())
      expect(delivered).toContain(`payment_intent.succeeded ${paymentId}`);
  });
});
