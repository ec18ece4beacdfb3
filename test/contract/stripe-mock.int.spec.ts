import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { money } from '../../src/domain/money.js';
import { StripeSandbox } from '../../src/infrastructure/stripe/sandbox/stripe-sandbox.js';
import { instant } from '../../src/domain/time.js';
import { StripeProviderBooks } from '../../src/infrastructure/stripe/stripe-provider-books.js';
import { StripeTransferRail } from '../../src/infrastructure/stripe/stripe-transfer-rail.js';
import { StripePaymentGateway } from '../../src/infrastructure/stripe/stripe-payment-gateway.js';

/** Stripe's own mock: stateless, but it holds every request against Stripe's OpenAPI document. */
const mockUrl = process.env['STRIPE_MOCK_URL'];
const withMock = mockUrl === undefined ? describe.skip : describe;
const reason = mockUrl === undefined ? ' (needs STRIPE_MOCK_URL)' : '';
const mock = { url: mockUrl ?? '', apiKey: 'sk_test_123' };

interface Server {
  readonly url: string;
  readonly apiKey: string;
}
interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly form?: string;
}

const send = ({ url, apiKey }: Server, { method, path, form = '' }: ApiRequest): Promise<Response> =>
  fetch(`${url}${path}${method === 'GET' && form !== '' ? `?${form}` : ''}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/x-www-form-urlencoded' },
    ...(method === 'POST' ? { body: form } : {}),
  });

const created = 'amount=15000&currency=aed';

/** What is wrong, the request, and what the sandbox says about it in Stripe's own terms. */
const BAD_REQUESTS: readonly (readonly [
  string,
  ApiRequest,
  { status: number; code?: string; param?: string },
])[] = [
  ['no currency', post('/v1/payment_intents', 'amount=15000'), missing('currency')],
  ['no amount', post('/v1/payment_intents', 'currency=aed'), missing('amount')],
  ['an amount in words', post('/v1/payment_intents', 'amount=abc&currency=aed'), notInteger('amount')],
  ['a fractional amount', post('/v1/payment_intents', 'amount=1.5&currency=aed'), notInteger('amount')],
  ['an unknown parameter', post('/v1/payment_intents', `${created}&foo=1`), unknown('foo')],
  [
    'metadata that is text',
    post('/v1/payment_intents', `${created}&metadata=x`),
    { status: 400, param: 'metadata' },
  ],
  [
    'a boolean that is none',
    post('/v1/payment_intents', `${created}&automatic_payment_methods[enabled]=maybe`),
    { status: 400, param: 'automatic_payment_methods[enabled]' },
  ],
  [
    'a missing inner parameter',
    post('/v1/payment_intents', `${created}&automatic_payment_methods[allow_redirects]=never`),
    missing('automatic_payment_methods[enabled]'),
  ],
  [
    'an unknown choice',
    post(
      '/v1/payment_intents',
      `${created}&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=perhaps`,
    ),
    { status: 400, param: 'automatic_payment_methods[allow_redirects]' },
  ],
  [
    'a confirmation of another amount',
    post('/v1/payment_intents/pi_1/confirm', 'amount=10'),
    unknown('amount'),
  ],
  [
    'a confirmation with a boolean that is none',
    post('/v1/payment_intents/pi_1/confirm', 'use_stripe_sdk=maybe'),
    { status: 400, param: 'use_stripe_sdk' },
  ],
  [
    'an unknown reason to cancel',
    post('/v1/payment_intents/pi_1/cancel', 'cancellation_reason=bored'),
    { status: 400, param: 'cancellation_reason' },
  ],
  ['a look-up with a parameter', get('/v1/payment_intents/pi_1', 'foo=1'), unknown('foo')],
  [
    'a refund for an unknown reason',
    post('/v1/refunds', 'payment_intent=pi_1&reason=foo'),
    { status: 400, param: 'reason' },
  ],
  [
    'a refund of an amount in words',
    post('/v1/refunds', 'payment_intent=pi_1&amount=x'),
    notInteger('amount'),
  ],
  ['a refund of an order', post('/v1/refunds', 'order=ord_1'), unknown('order')],
  ['refunds by order', get('/v1/refunds', 'order=ord_1'), unknown('order')],
  ['a page size in words', get('/v1/refunds', 'limit=many'), notInteger('limit')],
  [
    'delivery that is neither',
    get('/v1/events', 'delivery_success=maybe'),
    { status: 400, param: 'delivery_success' },
  ],
  ['events by order', get('/v1/events', 'order=ord_1'), unknown('order')],
  ['a dispute with a parameter', get('/v1/disputes/dp_1', 'foo=1'), unknown('foo')],
  ['balance transactions by charge', get('/v1/balance_transactions', 'charge=ch_1'), unknown('charge')],
  [
    'a transfer without a currency',
    post('/v1/transfers', 'amount=1&destination=acct_1'),
    missing('currency'),
  ],
  ['a transfer to nowhere', post('/v1/transfers', 'amount=1&currency=aed'), missing('destination')],
  [
    'a transfer of an amount in words',
    post('/v1/transfers', 'amount=x&currency=aed&destination=acct_1'),
    notInteger('amount'),
  ],
  [
    'a transfer for an order',
    post('/v1/transfers', 'amount=1&currency=aed&destination=acct_1&order=ord_1'),
    unknown('order'),
  ],
  ['transfers by order', get('/v1/transfers', 'order=ord_1'), unknown('order')],
  [
    'a reversal in another currency',
    post('/v1/transfers/tr_1/reversals', 'currency=eur'),
    unknown('currency'),
  ],
  ['payouts by currency', get('/v1/payouts', 'currency=aed'), unknown('currency')],
  ['a balance of one currency', get('/v1/balance', 'currency=aed'), unknown('currency')],
  ['an account of an unknown type', post('/v1/accounts', 'type=piggy'), { status: 400, param: 'type' }],
  [
    'a submission that is neither',
    post('/v1/disputes/dp_1', 'submit=maybe'),
    { status: 400, param: 'submit' },
  ],
  ['an address that is not there', get('/v1/nothing', ''), { status: 404 }],
  ['a method that is not there', { method: 'DELETE', path: '/v1/refunds/re_1' }, { status: 404 }],
];

function post(path: string, form: string): ApiRequest {
  return { method: 'POST', path, form };
}
function get(path: string, form: string): ApiRequest {
  return { method: 'GET', path, form };
}
function missing(param: string): { status: number; code: string; param: string } {
  return { status: 400, code: 'parameter_missing', param };
}
function unknown(param: string): { status: number; code: string; param: string } {
  return { status: 400, code: 'parameter_unknown', param };
}
function notInteger(param: string): { status: number; code: string; param: string } {
  return { status: 400, code: 'parameter_invalid_integer', param };
}

describe('Stripe sandbox beside stripe-mock', () => {
  let sandbox: StripeSandbox;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'stripe-mock-'));
    sandbox = await StripeSandbox.start({ dataDir });
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(dataDir, { recursive: true });
  });

  it.each(BAD_REQUESTS)(
    'the sandbox refuses %s, in the shape of Stripe',
    async (_what, request, { status, ...error }) => {
      const response = await send(sandbox, request);
      expect(response.status).toBe(status);
      expect(response.headers.get('request-id')).toMatch(/^req_/);
      expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', ...error } });
    },
  );

  withMock(`stripe-mock${reason}`, () => {
    it.each(BAD_REQUESTS)('refuses %s too', async (_what, request, { status }) => {
      expect((await send(mock, request)).status).toBe(status);
    });

    it('takes every kind of request that the adapter makes', async () => {
      const gateway = new StripePaymentGateway({
        apiKey: mock.apiKey,
        webhookSecret: 'whsec_x',
        baseUrl: mock.url,
      });
      const [orderId, paymentId, amount] = ['ord_1', 'pi_1', money(15_000n, 'AED')];
      const requests = [
        gateway.createPayment({ orderId, amount, idempotencyKey: 'k1' }),
        gateway.confirmPayment({ paymentId, paymentMethod: 'pm_card_visa', idempotencyKey: 'k2' }),
        gateway.findPayment(paymentId),
        gateway.cancelPayment(paymentId),
        gateway.clientSecret(paymentId),
        gateway.refundPayment({ orderId, paymentId, amount, idempotencyKey: 'k3' }),
        gateway.findRefunds(paymentId),
        gateway.findDispute('dp_1'),
        gateway.undeliveredEvents(),
      ];
      const refused = (await Promise.allSettled(requests)).filter(({ status }) => status === 'rejected');
      expect(refused).toEqual([]);
    });

    it('takes every kind of request that the rail makes', async () => {
      const rail = new StripeTransferRail({ apiKey: mock.apiKey, baseUrl: mock.url });
      const requests = [
        rail.find('pay_1'),
        rail.canPay('acct_1'),
        rail.reverse({ payoutId: 'pay_1', amount: money(10n, 'USD'), idempotencyKey: 'k4' }),
      ];
      const refused = (await Promise.allSettled(requests)).filter(({ status }) => status === 'rejected');
      expect(refused).toEqual([]);
      // It has a transfer in every group, so that the rail sends none.
      const sent = 'amount=10&currency=aed&destination=acct_1&transfer_group=pay_1';
      const metadata = 'metadata[payout_id]=pay_1&metadata[creator_id]=cre_1';
      expect((await send(mock, post('/v1/transfers', `${sent}&${metadata}`))).status).toBe(200);
    });

    it('takes every list that the books ask for', async () => {
      const books = new StripeProviderBooks({ apiKey: mock.apiKey, baseUrl: mock.url });
      const range = { from: instant(0), to: instant(1_000_000), after: 'x_1' };
      const lists = [
        ...[books.movements(range), books.payments(range), books.refunds(range), books.disputes(range)],
        ...[books.transfers(range), books.bankPayouts(range), books.events(range), books.partsOf('po_1')],
      ];
      for (const list of lists) for await (const page of list) expect(page.length).toBeGreaterThan(0);
      expect(await books.balance()).toEqual([{ currency: 'USD', availableMinor: 0n, pendingMinor: 0n }]);
    });

    it('has no member in its objects that the sandbox lacks, but optional ones', async () => {
      const paid = await pay(sandbox);
      const refund = await jsonOf(sandbox, post('/v1/refunds', `payment_intent=${paid.id}`));
      const disputed = await sandbox.control.dispute((await pay(sandbox)).id);
      const transaction = String(refund['balance_transaction']);
      const { id: account } = await jsonOf(sandbox, post('/v1/accounts', 'type=express'));
      await sandbox.control.verifyAccount(account);
      await sandbox.control.topUp(10_000, 'aed');
      const transfer = await jsonOf(
        sandbox,
        post('/v1/transfers', `amount=100&currency=aed&destination=${account}`),
      );
      const reversal = await jsonOf(sandbox, post(`/v1/transfers/${transfer.id}/reversals`, 'amount=10'));
      await sandbox.control.topUp(100_000, 'aed');
      const payout = await sandbox.control.payOut('aed');
      const pairs: readonly (readonly [string, string])[] = [
        ['/v1/payment_intents', paid.id],
        ['/v1/charges', String(paid['latest_charge'])],
        ['/v1/refunds', String(refund['id'])],
        ['/v1/disputes', disputed],
        ['/v1/balance_transactions', transaction],
        ['/v1/accounts', account],
        ['/v1/transfers', transfer.id],
        [`/v1/transfers/${transfer.id}/reversals`, reversal.id],
        ['/v1/payouts', payout],
        ['/v1/topups', await sandbox.control.topUp(1, 'aed')],
        ['/v1', 'balance'],
      ];
      const lacking: Record<string, readonly string[]> = {};
      for (const [path, id] of pairs) {
        const [theirs, ours] = [
          await jsonOf(mock, get(`${path}/${id}`, '')),
          await jsonOf(sandbox, get(`${path}/${id}`, '')),
        ];
        lacking[path.replace(transfer.id, 'tr_1')] = Object.keys(theirs).filter(
          (member) => !(member in ours),
        );
      }
      expect(lacking).toEqual({
        '/v1/payment_intents': ['amount_details', 'transfer_data'],
        '/v1/charges': ['refunds'],
        '/v1/refunds': [],
        '/v1/disputes': [],
        '/v1/balance_transactions': [],
        '/v1/accounts': [],
        '/v1/transfers': [],
        '/v1/transfers/tr_1/reversals': [],
        '/v1/payouts': [],
        '/v1/topups': [],
        '/v1': [],
      });
    });
  });
});

type Answer = Readonly<Record<string, unknown>> & { readonly id: string };

const jsonOf = async (server: Server, request: ApiRequest): Promise<Answer> =>
  (await (await send(server, request)).json()) as Answer;

async function pay(server: Server): Promise<Answer> {
  const { id } = await jsonOf(server, post('/v1/payment_intents', created));
  return jsonOf(server, post(`/v1/payment_intents/${id}/confirm`, 'payment_method=pm_card_visa'));
}
