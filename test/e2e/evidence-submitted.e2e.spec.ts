import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import type { Caller, Json, List } from '../support/api-client.js';
import {
  advance,
  DAY_SECONDS,
  deliveredOrder,
  newCreator,
  newFan,
  orderThat,
  type Person,
  readOrder,
  staff,
} from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

interface OfChargeback {
  readonly dispute_id: string;
  readonly evidence: string;
  readonly submitted_at: string | null;
}
type Evidence = Json & {
  readonly chargeback: OfChargeback | null;
  readonly timeline: readonly { readonly type: string }[];
};

describe('the evidence of an order, submitted to the bank', () => {
  let running: TestServer;
  let stripe: Stripe;
  let fan: Person;
  let creator: Person;
  let finance: Caller;

  beforeAll(async () => {
    running = await runServer();
    const { hostname, port } = new URL(running.sandbox.url);
    stripe = new Stripe(running.sandbox.apiKey, { host: hostname, port, protocol: 'http', telemetry: false });
    fan = await newFan(running.api, { name: 'Şükrü Çağlayan' });
    creator = await newCreator(running.api);
    finance = await staff(running.api, 'finance');
  });
  afterAll(() => running.end());
  beforeEach(() => running.sandbox.control.clearFaults());

  interface Disputed {
    readonly orderId: string;
    readonly disputeId: string;
  }

  async function disputed(inquiry = false): Promise<Disputed> {
    const orderId = await deliveredOrder(fan, creator, { brief: 'Her name is Fatma.' });
    const { payment_id } = await readOrder(fan, orderId);
    const disputeId = await running.sandbox.control.dispute(String(payment_id), { inquiry });
    await orderThat({ caller: finance }, orderId, ({ chargeback }) => chargeback === 'open');
    return { orderId, disputeId };
  }

  const path = (orderId: string) => `/v1/orders/${orderId}/evidence`;
  const submit = ({ orderId, disputeId }: Disputed, by = finance) =>
    by.tryPost<Json>(path(orderId), { dispute_id: disputeId });
  const chargebackThat = (orderId: string, evidence: string) =>
    until(
      () => finance.get<Evidence>(path(orderId)),
      ({ chargeback }) => chargeback?.evidence === evidence,
    );
  const atStripe = ({ disputeId }: Disputed) => stripe.disputes.retrieve(disputeId);

  it('reaches it once, with all that proves the delivery', async () => {
    const one = await disputed();
    expect((await submit(one)).status).toBe(200);
    const { chargeback } = await chargebackThat(one.orderId, 'submitted');
    expect(chargeback).toMatchObject({ submitted_at: expect.stringMatching(/Z$/) });
    const { evidence, evidence_details } = await atStripe(one);
    expect(evidence_details).toMatchObject({ submission_count: 1 });
    expect(evidence).toMatchObject({
      customer_name: 'Şükrü Çağlayan',
      product_description: expect.stringContaining('Her name is Fatma.'),
      service_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      uncategorized_text: expect.stringContaining(one.orderId),
    });
    expect(evidence.uncategorized_text).toContain('VideoDelivered');
    expect(await stripe.files.retrieve(evidence.uncategorized_file as string)).toMatchObject({
      ...{ purpose: 'dispute_evidence', type: 'pdf', filename: `evidence-${one.orderId}.pdf` },
    });
    expect((await submit(one)).outcome).toBe('evidence_already_submitted');
  });

  it.each(['cut_before', 'cut_after', 'error_500'] as const)(
    'is there once when the provider did not answer clearly (%s): it is looked up first',
    async (fault) => {
      const one = await disputed();
      // The library asks again by itself, but not as often.
      await running.sandbox.control.plan({ fault, operation: 'disputes.update', times: 100 });
      await submit(one);
      await until(
        () => finance.get<Evidence>(path(one.orderId)),
        ({ timeline }) => timeline.some(({ type }) => type === 'ProviderOutcomeUnknown'),
      );
      await running.sandbox.control.clearFaults();
      await advance(running.api, 60);
      await chargebackThat(one.orderId, 'submitted');
      expect((await atStripe(one)).evidence_details.submission_count).toBe(1);
    },
  );

  it('is known of when somebody submits it in the dashboard of the provider', async () => {
    const one = await disputed();
    await stripe.disputes.update(one.disputeId, {
      evidence: { uncategorized_text: 'by hand' },
      submit: true,
    });
    await chargebackThat(one.orderId, 'submitted');
    expect((await submit(one)).outcome).toBe('evidence_already_submitted');
  });

  it('answers an inquiry, and again the chargeback that it becomes', async () => {
    const one = await disputed(true);
    await submit(one);
    await chargebackThat(one.orderId, 'submitted');
    await advance(running.api, 60);
    await running.sandbox.control.advanceClock(60);
    await running.sandbox.control.escalateInquiry(one.disputeId);
    await until(
      () => submit(one),
      ({ status }) => status === 200,
    );
    await until(
      () => atStripe(one),
      ({ evidence_details }) => evidence_details.submission_count === 2,
    );
    await chargebackThat(one.orderId, 'submitted');
  });

  it('is refused for the dispute of another order, and where there is none', async () => {
    const [one, other] = [await disputed(), await disputed()];
    expect((await submit({ ...one, disputeId: other.disputeId })).outcome).toBe('chargeback_unknown');
    const orderId = await deliveredOrder(fan, creator);
    expect((await submit({ ...one, orderId })).outcome).toBe('chargeback_unknown');
    expect((await submit({ ...one, disputeId: 'dp 1' })).outcome).toBe('validation_failed');
    const nobodys = one.orderId.replace(/.{4}$/, '0000');
    expect((await submit({ ...one, orderId: nobodys })).outcome).toBe('order_not_found');
    expect((await submit(one, fan.caller)).outcome).toBe('not_allowed');
  });

  it('is refused when the bank has decided', async () => {
    const one = await disputed();
    await running.sandbox.control.closeDispute(one.disputeId, 'won');
    await orderThat({ caller: finance }, one.orderId, ({ chargeback }) => chargeback === 'won');
    expect((await submit(one)).outcome).toBe('chargeback_decided');
  });

  it('is a case when the provider does not take it: there may be time left to see to it', async () => {
    const one = await disputed();
    await running.sandbox.control.advanceClock(10 * DAY_SECONDS);
    await submit(one);
    await chargebackThat(one.orderId, 'refused');
    const cases = () => finance.get<List>(`/v1/money-cases?order_id=${one.orderId}`);
    const { data } = await until(cases, (page) => page.data.length > 0);
    expect(data).toMatchObject([{ code: 'evidence_refused', order_id: one.orderId }]);
  });

  it('is refused when it is too late', async () => {
    const one = await disputed();
    await advance(running.api, 30 * DAY_SECONDS);
    expect((await submit(one)).outcome).toBe('evidence_too_late');
  });
});
