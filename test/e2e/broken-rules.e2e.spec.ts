import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Caller, Json } from '../support/api-client.js';
import {
  acceptedOrder,
  advance,
  DAY_SECONDS,
  deliveredOrder,
  newCreator,
  newFan,
  orderOf,
  orderThat,
  paidOrder,
  type Person,
  PRICE,
  placeOrder,
  refundedOrder,
  staff,
} from '../support/marketplace.js';
import { TestClock } from '../../src/infrastructure/clock/test-clock.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';
import { uploadSample } from '../support/upload.js';

const STRANGE_ID = 'ord_00000000-0000-7000-8000-000000000001';

describe('a well-formed request that breaks a rule', () => {
  let running: TestServer;
  let fan: Person;
  let otherFan: Person;
  let creator: Person;
  let otherCreator: Person;
  let support: Caller;

  beforeAll(async () => {
    running = await runServer();
    fan = await newFan(running.api);
    otherFan = await newFan(running.api, { name: 'Efe' });
    creator = await newCreator(running.api);
    otherCreator = await newCreator(running.api, { name: 'Bora' });
    support = await staff(running.api, 'support');
  });
  afterAll(() => running.end());

  const place = async (of: Person, changes: Json = {}) =>
    (await fan.caller.tryPost('/v1/orders', { ...orderOf(of), ...changes })).outcome;
  /** A place is given back by a process, a moment after the order has ended. */
  const placedOnceFree = (by: Person, of: Person) =>
    until(
      async () => (await by.caller.tryPost('/v1/orders', orderOf(of))).outcome,
      (outcome) => outcome === 201,
    );
  const publish = async (price: Json) =>
    (await creator.caller.tryPost('/v1/creators/me/offering', { price, most_open_orders: null })).outcome;

  describe('about prices', () => {
    it.each([
      ['below the floor of the terms', { amount_minor: 4_999, currency: 'TRY' }, 'price_outside_terms'],
      [
        'in a currency that the market does not take',
        { amount_minor: 15_000, currency: 'AED' },
        'currency_not_allowed',
      ],
    ])('is refused: to sell at a price %s', async (_what, price, code) => {
      expect(await publish(price)).toBe(code);
    });

    it('is refused: to order at another price or currency than the published one', async () => {
      expect(await place(creator, { price: { amount_minor: 14_999, currency: 'TRY' } })).toBe(
        'price_changed',
      );
      expect(await place(creator, { price: { amount_minor: 15_000, currency: 'AED' } })).toBe(
        'price_changed',
      );
    });

    it('is refused: to order at the price of yesterday, while open orders keep theirs', async () => {
      const seller = await newCreator(running.api);
      const open = await paidOrder(fan, seller);
      const price = { amount_minor: 20_000, currency: 'TRY' };
      await seller.caller.post('/v1/creators/me/offering', { price, most_open_orders: null });
      expect(await place(seller)).toBe('price_changed');
      expect(await place(seller, { price })).toBe(201);
      expect(await fan.caller.get(`/v1/orders/${open}`)).toMatchObject({ price: PRICE });
    });

    it('is refused: to change the currency of an offering', async () => {
      const seller = await newCreator(running.api, {
        market: 'AE',
        price: { amount_minor: 900, currency: 'USD' },
      });
      const { outcome } = await seller.caller.tryPost('/v1/creators/me/offering', {
        price: { amount_minor: 900, currency: 'AED' },
        most_open_orders: null,
      });
      expect(outcome).toBe('currency_fixed');
    });
  });

  describe('about who and where', () => {
    it('is refused: to take part from outside the open markets', async () => {
      const somebody = await running.api.as('somebody in Berlin', 'fan', 'creator');
      expect((await somebody.tryPost('/v1/fans', { name: 'Max', market: 'DE' })).outcome).toBe(
        'market_not_open',
      );
      const creatorInBerlin = { name: 'Max', born_on: '1990-01-01', followers: 1, market: 'DE' };
      expect((await somebody.tryPost('/v1/creators', creatorInBerlin)).outcome).toBe('market_not_open');
      expect((await somebody.tryPost('/v1/orders', orderOf(creator))).outcome).toBe('not_registered');
    });

    it('is refused: to register twice', async () => {
      expect((await fan.caller.tryPost('/v1/fans', { name: 'Deniz', market: 'AE' })).outcome).toBe(
        'already_registered',
      );
    });

    it.each([
      ['GET', ''],
      ['GET', '/timeline'],
      ['GET', '/payment'],
      ['POST', '/withdraw'],
    ])("finds nothing: %s on another fan's order %s", async (method, path) => {
      const orderId = await paidOrder(fan, creator);
      const address = `/v1/orders/${orderId}${path}`;
      const { caller } = otherFan;
      const { status, outcome, body } = await (method === 'GET'
        ? caller.tryGet(address)
        : caller.tryPost(address));
      expect([status, outcome]).toEqual([404, 'order_not_found']);
      // Exactly as if there were no such order.
      const nothing = `/v1/orders/${STRANGE_ID}${path}`;
      const there = await (method === 'GET' ? caller.tryGet(nothing) : caller.tryPost(nothing));
      expect({ ...body, instance: '' }).toEqual({ ...there.body, instance: '' });
    });

    it("finds nothing: a creator on another creator's order", async () => {
      const orderId = await paidOrder(fan, creator);
      for (const command of ['accept', 'decline'])
        expect((await otherCreator.caller.tryPost(`/v1/orders/${orderId}/${command}`)).outcome).toBe(
          'order_not_found',
        );
      expect((await otherCreator.caller.tryGet(`/v1/orders/${orderId}`)).outcome).toBe('order_not_found');
      await expect(uploadSample(otherCreator.caller, orderId)).rejects.toThrow('order_not_found');
    });

    it('finds nothing: in the conversation and the inbox of others', async () => {
      const asked = { creator_id: creator.id, message: 'Hello' };
      const { quote_id } = await fan.caller.post<{ quote_id: string }>('/v1/quotes', asked);
      expect((await otherFan.caller.tryGet(`/v1/quotes/${quote_id}`)).outcome).toBe('quote_not_found');
      const message = { message: 'Hello' };
      expect((await otherFan.caller.tryPost(`/v1/quotes/${quote_id}/messages`, message)).outcome).toBe(
        'quote_not_found',
      );
      const orderId = await deliveredOrder(fan, creator);
      expect((await otherFan.caller.tryGet(`/v1/inbox/${orderId}/video`)).outcome).toBe('order_not_found');
    });

    it('is refused: to order by the quote of somebody else', async () => {
      const asked = { creator_id: creator.id, message: 'Hello' };
      const { quote_id } = await otherFan.caller.post<{ quote_id: string }>('/v1/quotes', asked);
      await creator.caller.post(`/v1/quotes/${quote_id}/offer`, { price: PRICE });
      expect(await place(creator, { quote_id })).toBe('quote_not_found');
      const own = await otherFan.caller.tryPost('/v1/orders', orderOf(creator, { quote_id }));
      expect(own.outcome).toBe('quote_not_accepted');
    });

    it.each([
      ['fan', 'POST', `/v1/orders/${STRANGE_ID}/accept`],
      ['creator', 'POST', '/v1/orders'],
      ['fan', 'GET', '/v1/audit'],
      ['creator', 'GET', '/v1/money-cases'],
      ['support', 'POST', `/v1/orders/${STRANGE_ID}/refund/retry`],
      ['finance', 'POST', `/v1/orders/${STRANGE_ID}/review`],
      ['finance', 'POST', '/v1/markets/FR/terms'],
      ['support', 'POST', '/v1/projections/catalogue/rebuild'],
    ] as const)('is refused: to a %s, %s %s', async (role, method, path) => {
      const caller = await running.api.as(`${role} 2`, role);
      const { status, outcome } = await (method === 'GET' ? caller.tryGet(path) : caller.tryPost(path));
      expect([status, outcome]).toEqual([403, 'not_allowed']);
    });
  });

  describe('about offerings', () => {
    it('is refused: to order from who has none, or has paused it', async () => {
      const seller = await newCreator(running.api);
      await seller.caller.post('/v1/creators/me/offering/pause');
      expect(await place(seller)).toBe('offering_paused');
      await seller.caller.post('/v1/creators/me/offering/reopen');
      expect(await place(seller)).toBe(201);
      const shy = await running.api.as('shy', 'creator');
      const registration = { name: 'Shy', born_on: '1990-05-17', followers: 1, market: 'TR' };
      const { creator_id } = await shy.post<{ creator_id: string }>('/v1/creators', registration);
      expect(await place({ id: creator_id, caller: shy })).toBe('offering_not_published');
      expect(await place({ id: `cre_${STRANGE_ID.slice(4)}`, caller: shy })).toBe('creator_not_found');
    });

    it('gives the last place to exactly one of two, and again when it is free', async () => {
      const seller = await newCreator(running.api, { most_open_orders: 1 });
      const race = await Promise.all(
        [fan, otherFan].map(({ caller }) =>
          caller.tryPost<{ order_id: string }>('/v1/orders', orderOf(seller)),
        ),
      );
      expect(race.map(({ outcome }) => outcome).sort()).toEqual([201, 'offering_full']);
      const [won, lost] = race[0]?.status === 201 ? [fan, otherFan] : [otherFan, fan];
      const orderId = String(race.find(({ status }) => status === 201)?.body.order_id);
      await orderThat(won, orderId, ({ state }) => state === 'awaiting_acceptance');
      expect((await lost.caller.tryPost('/v1/orders', orderOf(seller))).outcome).toBe('offering_full');
      await seller.caller.post(`/v1/orders/${orderId}/decline`);
      await refundedOrder(won, orderId);
      await placedOnceFree(lost, seller);
    });

    it('takes no place for an order that its own condition refuses', async () => {
      const seller = await newCreator(running.api, { most_open_orders: 1 });
      const refused = await fan.caller.tryPost('/v1/orders', orderOf(seller), { 'if-match': '"7"' });
      expect(refused.outcome).toBe('revision_changed');
      expect((await otherFan.caller.tryPost('/v1/orders', orderOf(seller))).outcome).toBe(201);
    });

    it('takes no place for a second order on a quote, which there cannot be', async () => {
      const seller = await newCreator(running.api, { most_open_orders: 1 });
      const asked = { creator_id: seller.id, message: 'How much?' };
      const { quote_id } = await fan.caller.post<{ quote_id: string }>('/v1/quotes', asked);
      await seller.caller.post(`/v1/quotes/${quote_id}/offer`, { price: PRICE });
      await fan.caller.post(`/v1/quotes/${quote_id}/accept`, { price: PRICE });
      const orderId = await paidOrder(fan, seller, { quote_id });
      await seller.caller.post(`/v1/orders/${orderId}/decline`);
      await refundedOrder(fan, orderId);
      expect((await fan.caller.tryPost('/v1/orders', orderOf(seller, { quote_id }))).outcome).toBe(
        'quote_already_ordered',
      );
      await placedOnceFree(otherFan, seller);
    });

    it('counts an order that was never paid only until it lapses', async () => {
      const seller = await newCreator(running.api, { most_open_orders: 1 });
      await placeOrder(fan, seller, { payment_method: 'pm_card_chargeDeclined' });
      expect((await otherFan.caller.tryPost('/v1/orders', orderOf(seller))).outcome).toBe('offering_full');
      await advance(running.api, 3_600);
      await placedOnceFree(otherFan, seller);
    });
  });

  describe('about the order of things', () => {
    const refusalOf = async (caller: Caller, orderId: string, command: string, body?: Json) =>
      (await caller.tryPost(`/v1/orders/${orderId}/${command}`, body)).outcome;

    it('is refused: a second acceptance, and declining what was accepted', async () => {
      const orderId = await acceptedOrder(fan, creator);
      expect(await refusalOf(creator.caller, orderId, 'accept')).toBe('order_already_accepted');
      expect(await refusalOf(creator.caller, orderId, 'decline')).toBe('order_already_accepted');
    });

    it('is refused: for its creator there is no order that is not paid', async () => {
      const orderId = await placeOrder(fan, creator, { payment_method: 'pm_card_chargeDeclined' });
      expect(await refusalOf(creator.caller, orderId, 'accept')).toBe('order_not_found');
      expect(await refusalOf(creator.caller, orderId, 'decline')).toBe('order_not_found');
      await expect(uploadSample(creator.caller, orderId)).rejects.toThrow('order_not_found');
    });

    it('is refused: to upload or deliver before it is accepted, and to deliver a second time', async () => {
      const [orderId, other] = [await paidOrder(fan, creator), await acceptedOrder(fan, creator)];
      const video_id = await uploadSample(creator.caller, other);
      await expect(uploadSample(creator.caller, orderId)).rejects.toThrow('order_not_accepted');
      expect(await refusalOf(creator.caller, orderId, 'deliver', { video_id })).toBe('order_not_accepted');
      await creator.caller.post(`/v1/orders/${other}/deliver`, { video_id });
      expect(await refusalOf(creator.caller, other, 'deliver', { video_id })).toBe('order_already_delivered');
    });

    it('is refused: the video of another order, and one that there is not', async () => {
      const [first, second] = [await acceptedOrder(fan, creator), await acceptedOrder(fan, creator)];
      const video_id = await uploadSample(creator.caller, first);
      expect(await refusalOf(creator.caller, second, 'deliver', { video_id })).toBe('video_of_another_order');
      const missing = { video_id: `vid_${STRANGE_ID.slice(4)}` };
      expect(await refusalOf(creator.caller, second, 'deliver', missing)).toBe('video_not_found');
    });

    it('is refused: to rate, review or refund what is not delivered, in review or failed', async () => {
      const orderId = await acceptedOrder(fan, creator);
      const finance = await staff(running.api, 'finance');
      expect(await refusalOf(fan.caller, orderId, 'rating', { stars: 5 })).toBe('order_not_delivered');
      expect(await refusalOf(support, orderId, 'review', { verdict: 'approve' })).toBe('nothing_to_review');
      expect(await refusalOf(finance, orderId, 'refund/retry')).toBe('refund_not_failed');
    });

    /** Time passes, and nothing is done about it meanwhile. */
    async function whileNothingExpires(seconds: number, then: () => Promise<void>): Promise<void> {
      const { clock } = running.server.engines;
      if (!(clock instanceof TestClock)) throw new Error('the clock cannot be moved');
      const scanner = jest.spyOn(running.server.application.deadlines, 'scan').mockResolvedValue(0);
      try {
        clock.advance(seconds * 1000);
        await then();
      } finally {
        scanner.mockRestore();
      }
    }

    it('is refused: to answer after the deadline, though nothing has expired it yet', async () => {
      const orderId = await paidOrder(fan, creator);
      await whileNothingExpires(3 * DAY_SECONDS, async () => {
        expect(await refusalOf(creator.caller, orderId, 'accept')).toBe('acceptance_window_closed');
        expect(await refusalOf(creator.caller, orderId, 'decline')).toBe('acceptance_window_closed');
        expect(await refusalOf(fan.caller, orderId, 'withdraw')).toBe('acceptance_window_closed');
        expect(await fan.caller.get(`/v1/orders/${orderId}/timeline`)).toMatchObject({
          next: 'The order is about to expire by itself; then everything goes back to you.',
        });
      });
      expect(await refundedOrder(fan, orderId)).toMatchObject({ ending: 'acceptance_expired' });
    });

    it('is refused: to deliver after the deadline, though nothing has expired it yet', async () => {
      const orderId = await acceptedOrder(fan, creator);
      const video_id = await uploadSample(creator.caller, orderId);
      await whileNothingExpires(7 * DAY_SECONDS, async () => {
        const refusal = await refusalOf(creator.caller, orderId, 'deliver', { video_id });
        expect(refusal).toBe('delivery_window_closed');
      });
      expect(await refundedOrder(fan, orderId)).toMatchObject({ ending: 'delivery_expired' });
    });
  });
});
