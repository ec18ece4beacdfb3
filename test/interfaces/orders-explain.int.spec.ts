import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { money } from '../../src/domain/money.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { someContext } from '../application/read-side.js';
import { DECLINED_ORDER, ORDER_ID } from '../domain/order/story.js';
import { runCommandLine } from '../support/command-line.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { realRandom } from '../support/real-random.js';

const ANOTHER = 'ord_0193a5d2-0000-7000-8000-00000000000f';

/** Less is to go back than there was. */
const SHORT = DECLINED_ORDER.map((event) => ({
  ...event,
  data: {
    ...event.data,
    orderId: ANOTHER,
    ...(event.type === 'RefundRequested' && { amount: money(1n, 'TRY') }),
  },
})) as readonly ShoutoutsEvent[];

describe('shoutouts orders explain', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'orders-explain-'));
    const store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    const codec = shoutoutsCodec(new MemorySubjectKeys());
    const append = async (orderId: string, events: readonly ShoutoutsEvent[]) =>
      store.append(`order-${orderId}`, 'no_stream', await codec.encode(events, someContext(), realRandom));
    await append(ORDER_ID, DECLINED_ORDER);
    await append(ANOTHER, SHORT);
    await store.close();
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  const explain = (args: readonly string[], environment = {}) =>
    runCommandLine(['orders', 'explain', ...args], { DATA_DIR: dataDir, ...environment });

  it('tells an order to people, at a hundred columns and without colours where no terminal is', async () => {
    const { code, stdout } = await explain([ORDER_ID]);
    expect(code).toBe(0);
    for (const told of ['declined', 'RefundRequested', 'held_for_orders', 'Every money rule is kept'])
      expect(stdout).toContain(told);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(stdout).not.toContain('\u001b');
    expect((await explain([ORDER_ID], { FORCE_COLOR: '1' })).stdout).toContain('\u001b[1m');
  });

  it('ends with 5 where a money rule is broken for the order, and names the event', async () => {
    const { code, stdout } = await explain([ANOTHER]);
    expect([code, stdout]).toEqual([
      5,
      expect.stringContaining('BROKEN  A refund is everything that is held'),
    ]);
    const asJson = JSON.parse((await explain([ANOTHER, '--json'])).stdout) as object;
    expect(asJson).toMatchObject({
      ...{ outcome: 'explained', order_id: ANOTHER },
      rules: {
        kept: false,
        broken: expect.arrayContaining([
          expect.objectContaining({ rule: 'refunded_in_full', of: 'order', event: 'RefundRequested' }),
        ]) as unknown,
      },
    });
  });

  it('says so where there is no such order, or was none then', async () => {
    const nobody = 'ord_0193a5d2-0000-7000-8000-0000000000ff';
    expect(await explain([nobody])).toEqual({
      ...{ code: 2, stdout: '', stderr: `There is no order ${nobody} in this log.\n` },
    });
    const { code, stderr } = await explain([ANOTHER, '--as-of', '2', '--json']);
    expect([code, JSON.parse(stderr)]).toMatchObject([2, { outcome: 'not_found' }]);
    expect(await explain(['ord_1'])).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('GET /v1/orders lists them') as unknown },
    });
  });
});
