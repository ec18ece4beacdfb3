import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ordersOfPerson } from '../../src/application/erasure/orders-of-person.js';
import type { Actor } from '../../src/application/events/metadata.js';
import { ExplainOrder } from '../../src/application/orders/explain-order.js';
import { GetOrder } from '../../src/application/orders/get-order.js';
import { GetTimeline } from '../../src/application/orders/get-timeline.js';
import { ListOrders, type OrderSearch } from '../../src/application/orders/list-orders.js';
import { ListRequests, type RequestSearch } from '../../src/application/orders/list-requests.js';
import { InvalidCursorError } from '../../src/application/ports/read-models.js';
import { orderView } from '../../src/application/projections/order-view.js';
import { ReadModelBehindError } from '../../src/application/runtime/read-model-behind.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { type CreatorId, type FanId, makeId, type OrderId } from '../../src/domain/ids.js';
import { DAY_MS, type Instant, plusMs } from '../../src/domain/time.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { happened } from './happened.js';
import { type ReadSide, startReadSide } from './read-side.js';

const start = '2026-11-23T09:30:00.000Z' as Instant;
const day = (n: number) => plusMs(start, n * DAY_MS);
const uuid = (n: number) => `0193a5d2-0000-7000-8000-${String(n).padStart(12, '0')}`;
const order = (n: number): OrderId => makeId('ord', uuid(n));
const fanId: FanId = makeId('fan', uuid(101));
const otherFanId: FanId = makeId('fan', uuid(102));
const creatorId: CreatorId = makeId('cre', uuid(201));
const otherCreatorId: CreatorId = makeId('cre', uuid(202));
const asFan: Actor = { role: 'fan', id: fanId };
const asOtherFan: Actor = { role: 'fan', id: otherFanId };
const asCreator: Actor = { role: 'creator', id: creatorId };
const asOtherCreator: Actor = { role: 'creator', id: otherCreatorId };
const asSupport: Actor = { role: 'support', id: 'stf_1' };

const placed = (n: number, more: object = {}) =>
  happened('OrderPlaced', { orderId: order(n), fanId, creatorId, market: 'TR', placedAt: day(n), ...more });
const held = (n: number, acceptBy: Instant) => happened('FundsHeld', { orderId: order(n), acceptBy });

/** 1 unpaid; 2 and 3 to answer, 3 sooner; 4 accepted; 5 delivered; 6 lapsed, and paid after that; 7 of others. */
const HISTORY: readonly ShoutoutsEvent[] = [
  placed(1),
  placed(2),
  held(2, day(9)),
  placed(3, { market: 'AE' }),
  held(3, day(6)),
  placed(4),
  held(4, day(7)),
  happened('OrderAccepted', { orderId: order(4), deliverBy: day(8) }),
  placed(5),
  held(5, day(8)),
  happened('OrderAccepted', { orderId: order(5), deliverBy: day(13) }),
  happened('VideoSubmitted', { orderId: order(5) }),
  happened('VideoDelivered', { orderId: order(5), deliveredAt: day(7) }),
  placed(6),
  happened('OrderLapsed', { orderId: order(6) }),
  happened('FundsHeld', { orderId: order(6), acceptBy: null, reviewBy: null }),
  happened('RefundRequested', { orderId: order(6) }),
  placed(7, { fanId: otherFanId, creatorId: otherCreatorId }),
  held(7, day(10)),
];

