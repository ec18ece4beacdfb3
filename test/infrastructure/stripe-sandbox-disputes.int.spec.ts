import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { startSandboxWorld, type SandboxWorld } from './sandbox-world.js';

const DAY_S = 86_400;

describe('Stripe sandbox: disputes', () => {
  let world: SandboxWorld;
  let stripe: Stripe;

  beforeEach(async () => {
    world = await startSandboxWorld();
    stripe = world.stripe;
  });
  afterEach(() => world.close());

  const dispute = async (options: { inquiry?: boolean; amount?: number } = {}): Promise<string> =>
    world.control.dispute((await world.pay()).paymentId, options);
  const told = async (): Promise<readonly string[]> =>
    (await world.eventTypes())
      .filter((type) => type.startsWith('charge.dispute.'))
      .map((type) => type.replace('charge.dispute.', ''));
  const moved = async (id: string): Promise<readonly (readonly [string, number, number])[]> =>
    (await stripe.disputes.retrieve(id)).balance_transactions.map(
      ({ reporting_category, amount, fee }) => [reporting_category, amount, fee] as const,
    );

  it('take the money and a fee, and say until when evidence is due', async () => {
    const id = await dispute();
    const opened = await stripe.disputes.retrieve(id);
    expect(opened).toMatchObject({ status: 'needs_response', amount: 15_000 });
    expect(opened.evidence_details).toMatchObject({
      due_by: opened.created + 9 * DAY_S,
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    });
    expect(await moved(id)).toEqual([['dispute', -15_000, 5_700]]);
    expect(await told()).toEqual(['created', 'funds_withdrawn']);
  });

  it('give the money back when they are won, but not the fee', async () => {
    const id = await dispute();
    await world.control.closeDispute(id, 'won');
    expect(await moved(id)).toEqual([
      ['dispute', -15_000, 5_700],
      ['dispute_reversal', 15_000, 0],
    ]);
    expect(await told()).toEqual(['created', 'funds_withdrawn', 'funds_reinstated', 'closed']);
  });

  it('can be about a part of the charge', async () => {
    const id = await dispute({ amount: 4_000 });
    expect(await moved(id)).toEqual([['dispute', -4_000, 5_700]]);
    await expect(dispute({ amount: 15_001 })).rejects.toThrow('or a part of it');
  });

  it('take evidence: staged first, then submitted, once', async () => {
    const id = await dispute();
    const staged = await stripe.disputes.update(id, {
      evidence: { product_description: 'A greeting', service_date: '2026-11-20' },
      submit: false,
    });
    expect(staged).toMatchObject({
      status: 'needs_response',
      evidence: { product_description: 'A greeting' },
      evidence_details: { has_evidence: true, submission_count: 0 },
    });
    const submitted = await stripe.disputes.update(id, {
      evidence: { uncategorized_text: 'Delivered and played' },
      metadata: { pack: '1' },
    });
    expect(submitted).toMatchObject({
      status: 'under_review',
      evidence: { product_description: 'A greeting', uncategorized_text: 'Delivered and played' },
      evidence_details: { submission_count: 1, submission_method: 'manual' },
      metadata: { pack: '1' },
    });
    await expect(stripe.disputes.update(id, { evidence: { receipt: 'file_1' } })).rejects.toMatchObject({
      statusCode: 400,
    });
    await world.control.closeDispute(id, 'won');
    expect((await stripe.disputes.retrieve(id)).status).toBe('won');
    expect(await told()).toEqual([
      ...['created', 'funds_withdrawn', 'updated', 'updated', 'funds_reinstated', 'closed'],
    ]);
  });

  it('refuse evidence that comes too late, or that has no such name', async () => {
    const id = await dispute();
    await expect(
      stripe.disputes.update(id, { evidence: { alibi: 'none' } } as Stripe.DisputeUpdateParams),
    ).rejects.toMatchObject({ code: 'parameter_unknown', param: 'evidence[alibi]' });
    world.passSeconds(9 * DAY_S + 1);
    expect((await stripe.disputes.retrieve(id)).evidence_details.past_due).toBe(true);
    expect((await stripe.disputes.list()).data[0]?.evidence_details.past_due).toBe(true);
    await expect(
      stripe.disputes.update(id, { evidence: { uncategorized_text: 'late' } }),
    ).rejects.toMatchObject({ statusCode: 400 });
    expect((await stripe.disputes.retrieve(id)).evidence_details.has_evidence).toBe(false);
  });

  it('can be accepted, which loses them', async () => {
    const id = await dispute();
    expect((await stripe.disputes.close(id)).status).toBe('lost');
    await expect(stripe.disputes.close(id)).rejects.toThrow('closed already');
  });

  it('move nothing while a bank only asks, and all of it once it does more than that', async () => {
    const id = await dispute({ inquiry: true });
    expect((await stripe.disputes.retrieve(id)).status).toBe('warning_needs_response');
    const answered = await stripe.disputes.update(id, { evidence: { uncategorized_text: 'It was sent' } });
    expect(answered.status).toBe('warning_under_review');
    expect(await moved(id)).toEqual([]);
    world.passSeconds(DAY_S);
    await world.control.escalateInquiry(id);
    const escalated = await stripe.disputes.retrieve(id);
    expect(escalated).toMatchObject({ status: 'needs_response', is_charge_refundable: false });
    expect(escalated.evidence_details.due_by).toBeGreaterThanOrEqual(escalated.created + 10 * DAY_S);
    expect(await moved(id)).toEqual([['dispute', -15_000, 5_700]]);
    expect(await told()).toEqual(['created', 'updated', 'updated', 'funds_withdrawn']);
    await expect(world.control.escalateInquiry(id)).rejects.toThrow('not an open inquiry');
  });

  it('are listed by payment, by charge and by time', async () => {
    const [one, other] = [await world.pay(), await world.pay()];
    const first = await world.control.dispute(one.paymentId);
    world.passSeconds(100);
    const second = await world.control.dispute(other.paymentId);
    const { created } = await stripe.disputes.retrieve(second);
    const ids = async (query: Stripe.DisputeListParams): Promise<readonly string[]> =>
      (await stripe.disputes.list(query)).data.map(({ id }) => id);
    expect(await ids({ payment_intent: one.paymentId })).toEqual([first]);
    expect(await ids({ charge: other.chargeId })).toEqual([second]);
    expect(await ids({ created: { gte: created } })).toEqual([second]);
  });
});

