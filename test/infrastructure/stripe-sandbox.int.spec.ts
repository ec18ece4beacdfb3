import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { money } from '../../src/domain/money.js';
import { startSandboxThread } from '../../src/infrastructure/stripe/sandbox/sandbox-thread.js';
import {
  StripeSandbox,
  type RunningSandbox,
  type StripeSandboxOptions,
} from '../../src/infrastructure/stripe/sandbox/stripe-sandbox.js';
import { StripePaymentGateway } from '../../src/infrastructure/stripe/stripe-payment-gateway.js';
import { receiveWebhooks, type WebhookReceiver } from './stripe-webhook-receiver.js';

describe('Stripe sandbox', () => {
  let dataDir: string;
  let sandbox: RunningSandbox;
  let stripe: Stripe;
  let gateway: StripePaymentGateway;
  let receiver: WebhookReceiver;

  const start = async (options: Partial<StripeSandboxOptions> = {}): Promise<void> => {
    sandbox = await StripeSandbox.start({ dataDir, webhookRetryAfterMs: 10, ...options });
    const { url, apiKey, webhookSecret } = sandbox;
    const { hostname, port } = new URL(url);
    stripe = new Stripe(apiKey, {
      host: hostname,
      port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    });
    gateway = new StripePaymentGateway({ apiKey, webhookSecret, baseUrl: url, timeoutMs: 1_000 });
  };
  const restart = async (options: Partial<StripeSandboxOptions> = {}): Promise<void> => {
    await sandbox.close();
    await start(options);
  };
  const pay = async (paymentMethod = 'pm_card_visa', amount = 15_000): Promise<Stripe.PaymentIntent> => {
    const { id } = await stripe.paymentIntents.create({
      amount,
      currency: 'aed',
      allowed_payment_method_types: ['card'],
      metadata: { order_id: 'ord_1' },
    });
    return stripe.paymentIntents.confirm(id, { payment_method: paymentMethod });
  };
  const types = (): readonly string[] => receiver.received.map(({ type }) => type);
  const PAID = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'stripe-sandbox-'));
    await start();
    receiver = await receiveWebhooks(gateway);
  });
  afterEach(async () => {
    await sandbox.close();
    await receiver.close();
    await rm(dataDir, { recursive: true });
  });

  describe('idempotency', () => {
    const params = { amount: 15_000, currency: 'aed', metadata: { a: '1', b: '2' } };

    it('repeats the first answer and says so', async () => {
      const first = await stripe.paymentIntents.create(params, { idempotencyKey: 'k' });
      const again = await stripe.paymentIntents.create(params, { idempotencyKey: 'k' });
      expect(again).toEqual(first);
      expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
      expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
      expect(again.lastResponse.requestId).toMatch(/^req_/);
    });

    it('repeats a decline, and a 500, for as long as it keeps the key', async () => {
      const { id } = await stripe.paymentIntents.create(params);
      const confirm = (idempotencyKey: string) =>
        stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_chargeDeclined' }, { idempotencyKey });
      await expect(confirm('declined')).rejects.toMatchObject({ statusCode: 402, code: 'card_declined' });
      await expect(confirm('declined')).rejects.toMatchObject({ statusCode: 402 });
      expect((await stripe.charges.list({ payment_intent: id })).data).toHaveLength(1);

      await sandbox.control.plan({ fault: 'error_500' });
      await expect(stripe.refunds.list()).rejects.toMatchObject({ statusCode: 500 });
      await sandbox.control.plan({ fault: 'error_500' });
      await expect(stripe.paymentIntents.create(params, { idempotencyKey: 'k' })).rejects.toMatchObject({
        statusCode: 500,
      });
      await expect(stripe.paymentIntents.create(params, { idempotencyKey: 'k' })).rejects.toMatchObject({
        statusCode: 500,
      });
      await sandbox.control.forgetIdempotencyKeys();
      await expect(stripe.paymentIntents.create(params, { idempotencyKey: 'k' })).resolves.toBeDefined();
    });

    it('refuses a key for other parameters or another request', async () => {
      const { id } = await stripe.paymentIntents.create(params, { idempotencyKey: 'k' });
      const refusal = { statusCode: 400, rawType: 'idempotency_error' };
      await expect(
        stripe.paymentIntents.create({ ...params, amount: 15_001 }, { idempotencyKey: 'k' }),
      ).rejects.toMatchObject(refusal);
      await expect(stripe.paymentIntents.cancel(id, {}, { idempotencyKey: 'k' })).rejects.toMatchObject(
        refusal,
      );
    });

    it('keeps no answer for parameters that it could not read', async () => {
      await expect(
        stripe.paymentIntents.create({ ...params, currency: 'zzz' }, { idempotencyKey: 'k' }),
      ).rejects.toMatchObject({ statusCode: 400 });
      await expect(stripe.paymentIntents.create(params, { idempotencyKey: 'k' })).resolves.toBeDefined();
    });

    it('answers 409 while the first request with the key is under way', async () => {
      await sandbox.control.plan({ fault: 'hang_after', operation: 'payment_intents.create' });
      const given = new AbortController();
      const first = fetch(`${sandbox.url}/v1/payment_intents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sandbox.apiKey}`, 'idempotency-key': 'k' },
        body: new URLSearchParams({ amount: '15000', currency: 'aed' }),
        signal: given.signal,
      }).catch(() => undefined);
      const events = () => stripe.events.list({ type: 'payment_intent.created' });
      while ((await events()).data.length === 0);
      const second = () =>
        stripe.paymentIntents.create({ amount: 15_000, currency: 'aed' }, { idempotencyKey: 'k' });
      await expect(second()).rejects.toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
      given.abort();
      await first;
      const released = async (): Promise<boolean> =>
        second().then(
          () => true,
          () => false,
        );
      while (!(await released()));
      expect((await events()).data).toHaveLength(1);
    });
  });

  describe('webhooks', () => {
    it('come signed, and count as delivered', async () => {
      await sandbox.setWebhookUrl(receiver.url);
      await pay();
      await receiver.until(({ length }) => length === 3);
      expect([...types()].sort()).toEqual([...PAID].sort());
      while ((await gateway.undeliveredEvents()).length > 0);
      expect(
        (await stripe.events.list({ delivery_success: true })).data.map((event) => event.pending_webhooks),
      ).toEqual([0, 0, 0]);
    });

    it('wait until an endpoint is known, and are listed as undelivered meanwhile', async () => {
      await pay();
      expect((await gateway.undeliveredEvents()).map(({ type }) => type)).toEqual([...PAID].reverse());
      await sandbox.control.setWebhookUrl(receiver.url);
      await receiver.until(({ length }) => length === 3);
    });

    it('are posted only where the endpoint takes their type; the others count as delivered', async () => {
      await sandbox.setWebhookUrl(receiver.url, ['payment_intent.succeeded']);
      await pay();
      await receiver.until(({ length }) => length === 1);
      expect(types()).toEqual(['payment_intent.succeeded']);
      expect((await stripe.events.list()).data).toHaveLength(PAID.length);
      while ((await gateway.undeliveredEvents()).length > 0);
    });

    it('are repeated until they are taken', async () => {
      receiver.answerWith(500);
      await sandbox.setWebhookUrl(receiver.url);
      await stripe.paymentIntents.create({ amount: 15_000, currency: 'aed' });
      await receiver.until(({ length }) => length >= 3);
      expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
      expect(await gateway.undeliveredEvents()).toHaveLength(1);
      receiver.answerWith(200);
      while ((await gateway.undeliveredEvents()).length > 0);
    });

    it('come twice and in disorder when told to', async () => {
      await sandbox.setWebhookUrl(receiver.url);
      await sandbox.control.deliver({ paused: true, duplicates: 1, newestFirst: true });
      await pay();
      await pay();
      expect(receiver.received).toEqual([]);
      await sandbox.control.deliver({ paused: false });
      await receiver.until(({ length }) => length === 12);
      expect(types().lastIndexOf('payment_intent.created')).toBeGreaterThan(
        types().indexOf('payment_intent.succeeded'),
      );
      expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(6);
    });

    it('can fail to come to be at all, while the payment is as it is', async () => {
      await sandbox.control.loseEvents(3);
      const { id } = await pay();
      expect((await stripe.events.list()).data).toEqual([]);
      expect(await gateway.findPayment(id)).toMatchObject({ status: 'succeeded' });
    });

    it('go on after a restart', async () => {
      const { id } = await pay();
      await restart({ webhook: { url: receiver.url } });
      await receiver.until(({ length }) => length === 3);
      expect(receiver.received.every(({ paymentId }) => paymentId === id)).toBe(true);
    });
  });

  describe('the books', () => {
    it('are the same after a restart: objects, keys, secrets, answers', async () => {
      const intent = await stripe.paymentIntents.create(
        { amount: 15_000, currency: 'aed' },
        { idempotencyKey: 'k' },
      );
      const { apiKey, webhookSecret } = sandbox;
      await restart();
      expect(sandbox).toMatchObject({ apiKey, webhookSecret });
      expect(await stripe.paymentIntents.retrieve(intent.id)).toEqual(intent);
      expect(
        await stripe.paymentIntents.create({ amount: 15_000, currency: 'aed' }, { idempotencyKey: 'k' }),
      ).toEqual(intent);
    });

    it('settle refunds later, across a restart', async () => {
      await restart({ refundSettlesAfterMs: 300 });
      const slow = await stripe.refunds.create({ payment_intent: (await pay('pm_card_pendingRefund')).id });
      const failing = await stripe.refunds.create({ payment_intent: (await pay('pm_card_refundFail')).id });
      expect([slow.status, failing.status]).toEqual(['pending', 'succeeded']);
      await restart({ webhook: { url: receiver.url } });
      await receiver.until((received) => received.some(({ type }) => type === 'refund.failed'));
      await receiver.until(
        (received) => received.filter(({ type }) => type === 'refund.updated').length === 2,
      );
      expect((await stripe.refunds.retrieve(slow.id)).status).toBe('succeeded');
      expect(await stripe.refunds.retrieve(failing.id)).toMatchObject({
        status: 'failed',
        failure_reason: 'expired_or_canceled_card',
      });
    });

    it('balance: what came in, went back and was disputed, less the fees', async () => {
      const kept = await pay();
      const refunded = await pay();
      await stripe.refunds.create({ payment_intent: refunded.id });
      const disputeId = await sandbox.control.dispute(kept.id);
      await sandbox.control.closeDispute(disputeId, 'won');
      const { data } = await stripe.balanceTransactions.list();
      expect(data.map(({ type, amount, fee, net }) => [type, amount, fee, net])).toEqual([
        ['adjustment', 15_000, 0, 15_000],
        ['adjustment', -15_000, 5_700, -20_700],
        ['refund', -15_000, 0, -15_000],
        ['charge', 15_000, 435, 14_565],
        ['charge', 15_000, 435, 14_565],
      ]);
    });

    it('page through lists in both directions', async () => {
      for (let count = 0; count < 5; count += 1)
        await stripe.paymentIntents.create({ amount: 15_000, currency: 'aed' });
      const all = (await stripe.paymentIntents.list({ limit: 100 })).data.map(({ id }) => id);
      const paged = await stripe.paymentIntents.list({ limit: 2 }).autoPagingToArray({ limit: 100 });
      expect(paged.map(({ id }) => id)).toEqual(all);
      const before = await stripe.paymentIntents.list({ limit: 2, ending_before: all[4] ?? '' });
      expect(before.data.map(({ id }) => id)).toEqual(all.slice(2, 4));
      expect(before.has_more).toBe(true);
    });
  });

  describe('disputes', () => {
    it('open by themselves on the cards that Stripe has for it', async () => {
      const { id } = await pay('pm_card_createDispute');
      const [dispute] = (await stripe.disputes.list({ payment_intent: id })).data;
      expect(dispute).toMatchObject({ status: 'needs_response', reason: 'fraudulent', amount: 15_000 });
      const events = (
        await stripe.events.list({ types: ['charge.dispute.created', 'charge.dispute.funds_withdrawn'] })
      ).data;
      expect(events).toHaveLength(2);
    });

    it('move no money while the bank only asks', async () => {
      const { id } = await pay('pm_card_createDisputeInquiry');
      const [dispute] = (await stripe.disputes.list({ payment_intent: id })).data;
      expect(dispute).toMatchObject({ status: 'warning_needs_response', balance_transactions: [] });
      expect(await gateway.findDispute(dispute?.id ?? '')).toMatchObject({ status: 'open' });
      await sandbox.control.closeDispute(dispute?.id ?? '', 'won');
      expect(await gateway.findDispute(dispute?.id ?? '')).toMatchObject({ status: 'won' });
    });

    it('cannot be opened on a payment that was refunded in full', async () => {
      const { id } = await pay();
      await stripe.refunds.create({ payment_intent: id });
      await expect(sandbox.control.dispute(id)).rejects.toThrow('cannot be disputed');
    });
  });

  it('lets the fan, with the client secret alone, complete 3-D Secure of that payment and nothing else', async () => {
    const { id, client_secret } = await pay('pm_card_authenticationRequired');
    const authenticate = (clientSecret: string): Promise<Response> =>
      fetch(`${sandbox.url}/sandbox/payment_intents/${id}/authenticate`, {
        method: 'POST',
        body: new URLSearchParams({ outcome: 'succeed', client_secret: clientSecret }),
      });
    expect((await authenticate('guessed')).status).toBe(400);
    expect((await authenticate(client_secret ?? '')).status).toBe(200);
    expect(await gateway.findPayment(id)).toMatchObject({ status: 'succeeded' });
    const stranger = await fetch(`${sandbox.url}/sandbox/payment_intents/${id}/dispute`, { method: 'POST' });
    expect(stranger.status).toBe(401);
    expect((await fetch(`${sandbox.url}/v1/payment_intents/${id}`)).status).toBe(401);
  });

  it('says that the key is wrong, so that a person puts it right', async () => {
    const other = new StripePaymentGateway({
      apiKey: 'sk_test_other',
      webhookSecret: 'whsec_x',
      baseUrl: sandbox.url,
    });
    await expect(other.findPayment('pi_1')).rejects.toMatchObject({ name: 'PaymentGatewayUnusableError' });
  });

  it('lets a payment be created although a 500 is stored for its key', async () => {
    const request = { orderId: 'ord_1', amount: money(15_000n, 'AED'), idempotencyKey: 'k' };
    await sandbox.control.plan({ fault: 'error_500' });
    await expect(gateway.createPayment(request)).rejects.toMatchObject({
      name: 'PaymentOutcomeUnknownError',
    });
    const second = await gateway.createPayment(request);
    expect(await gateway.createPayment(request)).toEqual(second);
  });

  it('runs in a thread of its own as well, over the same records', async () => {
    const { id } = await pay();
    await sandbox.close();
    sandbox = await startSandboxThread({ dataDir, webhook: { url: receiver.url } });
    await receiver.until(({ length }) => length === 3);
    expect(receiver.received.every(({ paymentId }) => paymentId === id)).toBe(true);
    await expect(startSandboxThread({ dataDir: join(dataDir, 'stripe-sandbox.sqlite') })).rejects.toThrow();
  });
});
