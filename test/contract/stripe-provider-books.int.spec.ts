import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instant } from '../../src/domain/time.js';
import { StripeProviderBooks } from '../../src/infrastructure/stripe/stripe-provider-books.js';
import { PAYOUT_ID_KEY } from '../../src/infrastructure/stripe/stripe-transfer-rail.js';
import { startSandboxWorld } from '../infrastructure/sandbox-world.js';
import { providerBooksContract, type ProviderBooksWorld } from './provider-books.contract.js';

const CURRENCY = 'aed';

/** Passes requests on, and counts them. */
async function countingProxy(
  target: string,
): Promise<{ url: string; count(): number; close(): Promise<void> }> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    const { url, method, headers } = request;
    const onward = forward(`${target}${url ?? ''}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.once('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    count: () => count,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function sandboxBooks(): Promise<ProviderBooksWorld> {
  const world = await startSandboxWorld();
  const { stripe, control, sandbox } = world;
  const destination = await world.verifiedAccount();
  const proxy = await countingProxy(sandbox.url);
  const options = { apiKey: sandbox.apiKey, baseUrl: proxy.url, timeoutMs: 300 };
  return {
    books: new StripeProviderBooks(options),
    inSmallPages: new StripeProviderBooks({ ...options, pageSize: 2 }),
    stranger: new StripeProviderBooks({ ...options, apiKey: 'sk_test_other' }),
    now: () => instant(world.now().getTime()),
    passSeconds: (seconds) => world.passSeconds(seconds),
    pay: async (orderId, amount) => (await world.pay({ orderId, amount })).paymentId,
    decline: async (orderId) => {
      await world.pay({ orderId, method: 'pm_card_chargeDeclined' }).catch(() => undefined);
    },
    refund: async (payment_intent, orderId, amount) =>
      (await stripe.refunds.create({ payment_intent, amount, metadata: { order_id: orderId } })).id,
    refundByHand: (paymentId) => control.refundInDashboard(paymentId),
    failRefund: (refundId) => control.settleRefund(refundId, 'failed'),
    dispute: (paymentId) => control.dispute(paymentId),
    winDispute: (disputeId) => control.closeDispute(disputeId, 'won'),
    send: async (payoutId, amount) =>
      (
        await stripe.transfers.create({
          ...{ amount, currency: CURRENCY, destination, transfer_group: payoutId },
          metadata: { [PAYOUT_ID_KEY]: payoutId },
        })
      ).id,
    takeBack: async (transferId, amount) => {
      const { metadata } = await stripe.transfers.retrieve(transferId);
      await stripe.transfers.createReversal(transferId, { amount, metadata });
    },
    payOut: () => control.payOut(CURRENCY),
    failPayOut: (bankPayoutId) => control.settlePayout(bankPayoutId, 'failed'),
    fallSilent: () =>
      control.plan({ fault: 'hang_before', operation: 'balance_transactions.list', times: 1_000 }),
    heal: () => control.clearFaults(),
    listsAsked: () => proxy.count(),
    close: async () => {
      await proxy.close();
      await world.close();
    },
  };
}

providerBooksContract('Stripe lists and sandbox', sandboxBooks);
