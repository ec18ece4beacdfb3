import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { FanId, OrderId } from '../../src/domain/ids.js';
import { instant } from '../../src/domain/time.js';
import { happened } from '../application/happened.js';
import { someContext } from '../application/read-side.js';
import { InboxListener } from '../support/inbox-listener.js';
import { newFan, type Person } from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { realRandom } from '../support/real-random.js';

/** More than any page has. */
const DELIVERIES = 1_100;
/** Some of them came in the same millisecond. */
const PER_MILLISECOND = 7;
const FIRST_MS = Date.parse('2026-11-25T18:00:00.000Z');

describe('the event stream of an inbox', () => {
  let running: TestServer;
  let fan: Person;
  const delivered: string[] = [];

  beforeAll(async () => {
    running = await runServer();
    fan = await newFan(running.api);
    const { application, engines } = running.server;
    // Orders that are only in the log are none of their business.
    await application.processes.stop();
    const appends = Array.from({ length: DELIVERIES }, async (_, n) => {
      const orderId: OrderId = `ord_${randomUUID()}`;
      const deliveredAt = instant(FIRST_MS + Math.floor(n / PER_MILLISECOND));
      const events = [
        happened('OrderPlaced', { orderId, fanId: fan.id as FanId }),
        happened('VideoDelivered', { orderId, deliveredAt }),
      ];
      delivered.push(`${deliveredAt}/${orderId}`);
      await engines.store.append(
        `order-${orderId}`,
        'no_stream',
        await application.codec.encode(events, someContext(), realRandom),
      );
    });
    await Promise.all(appends);
    delivered.sort();
    await application.projections.waitFor('fan_inbox', (await engines.store.lastPosition()) ?? 0n, 30_000);
  }, 60_000);
  afterAll(() => running.end());

  it.each([
    ['all of them', '0', 0],
    ['all but the first hundred', undefined, 100],
    ['all after one of several at the same moment', undefined, PER_MILLISECOND + 2],
    ['the last one', undefined, DELIVERIES - 1],
  ])('tells who comes back what they missed, in order: %s', async (_what, lastId, missedFrom) => {
    const listener = await InboxListener.open(fan, {
      'last-event-id': lastId ?? delivered[missedFrom - 1] ?? '',
    });
    const told: string[] = [];
    while (told.length < DELIVERIES - missedFrom) told.push((await listener.next()).id);
    await listener.close();
    expect(told).toEqual(delivered.slice(missedFrom));
  });
});
