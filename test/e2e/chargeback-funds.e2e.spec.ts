import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { instant } from '../../src/domain/time.js';
import type { Caller, Json } from '../support/api-client.js';
import {
  deliveredOrder,
  ledgerBalances,
  newCreator,
  newFan,
  type OrderBody,
  orderThat,
  paidOrder,
  type Person,
  readOrder,
  staff,
} from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

type Timeline = Json & { readonly entries: readonly { readonly type: string }[] };

/** As the sandbox has it. */
const DISPUTE_FEE = 5_700;

describe('the money of a chargeback', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;
  let finance: Caller;

  beforeAll(async () => {
    running = await runServer();
    fan = await newFan(running.api);
    creator = await newCreator(running.api);
    finance = await staff(running.api, 'finance');
  });
  afterAll(() => running.end());
  beforeEach(() => running.sandbox.control.deliver({ paused: false, duplicates: 0, newestFirst: false }));

  const balances = () => ledgerBalances(finance);

  /** What the provider has, were it not for its fees of payments, which come into our books when the day is reconciled. */
  async function atProvider(): Promise<number> {
    const { books } = running.server.engines;
    const [total] = await books.balance();
    let fees = 0n;
    for await (const page of books.movements({ from: instant(0), to: instant(Date.now() + 60_000) }))
      fees += page.reduce((sum, { type, feeMinor }) => (type === 'charge' ? sum + feeMinor : sum), 0n);
    return Number((total?.availableMinor ?? 0n) + (total?.pendingMinor ?? 0n) + fees);
  }

  /** Our books come to be the provider's, and stay so: what was told twice would be there twice. */
  async function agrees(): Promise<Readonly<Record<string, number>>> {
    const expected = await atProvider();
    return until(balances, ({ provider_clearing = 0 }) => provider_clearing === expected);
  }

  const paymentId = async (orderId: string): Promise<string> =>
    String((await readOrder(fan, orderId)).payment_id);
  const seenByFinance = (orderId: string, holds: (order: OrderBody) => boolean) =>
    orderThat({ caller: finance }, orderId, holds);
  const typesOf = async (orderId: string): Promise<readonly string[]> => {
    const { entries } = await finance.get<Timeline>(`/v1/orders/${orderId}/timeline`);
    return entries.map(({ type }) => type).filter((type) => type.startsWith('Chargeback'));
  };

  it('is in our books as in those of the provider, while it is open and when it is lost', async () => {
    const before = await agrees();
    const orderId = await deliveredOrder(fan, creator);
    const disputeId = await running.sandbox.control.dispute(await paymentId(orderId));
    const open = await seenByFinance(
      orderId,
      ({ chargeback_funds }) => chargeback_funds?.fee_minor === DISPUTE_FEE,
    );
    expect(open).toMatchObject({
      chargeback: 'open',
      chargeback_funds: { withdrawn_minor: 15_000, reinstated_minor: 0, fee_minor: DISPUTE_FEE },
      evidence_due_by: expect.stringMatching(/Z$/),
    });
    expect(await readOrder(fan, orderId)).toMatchObject({ chargeback_funds: null, evidence_due_by: null });
    expect(await agrees()).toMatchObject({
      chargebacks: (before['chargebacks'] ?? 0) + 15_000,
      provider_fees: (before['provider_fees'] ?? 0) + DISPUTE_FEE,
    });
    await running.sandbox.control.closeDispute(disputeId, 'lost');
    await seenByFinance(orderId, ({ chargeback }) => chargeback === 'lost');
    const decided = await until(balances, (sums) => sums['chargebacks'] === (before['chargebacks'] ?? 0));
    expect(decided).toEqual(expect.objectContaining(await agrees()));
    expect(await typesOf(orderId)).toEqual([
      'ChargebackOpened',
      'ChargebackFundsWithdrawn',
      'ChargebackLost',
    ]);
  });

  it('comes back when it is won, whatever order webhooks come in and however often', async () => {
    await running.sandbox.control.deliver({ paused: true, duplicates: 3, newestFirst: true });
    const orderId = await placedAndPaid();
    const before = await agrees();
    const disputeId = await running.sandbox.control.dispute(await paymentId(orderId));
    await running.sandbox.control.closeDispute(disputeId, 'won');
    await running.sandbox.control.deliver({ paused: false, duplicates: 3, newestFirst: true });
    await seenByFinance(orderId, ({ refund }) => refund === 'issued');
    const after = await agrees();
    expect(after['chargebacks']).toBe(before['chargebacks']);
    expect(await typesOf(orderId)).toEqual([
      'ChargebackOpened',
      'ChargebackFundsWithdrawn',
      'ChargebackFundsReinstated',
      'ChargebackWon',
    ]);
  });

  it('stays where it is while the bank only asks, and goes when that becomes a chargeback', async () => {
    const before = await agrees();
    const orderId = await deliveredOrder(fan, creator);
    const disputeId = await running.sandbox.control.dispute(await paymentId(orderId), { inquiry: true });
    await seenByFinance(orderId, ({ chargeback }) => chargeback === 'open');
    expect((await agrees())['chargebacks']).toBe(before['chargebacks']);
    await running.sandbox.control.escalateInquiry(disputeId);
    await seenByFinance(orderId, ({ chargeback_funds }) => chargeback_funds?.withdrawn_minor === 15_000);
    expect((await agrees())['chargebacks']).toBe((before['chargebacks'] ?? 0) + 15_000);
  });

  it('may be a part of the price', async () => {
    const orderId = await deliveredOrder(fan, creator);
    await running.sandbox.control.dispute(await paymentId(orderId), { amount: 4_000 });
    await seenByFinance(orderId, ({ chargeback_funds }) => chargeback_funds?.withdrawn_minor === 4_000);
    await agrees();
  });

  const placedAndPaid = (): Promise<string> => paidOrder(fan, creator);
});
