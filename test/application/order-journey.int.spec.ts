import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Application } from '../../src/application/application.js';
import { RegisterCreatorHandler, RegisterCreator } from '../../src/application/creators/register-creator.js';
import { PublishOffering, PublishOfferingHandler } from '../../src/application/creators/publish-offering.js';
import { orders, payments } from '../../src/application/aggregates.js';
import { PartiesReader } from '../../src/application/fans/parties-reader.js';
import { RequestErasure, RequestErasureHandler } from '../../src/application/erasure/request-erasure.js';
import { RegisterFan, RegisterFanHandler } from '../../src/application/fans/register-fan.js';
import { AcceptOrder, AcceptOrderHandler } from '../../src/application/orders/accept-order.js';
import {
  PublishMarketTerms,
  PublishMarketTermsHandler,
} from '../../src/application/markets/publish-market-terms.js';
import { DeclineOrder, DeclineOrderHandler } from '../../src/application/orders/decline-order.js';
import { PayAgain, PayAgainHandler } from '../../src/application/orders/pay-again.js';
import { PlaceOrder, PlaceOrderHandler } from '../../src/application/orders/place-order.js';
import { RetryRefund, RetryRefundHandler } from '../../src/application/orders/retry-refund.js';
import { RefundProcess } from '../../src/application/processes/refund-process.js';
import { orderView, type OrderView } from '../../src/application/projections/order-view.js';
import { type CreatorId, type FanId, makeId, type OrderId } from '../../src/domain/ids.js';
import { DEFAULT_MARKETS } from '../../src/domain/market/terms.js';
import { money } from '../../src/domain/money.js';
import { isRejection } from '../../src/domain/rejection.js';
import { DAY_MS, HOUR_MS, plusMs } from '../../src/domain/time.js';
import type { TestClock } from '../../src/infrastructure/clock/test-clock.js';
import { withOverride } from '../support/with-override.js';
import { until as untilFact } from '../support/until.js';
import { receiveEvent } from '../../src/application/payments/receive-provider-event.js';
import { moneyCases } from '../../src/application/projections/money-cases.js';
import { type RunningApplication, runApplication } from '../support/running-application.js';

type Placing = Pick<Application, 'aggregates'>;

