import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PaymentOutcomeUnknownError } from '../../src/application/ports/payment-gateway.js';
import { money } from '../../src/domain/money.js';
import { StripeTransferRail } from '../../src/infrastructure/stripe/stripe-transfer-rail.js';

describe('a Stripe that refuses to list transfers', () => {
  const asked: string[] = [];
  const server = createServer(({ method = '', url = '' }, reply) => {
    asked.push(`${method} ${url.split('?')[0] ?? ''}`);
    reply.writeHead(400, { 'content-type': 'application/json' });
    reply.end(
      JSON.stringify({ error: { type: 'invalid_request_error', code: 'lock_timeout', message: 'not now' } }),
    );
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    server.close();
  });

  it('has not refused the payout: what became of it is not known, and nothing is sent', async () => {
    const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const rail = new StripeTransferRail({ apiKey: 'sk_test_1', baseUrl });
    const request = {
      payoutId: 'pay_1',
      creatorId: 'cre_1',
      amount: money(100n, 'TRY'),
      destination: 'acct_1',
    };
    await expect(rail.send({ ...request, idempotencyKey: 'pay_1' })).rejects.toThrow(
      PaymentOutcomeUnknownError,
    );
    expect(new Set(asked)).toEqual(new Set(['GET /v1/transfers']));
  });
});
