import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RegisterCreatorHandler, RegisterCreator } from '../../src/application/creators/register-creator.js';
import { PublishOffering, PublishOfferingHandler } from '../../src/application/creators/publish-offering.js';
import { PartiesReader } from '../../src/application/fans/parties-reader.js';
import { RegisterFan, RegisterFanHandler } from '../../src/application/fans/register-fan.js';
import { AcceptOrder, AcceptOrderHandler } from '../../src/application/orders/accept-order.js';
import { DeclineOrder, DeclineOrderHandler } from '../../src/application/orders/decline-order.js';
import { PlaceOrder, PlaceOrderHandler } from '../../src/application/orders/place-order.js';
import { orderView, type OrderView } from '../../src/application/projections/order-view.js';
import { type CreatorId, type FanId, makeId, type OrderId } from '../../src/domain/ids.js';
import { money } from '../../src/domain/money.js';
import { isRejection } from '../../src/domain/rejection.js';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.js';
import { until as untilFact } from '../support/until.js';
import { receiveEvent } from '../../src/application/payments/receive-provider-event.js';
import { moneyCases } from '../../src/application/projections/money-cases.js';
import { type RunningApplication, runApplication } from '../support/running-application.js';

describe('an order on the embedded engines', () => {
  let running: RunningApplication;
  let fanId: FanId;
  let creatorId: CreatorId;

  const asFan = () => running.context({ role: 'fan', id: fanId });
  const asCreator = () => running.context({ role: 'creator', id: creatorId });
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
    await new PublishOfferingHandler(aggregates).execute(
      new PublishOffering(creatorId, { price, mostOpenOrders: null }, asCreator()),
    );
  });

  afterEach(() => running.end());

  async function place(paymentMethod: string): Promise<OrderId> {
    const { aggregates } = running.application;
    const handler = new PlaceOrderHandler(aggregates, new PartiesReader(aggregates), running.engines.clock);
    const order = { creatorId, quoteId: null, price, brief: 'sing for my aunt', paymentMethod };
    const outcome = await handler.execute(new PlaceOrder(order, asFan()));
    if (isRejection(outcome)) throw new Error(outcome.detail);
    return outcome.orderId;
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

  it('gives everything back when it is declined', async () => {
    const orderId = await place('pm_card_visa');
    await until(orderId, ({ state }) => state === 'awaiting_acceptance');
    await new DeclineOrderHandler(running.application.aggregates).execute(
      new DeclineOrder(orderId, asCreator()),
    );
    const view = await until(orderId, ({ refund }) => refund === 'issued');
    expect(view.money).toMatchObject({ paidMinor: 15_000, refundedMinor: 15_000, heldMinor: 0 });
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
});