describe('queries about orders', () => {
  let side: ReadSide;
  let end: bigint;

  beforeAll(async () => {
    side = await startReadSide();
    end = await side.record(HISTORY);
  });
  afterAll(() => side.end());

  const seenBy = async (actor: Actor) => {
    const numbers = [1, 2, 3, 4, 5, 6, 7];
    const orders = await Promise.all(numbers.map((n) => side.ask(new GetOrder(order(n), actor))));
    return numbers.filter((_n, index) => orders[index] !== undefined);
  };
  const listed = async (actor: Actor, search: Partial<OrderSearch> = {}) => {
    const { documents } = await side.ask(new ListOrders(actor, { limit: 100, ...search }));
    return documents.map(({ orderId }) => Number(orderId.slice(-3)));
  };
  const queue = async (search: Partial<RequestSearch> = {}) => {
    const { documents } = await side.ask(new ListRequests(creatorId, { limit: 100, ...search }));
    return documents.map(({ orderId }) => Number(orderId.slice(-3)));
  };

  it('show an order to its fan, to its creator once it is paid, and to staff', async () => {
    expect(await seenBy(asFan)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await seenBy(asCreator)).toEqual([2, 3, 4, 5]);
    expect(await seenBy(asSupport)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await seenBy(asOtherFan)).toEqual([7]);
    expect(await seenBy(asOtherCreator)).toEqual([7]);
  });

  it('show an order whole, without what only its projection needs', async () => {
    const shown = await side.ask(new GetOrder(order(5), asFan));
    expect(shown).toMatchObject({ state: 'delivered', deliveredAt: day(7), dueAt: null, open: false });
    expect(shown?.timeline).toHaveLength(5);
    expect(shown).not.toHaveProperty('folded');
    const { documents } = await side.ask(new ListOrders(asFan, { limit: 1 }));
    expect(documents[0]).not.toHaveProperty('folded');
    expect(documents[0]).not.toHaveProperty('timeline');
  });

  it("list the fan's own, the creator's paid ones, and all for staff, newest first", async () => {
    expect(await listed(asFan)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(await listed(asCreator)).toEqual([5, 4, 3, 2]);
    expect(await listed(asSupport)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(await listed(asOtherFan)).toEqual([7]);
  });

  it('list by state, market, creator and period of placing', async () => {
    expect(await listed(asFan, { state: 'awaiting_acceptance' })).toEqual([3, 2]);
    expect(await listed(asCreator, { state: 'ended' })).toEqual([]);
    expect(await listed(asSupport, { market: 'AE' })).toEqual([3]);
    expect(await listed(asSupport, { creatorId: otherCreatorId })).toEqual([7]);
    expect(await listed(asCreator, { creatorId: otherCreatorId })).toEqual([]);
    expect(await listed(asFan, { from: day(2), to: day(4) })).toEqual([3, 2]);
    expect(await listed(asFan, { to: day(2) })).toEqual([1]);
  });

  it('list in pages that together are the whole', async () => {
    const seen: number[] = [];
    let startingAfter: string | undefined;
    do {
      const page = await side.ask(new ListOrders(asFan, { limit: 4, startingAfter }));
      seen.push(...page.documents.map(({ orderId }) => Number(orderId.slice(-3))));
      startingAfter = page.next;
    } while (startingAfter !== undefined);
    expect(seen).toEqual([6, 5, 4, 3, 2, 1]);
    await expect(listed(asFan, { startingAfter: 'nonsense' })).rejects.toThrow(InvalidCursorError);
  });

  it('give the creator a queue in which the most urgent comes first', async () => {
    expect(await queue()).toEqual([3, 4, 2]);
    expect(await queue({ states: [] })).toEqual([3, 4, 2]);
    expect(await queue({ states: ['to_answer'] })).toEqual([3, 2]);
    expect(await queue({ states: ['to_answer', 'to_deliver'], limit: 2 })).toEqual([3, 4]);
    expect(await queue({ states: ['video_in_review'] })).toEqual([]);
  });

  it('tell what happened and what comes next, to each in their own words', async () => {
    const timeline = await side.ask(new GetTimeline(order(3), asCreator));
    expect(timeline?.map(({ sentence }) => sentence)).toEqual([
      'The fan placed the order.',
      'The money arrived and is held for the order.',
    ]);
    expect(timeline?.[0]).toMatchObject({ type: 'OrderPlaced', by: 'system', at: start });
    const explained = await side.ask(new ExplainOrder(order(3), asCreator, start));
    expect(explained).toMatchObject({ whoActs: 'creator', nextAt: day(6) });
    expect(explained?.next).toContain('You can accept or decline until 2026-11-29 09:30 UTC.');
    expect(await side.ask(new GetTimeline(order(1), asCreator))).toBeUndefined();
    expect(await side.ask(new ExplainOrder(order(1), asOtherFan, start))).toBeUndefined();
  });

  it("tell an erasure how many of a person's orders are open, and a fan's videos, once all are known", async () => {
    const asOf = (position: bigint) => ({
      store: { lastPosition: () => Promise.resolve(position) },
      reader: side.reader,
    });
    const { videoId } = SAMPLES.VideoDelivered;
    expect(await ordersOfPerson(fanId, asOf(end))).toEqual({ open: 5, videoIds: [videoId] });
    expect(await ordersOfPerson(creatorId, asOf(end))).toEqual({ open: 5, videoIds: [] });
    expect(await ordersOfPerson(otherFanId, asOf(end))).toEqual({ open: 1, videoIds: [] });
    expect(await ordersOfPerson(fanId, asOf(end + 1_000n))).toBeUndefined();
  });

  it('wait for what their caller has seen, and say so when it cannot come', async () => {
    const position = await side.record([placed(8, { fanId: otherFanId })]);
    expect(await side.ask(new GetOrder(order(8), asOtherFan, position))).toBeDefined();
    const nowhere = position + 1_000n;
    const late = await side.ask(new GetOrder(order(8), asOtherFan, nowhere)).catch((error: unknown) => error);
    expect(late).toBeInstanceOf(ReadModelBehindError);
    expect(late).toMatchObject({ name: 'PositionBeyondLogError', projection: orderView.name });
  });
});