describe('Stripe sandbox: events to reconcile by', () => {
  let world: SandboxWorld;
  beforeEach(async () => {
    world = await startSandboxWorld();
  });
  afterEach(() => world.close());

  it('are listed by delivery, type and time', async () => {
    await world.pay();
    world.passSeconds(100);
    const { paymentId } = await world.pay();
    const { created } = await world.stripe.paymentIntents.retrieve(paymentId);
    const list = async (query: Stripe.EventListParams): Promise<readonly string[]> =>
      (await world.stripe.events.list({ limit: 100, delivery_success: false, ...query })).data.map(
        ({ type }) => type,
      );
    const each = ['payment_intent.succeeded', 'charge.succeeded', 'payment_intent.created'];
    expect(await list({})).toEqual([...each, ...each]);
    expect(await list({ created: { gte: created } })).toEqual(each);
    expect(await list({ type: 'charge.succeeded' })).toHaveLength(2);
    expect(await list({ types: ['charge.succeeded', 'charge.failed'], created: { lt: created } })).toEqual([
      'charge.succeeded',
    ]);
    expect(await list({ delivery_success: true })).toEqual([]);
  });

  it('have gaps: some never come to be', async () => {
    await world.control.loseEvents(1, ['payment_intent.succeeded']);
    await world.pay();
    await world.pay();
    expect(await world.eventTypes()).toEqual([
      ...['payment_intent.created', 'charge.succeeded'],
      ...['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'],
    ]);
  });
});
