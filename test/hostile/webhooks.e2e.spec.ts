import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { newCreator, newFan, orderThat, placeOrder, staff } from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';
import { faultInProblem } from './judge.js';
import { brokenBody, jsonText, junkText, junkValue } from './junk.js';
import { sendRaw } from './raw-request.js';
import { everyInput, SEEDED } from './seed.js';

const RUNS = 300;
const TOLERANCE_SECONDS = 300;
/** Of skews, those that could be on either side by the time they arrive are left out. */
const MARGIN_SECONDS = 30;

interface Signed {
  readonly skewSeconds: number;
  readonly secret: 'ours' | 'another';
  /** Of what the signature is: another body is signed than is sent. */
  readonly over: 'the body' | 'another body';
  readonly scheme: 'v1' | 'v0';
  /** What stands around it. */
  readonly before: string;
  readonly after: string;
}

/** As the provider signs. */
const PROPER: Signed = {
  skewSeconds: 0,
  secret: 'ours',
  over: 'the body',
  scheme: 'v1',
  before: '',
  after: '',
};

const EVENT_TYPES = [
  'payment_intent.succeeded',
  'refund.updated',
  'charge.refunded',
  'charge.dispute.created',
  'x',
];

describe(`a webhook (${SEEDED})`, () => {
  let running: TestServer;
  beforeAll(async () => (running = await runServer()));
  afterAll(() => running.end());

  const signature = (body: Buffer, { skewSeconds, secret, over, scheme, before, after }: Signed): string => {
    const at = Math.floor(Date.now() / 1000) + skewSeconds;
    const key = secret === 'ours' ? running.sandbox.webhookSecret : 'whsec_another';
    const signed = over === 'the body' ? body : Buffer.concat([body, Buffer.from(' ')]);
    const hmac = createHmac('sha256', key)
      .update(`${String(at)}.`)
      .update(signed)
      .digest('hex');
    return `${before}t=${String(at)},${scheme}=${hmac}${after}`;
  };

  /** @returns whether it was taken. @throws for a fault of ours */
  async function isTaken(body: Buffer, header?: string): Promise<boolean> {
    const answer = await sendRaw(running.server.url, {
      ...{ method: 'POST', path: '/v1/webhooks/stripe', body },
      headers: {
        'content-type': 'application/json',
        ...(header === undefined ? {} : { 'stripe-signature': header }),
      },
    });
    const { status, json } = answer;
    if (status === 200) expect(json).toEqual({ received: true });
    else expect(faultInProblem(answer)).toBeUndefined();
    if (status !== 200)
      expect((json as { code: string }).code).toMatch(
        /^(webhook_signature_invalid|webhook_malformed|body_too_large)$/,
      );
    return status === 200;
  }

  async function recorded(): Promise<readonly string[]> {
    const admin = await staff(running.api, 'admin');
    const entries = await admin.all<{ readonly subjects?: readonly string[] }>(
      '/v1/audit?type=ProviderEventReceived',
      100,
    );
    return entries.map((entry) => JSON.stringify(entry));
  }

  let events = 0;
  const eventOf = (changes: object): { readonly id: string; readonly body: Buffer } => {
    const id = `evt_hostile_${String((events += 1))}`;
    const object = { id: 'pi_hostile', object: 'payment_intent', metadata: { order_id: 'ord_x' } };
    const usual = { id, object: 'event', type: 'payment_intent.succeeded', data: { object } };
    return { id, body: Buffer.from(jsonText({ ...usual, ...changes })) };
  };

  const signed: fc.Arbitrary<Signed> = fc.record({
    skewSeconds: fc.constantFrom(
      0,
      0,
      0,
      -TOLERANCE_SECONDS - MARGIN_SECONDS,
      -86_400,
      -1e9,
      -TOLERANCE_SECONDS + MARGIN_SECONDS,
      TOLERANCE_SECONDS - MARGIN_SECONDS,
      TOLERANCE_SECONDS + MARGIN_SECONDS,
      365 * 86_400,
    ),
    secret: fc.constantFrom<Signed['secret']>('ours', 'ours', 'another'),
    over: fc.constantFrom<Signed['over']>('the body', 'the body', 'the body', 'another body'),
    scheme: fc.constantFrom<Signed['scheme']>('v1', 'v1', 'v0'),
    before: fc.constantFrom('', '', '', 'v1=00,', 'v0=x,', ',', 'a=b,'),
    after: fc.constantFrom('', '', ',v1=00', ',v0=aa', ',', ',v1='),
  });

  const deserves = ({ skewSeconds, secret, over, scheme }: Signed): boolean =>
    Math.abs(skewSeconds) <= TOLERANCE_SECONDS && secret === 'ours' && over === 'the body' && scheme === 'v1';

  it('is taken only where its signature is ours, of its bytes, and young; and is recorded once', async () => {
    const before = (await recorded()).length;
    let taken = 0;
    await everyInput(signed, RUNS, async (how) => {
      const { body } = eventOf({ type: 'payment_intent.created' });
      const header = signature(body, how);
      const isFirst = await isTaken(body, header);
      if (isFirst) expect(deserves(how)).toBe(true);
      else if (how.before === '' && how.after === '') expect(deserves(how)).toBe(false);
      if (!isFirst) return;
      taken += 1;
      // Again, and twice at once: the provider repeats itself.
      expect(await Promise.all([isTaken(body, header), isTaken(body, header)])).toEqual([true, true]);
    });
    expect(taken).toBeGreaterThan(0);
    expect((await recorded()).length).toBe(before + taken);
  });

  it('is refused by whatever else stands for a signature', async () => {
    const digits = fc.oneof(
      fc.constantFrom('', 'NaN', '-1', '1e9', '9'.repeat(40), '0x1'),
      fc.nat().map(String),
    );
    const junk = junkText.map((text) => text.replace(/[^\x20-\x7e]/g, ''));
    const header = fc.oneof(
      junk,
      fc.tuple(digits, junk).map(([at, hex]) => `t=${at},v1=${hex}`),
    );
    await everyInput(header, RUNS / 2, async (text) => {
      expect(await isTaken(eventOf({}).body, text)).toBe(false);
    });
    expect(await isTaken(eventOf({}).body)).toBe(false);
  });

  it('that is signed and says nonsense is taken or refused, and holds up nothing', async () => {
    const fields = fc.record(
      {
        id: junkValue,
        type: fc.oneof(fc.constantFrom(...EVENT_TYPES), junkValue),
        object: junkValue,
        created: junkValue,
        data: fc.oneof(
          junkValue,
          junkValue.map((object) => ({ object })),
        ),
        account: junkValue,
      },
      { requiredKeys: [] },
    );
    const bodies = fc.oneof(
      { weight: 4, arbitrary: fields.map((changes) => eventOf(changes).body) },
      { weight: 1, arbitrary: brokenBody },
      { weight: 1, arbitrary: junkValue.map((value) => Buffer.from(jsonText(value))) },
    );
    await everyInput(bodies, RUNS, async (body) => {
      await isTaken(body, signature(body, PROPER));
    });

    const [fan, creator] = [await newFan(running.api), await newCreator(running.api)];
    const orderId = await placeOrder(fan, creator);
    await orderThat(fan, orderId, ({ state }) => state === 'awaiting_acceptance');
    const admin = await staff(running.api, 'admin');
    await until(
      () => admin.get<{ readonly processes: readonly { readonly state: string }[] }>('/v1/projections'),
      ({ processes }) => processes.every(({ state }) => state === 'running'),
    );
  });

  it('of more than a megabyte is too large, signed or not', async () => {
    const { body } = eventOf({ padding: 'x'.repeat(1024 * 1024) });
    expect(await isTaken(body, signature(body, PROPER))).toBe(false);
    expect(await isTaken(eventOf({ padding: 'x'.repeat(900_000) }).body, 't=1,v1=00')).toBe(false);
  });
});