describe('an order on the embedded engines', () => {
  let running: RunningApplication;
  let fanId: FanId;
  let creatorId: CreatorId;

  const asFan = () => running.context({ role: 'fan', id: fanId });
  const asCreator = () => running.context({ role: 'creator', id: creatorId });
  const asFinance = () => running.context({ role: 'finance', id: 'kerem' });
  const price = money(15_000n, 'TRY');

  beforeEach(async () => {
    running = await runApplication();
    const { aggregates } = running.application;
    fanId = makeId('fan', running.engines.random.uuid());
    creatorId = makeId('cre', running.engines.random.uuid());
    await new RegisterFanHandler(aggregates).execute(
      new RegisterFan(fanId, { name: 'Deniz', market: 'TR' }, asFan()),
    );
    const creator = { name: 'Ada', bornOn: '1990-05-17', followers: 10, market: 'TR' };
    await new RegisterCreatorHandler(aggregates).execute(
      new RegisterCreator(creatorId, creator, asCreator()),
    );
    await publish(null);
  });

  afterEach(() => running.end());

  async function place(
    paymentMethod: string,
    { aggregates }: Placing = running.application,
  ): Promise<OrderId> {
    const handler = new PlaceOrderHandler(aggregates, new PartiesReader(aggregates));
    const order = { creatorId, quoteId: null, price, brief: 'sing for my aunt', paymentMethod };
    const outcome = await handler.execute(new PlaceOrder(order, asFan()));
    if (isRejection(outcome)) throw new Error(outcome.detail);
    return outcome.orderId;
  }

  async function publish(mostOpenOrders: number | null): Promise<void> {
    const handler = new PublishOfferingHandler(running.application.aggregates);
    await handler.execute(new PublishOffering(creatorId, { price, mostOpenOrders }, asCreator()));
  }

  /** Waits until the order looks so; the projection tells whenever it has changed. */
  async function until(orderId: OrderId, looks: (view: OrderView) => boolean): Promise<OrderView> {
    const { projections } = running.application;
    const read = async () =>
      (await running.engines.models.get<OrderView>(projections.collectionOf(orderView.name), orderId))?.doc;
    return new Promise((resolve, reject) => {
      const check = () => {
        read().then((view) => {
          if (view === undefined || !looks(view)) return;
          stop();
          resolve(view);
        }, reject);
      };
      const stop = projections.onApplied(orderView.name, check);
      check();
    });
  }

  it('whose dispute cannot be read becomes a case that a person sees', async () => {
    const { paymentId } = await until(
      await place('pm_card_visa'),
      ({ state }) => state === 'awaiting_acceptance',
    );
    const event = { id: 'evt_lost', type: 'charge.dispute.created', objectId: 'dp_that_there_is_not' };
    await receiveEvent(running.application.aggregates, {
      ...event,
      orderId: undefined,
      paymentId: paymentId ?? undefined,
    });
    const { projections } = running.application;
    const cases = () => running.engines.models.find(projections.collectionOf(moneyCases.name), { limit: 10 });
    const { documents } = await untilFact(cases, (page) => page.documents.length > 0);
    expect(documents.map(({ doc }) => doc)).toMatchObject([
      { orderId: null, code: 'process_failed:chargeback' },
    ]);
  });

  it('is paid for without anybody else doing anything', async () => {
    const view = await until(await place('pm_card_visa'), ({ state }) => state === 'awaiting_acceptance');
    expect(view.money).toMatchObject({ paidMinor: 15_000, heldMinor: 15_000 });
    expect(view.timeline.map(({ type }) => type)).toEqual([
      'OrderPlaced',
      'PaymentStarted',
      'PaymentSucceeded',
      'FundsHeld',
    ]);
  });

  it.each(['fan', 'creator'] as const)(
    'is not paid for when the %s asked to be forgotten while it was on its way into the log',
    async (side) => {
      const { application, engines } = running;
      const { aggregates } = application;
      const forget = new RequestErasure(
        side === 'fan' ? fanId : creatorId,
        side === 'fan' ? asFan() : asCreator(),
      );
      const onItsWay = withOverride(aggregates, {
        begin: async (...order) => {
          await new RequestErasureHandler(aggregates).execute(forget);
          return aggregates.begin(...order);
        },
      });
      const orderId = await place('pm_card_visa', { aggregates: onItsWay });
      const end = (await engines.store.lastPosition()) ?? 0n;
      await untilFact(
        () => Promise.resolve(application.processes.status()),
        (processes) => processes.every(({ position = 0n }) => position >= end),
      );
      await running.advance(HOUR_MS);
      const { money: after, ending } = await until(orderId, ({ state }) => state === 'ended');
      expect({ ending, paid: after.paidMinor }).toEqual({ ending: 'lapsed', paid: 0 });
      expect((await aggregates.load(payments, orderId)).state.status).toBe('none');
    },
  );

  it('gives everything back when it is declined', async () => {
    const orderId = await place('pm_card_visa');
    await until(orderId, ({ state }) => state === 'awaiting_acceptance');
    await new DeclineOrderHandler(running.application.aggregates).execute(
      new DeclineOrder(orderId, asCreator()),
    );
    const view = await until(orderId, ({ refund }) => refund === 'issued');
    expect(view.money).toMatchObject({ paidMinor: 15_000, refundedMinor: 15_000, heldMinor: 0 });
  });

  it("is refunded by us after a refund from the provider's dashboard came back", async () => {
    const { sandbox, gateway } = running.engines;
    const { aggregates } = running.application;
    const orderId = await place('pm_card_refundFail');
    const { paymentId } = await until(orderId, ({ state }) => state === 'awaiting_acceptance');
    if (sandbox === undefined || paymentId === null) throw new Error('the sandbox has no such payment');
    const told = (id: string) =>
      receiveEvent(aggregates, { id, type: 'refund.updated', objectId: 're', orderId: undefined, paymentId });
    const refund = { orderId, paymentId, amount: price };

    const { refundId } = await gateway.refundPayment({ ...refund, idempotencyKey: 'in the dashboard' });
    await told('evt_issued');
    await until(orderId, (view) => view.refund === 'issued');
    await sandbox.control.settleRefund(refundId, 'failed');
    await told('evt_failed');
    await until(orderId, (view) => view.refund === 'failed');

    const retry = new RetryRefund(orderId, running.context({ role: 'finance', id: 'finance' }));
    await new RetryRefundHandler(aggregates).execute(retry);
    const { money: after } = await until(orderId, (view) => view.refund === 'issued');
    expect(after).toMatchObject({ refundedMinor: 15_000, heldMinor: 0 });
    expect((await gateway.findRefunds(paymentId))[0]).not.toMatchObject({ refundId });
  });

  it('is a case when one of several parts that were sent fails, whatever becomes of the newest', async () => {
    const { sandbox, gateway } = running.engines;
    const { aggregates } = running.application;
    const orderId = await place('pm_card_pendingRefund');
    const { paymentId } = await until(orderId, ({ state }) => state === 'awaiting_acceptance');
    if (sandbox === undefined || paymentId === null) throw new Error('the sandbox has no such payment');
    const lookAfter = () =>
      new RefundProcess(aggregates, gateway).resume(orderId, { id: randomUUID(), correlationId: orderId });
    const newest = async () => (await gateway.findRefunds(paymentId))[0]?.refundId ?? '';

    const byHand = await sandbox.control.refundInDashboard(paymentId, 10_000);
    await new DeclineOrderHandler(aggregates).execute(new DeclineOrder(orderId, asCreator()));
    await until(orderId, ({ refund }) => refund === 'pending');
    const first = await newest();
    await sandbox.control.settleRefund(byHand, 'failed');
    await lookAfter();
    const second = await newest();
    expect(new Set([byHand, first, second]).size).toBe(3);
    await sandbox.control.settleRefund(second, 'succeeded');
    await sandbox.control.settleRefund(first, 'failed');
    await lookAfter();
    const failed = await until(orderId, ({ refund }) => refund === 'failed');
    expect(failed.money).toMatchObject({ refundedMinor: 10_000, heldMinor: 5_000 });

    await new RetryRefundHandler(aggregates).execute(new RetryRefund(orderId, asFinance()));
    await until(orderId, ({ refund }) => refund === 'pending');
    await sandbox.control.settleRefund(await newest(), 'succeeded');
    await lookAfter();
    const { money: after } = await until(orderId, ({ refund }) => refund === 'issued');
    expect(after).toMatchObject({ refundedMinor: 15_000, heldMinor: 0 });
  });

  it('gives everything back when the creator stays silent for three days', async () => {
    const orderId = await place('pm_card_visa');
    await until(orderId, ({ state }) => state === 'awaiting_acceptance');
    await running.advance(3 * DAY_MS);
    const view = await until(orderId, ({ refund }) => refund === 'issued');
    expect(view.ending).toBe('acceptance_expired');
  });

  it('gives everything back when no video comes within a week of acceptance', async () => {
    const orderId = await place('pm_card_visa');
    await until(orderId, ({ state }) => state === 'awaiting_acceptance');
    await new AcceptOrderHandler(running.application.aggregates).execute(
      new AcceptOrder(orderId, asCreator()),
    );
    await running.advance(7 * DAY_MS);
    const view = await until(orderId, ({ refund }) => refund === 'issued');
    expect(view.ending).toBe('delivery_expired');
  });

  it('lapses when the payment is refused and nothing else comes within the hour', async () => {
    const orderId = await place('pm_card_chargeDeclined');
    await until(
      orderId,
      ({ payment, timeline }) => payment === 'refused' && timeline.at(-1)?.type === 'PaymentFailed',
    );
    await running.advance(HOUR_MS);
    const view = await until(orderId, ({ ending }) => ending === 'lapsed');
    expect(view).toMatchObject({ refund: 'none', money: { paidMinor: 0 } });
  });

  it('ends when the bank of the fan asks the money back before the video is made', async () => {
    const orderId = await place('pm_card_visa');
    const { paymentId } = await until(orderId, ({ state }) => state === 'awaiting_acceptance');
    await running.engines.sandbox?.control.dispute(paymentId ?? '');
    await running.application.reconcile();
    const view = await until(orderId, ({ chargeback }) => chargeback === 'open');
    expect(view).toMatchObject({ ending: 'charged_back', money: { heldMinor: 15_000 } });
  });

  it.each([null, 1])('is under the terms of when it is placed, also with a limit of %s', async (limit) => {
    const { aggregates } = running.application;
    const { clock } = running.engines;
    await publish(limit);
    const effectiveFrom = plusMs(clock.now(), HOUR_MS);
    const terms = { ...DEFAULT_MARKETS.TR, feeBasisPoints: 100 };
    await new PublishMarketTermsHandler(aggregates).execute(
      new PublishMarketTerms('TR', effectiveFrom, terms, asFinance()),
    );
    const slow = withOverride(aggregates, {
      begin: (...placing) => {
        (clock as TestClock).advance(2 * HOUR_MS);
        return aggregates.begin(...placing);
      },
    });
    const { state } = await aggregates.load(orders, await place('pm_card_visa', { aggregates: slow }));
    expect(state).toMatchObject({ facts: { terms: { version: 2, feeBasisPoints: 100 } } });
  });

  it('is paid again once, however often that is asked for', async () => {
    const orderId = await place('pm_card_chargeDeclined');
    await until(orderId, ({ payment }) => payment === 'refused');
    const handler = new PayAgainHandler(running.application.aggregates);
    const again = new PayAgain(orderId, 'pm_card_visa', asFan());
    const first = await handler.execute(again);
    expect(isRejection(first)).toBe(false);
    await until(orderId, ({ state }) => state === 'awaiting_acceptance');
    expect(await handler.execute(again)).toEqual(first);
  });

  it('is not paid again when the time to pay ends while that is asked for', async () => {
    const { aggregates } = running.application;
    const orderId = await place('pm_card_chargeDeclined');
    await until(orderId, ({ payment }) => payment === 'refused');
    const slow = withOverride(aggregates, {
      execute: (...paying) => {
        (running.engines.clock as TestClock).advance(HOUR_MS);
        return aggregates.execute(...paying);
      },
    });
    const outcome = await new PayAgainHandler(slow).execute(new PayAgain(orderId, 'pm_card_visa', asFan()));
    expect(outcome).toMatchObject({ code: 'payment_window_closed' });
  });
});
