import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { toJson } from '../../src/application/events/json-data.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import type { Caller, Json } from '../support/api-client.js';
import { runCommandLine } from '../support/command-line.js';
import { freePort } from '../support/free-port.js';
import { newCreator, newFan, placeOrder, staff } from '../support/marketplace.js';
import { realClock } from '../support/real-clock.js';
import { newDataDir } from '../support/server.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const STRANGE = 'ord_00000000-0000-7000-8000-000000000001';
const OTHER = 'ord_00000000-0000-7000-8000-000000000002';
const ORDER_VIEW = '/v1/projections/order_view';

/** That of an order that was never placed: no release can apply it. */
const ratingOf = (orderId: string) => ({
  id: randomUUID(),
  type: 'OrderRated',
  data: toJson({ ...SAMPLES.OrderRated, orderId, comment: null }),
  metadata: {
    ...{ schema: 1, commandId: randomUUID(), $correlationId: randomUUID(), $causationId: randomUUID() },
    ...{ actor: { role: 'fan', id: 'fan_1' }, source: 'rest', at: '2026-11-23T09:30:00.000Z' },
  },
});

describe('an event that a read model cannot apply', () => {
  const dataDir = newDataDir();
  let server: ServerProcess;
  let port: string;
  let environment: Record<string, string>;
  let admin: Caller;

  const start = async () => {
    server = await ServerProcess.start(dataDir, { PORT: port });
    admin = await staff(server.client(), 'admin');
  };
  /** As nothing but a fault of this program would write it. */
  const written = async (...orders: readonly string[]) => {
    await server.stop();
    const store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    for (const order of orders) await store.append(`order-${order}`, 'any', [ratingOf(order)]);
    await store.close();
  };
  const projections = (...args: readonly string[]) => runCommandLine(['projections', ...args], environment);
  const asideNow = () => admin.get<{ set_aside: Json[]; left_out: Json[] }>(`${ORDER_VIEW}/set-aside`);
  const keysAside = async () => (await asideNow()).set_aside.map(({ key }) => key);

  beforeAll(async () => {
    port = String(await freePort());
    await start();
    environment = { SHOUTOUTS_URL: server.url };
    const { stdout } = await runCommandLine(['token', '--role', 'admin'], environment);
    environment['SHOUTOUTS_TOKEN'] = stdout.trim();
    await written(STRANGE, OTHER);
    await start();
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('sets the document aside, and everybody else goes on', async () => {
    const status = await until(
      () => admin.get(ORDER_VIEW),
      ({ set_aside: aside, caught_up: isThere }) => aside === 2 && isThere === true,
    );
    expect(status).toMatchObject({ state: 'running', on_failure: 'set aside' });
    const [fan, creator] = [await newFan(server.client()), await newCreator(server.client())];
    const orderId = await placeOrder(fan, creator);
    expect(await fan.caller.get(`/v1/orders/${orderId}`)).toMatchObject({ order_id: orderId });
  });

  it('is named by the command line', async () => {
    const { code, stdout } = await projections('aside', 'order_view');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^order_view: 2 set aside$/m);
    expect(stdout).toMatch(
      new RegExp(`^  ${STRANGE} in order_view_v\\d+, since .*: OrderRated at \\d+$`, 'm'),
    );
    expect(stdout).toContain('never begun');
    expect((await projections('status', 'order_view')).stdout).toMatch(/^ {2}aside {4}2: /m);
    expect((await projections('list')).stdout).toMatch(/^order_view +running +\d+ +order_view_v\d+ +2$/m);
  });

  it('stays set aside where a retry does not mend it', async () => {
    const { code, stdout } = await projections('retry', 'order_view', STRANGE, '--reason', 'a new release');
    expect([code, stdout]).toEqual([1, expect.stringContaining('still set aside') as unknown]);
    expect(await keysAside()).toEqual([STRANGE, OTHER]);
  });

  it('is left out when an admin says so, which is done though the program is killed, and is recorded', async () => {
    const asked = await projections('skip', 'order_view', STRANGE, '--reason', 'of no order', '--detach');
    expect(asked.code).toBe(0);
    await server.kill();
    await start();
    await until(keysAside, (keys) => !keys.includes(STRANGE));
    expect((await asideNow()).left_out).toMatchObject([
      { key: STRANGE, type: 'OrderRated', reason: 'of no order' },
    ]);
    const { data } = await admin.get<{ data: Json[] }>('/v1/audit?type=DocumentEventSkipped');
    expect(data).toMatchObject([{ reason: 'of no order', actor_role: 'admin' }]);
    const retried = await admin.get<{ data: Json[] }>('/v1/audit?type=DocumentsRetried');
    expect(retried.data).toMatchObject([{ reason: 'a new release' }]);
  });

  it('comes back with a rebuild, whose build has its own', async () => {
    const { code, stdout } = await projections('rebuild', 'order_view');
    expect(code).toBe(0);
    expect(stdout).toContain('2 set aside in it: npx shoutouts projections aside order_view');
    const { collection } = await admin.get(ORDER_VIEW);
    const { set_aside: aside } = await asideNow();
    expect(aside.filter((each) => each['collection'] === collection)).toHaveLength(2);
  });

  it('is not waited for in a build that stands still, which says how far it is', async () => {
    expect((await projections('rebuild', 'order_view', '--dry-run')).code).toBe(0);
    const { rebuild } = await admin.get<{ rebuild: Json & { check: Json } }>(ORDER_VIEW);
    const [beside, position] = [String(rebuild['collection']), String(rebuild.check['position'])];
    const { stdout: status } = await projections('status', 'order_view');
    expect(status).toContain(`beside   ${beside}, compared, up to ${position}\n`);
    const { code, stdout } = await projections('retry', 'order_view');
    expect(code).toBe(1);
    expect(stdout).toContain(`${beside} stands still, and so does what is set aside in it.`);
  });

  it('is refused to be retried or skipped where that makes no sense', async () => {
    const outcome = async (path: string, body: Json) => (await admin.tryPost(path, body)).outcome;
    const catalogue = '/v1/projections/catalogue/set-aside';
    expect(await outcome(`${catalogue}/retry`, {})).toBe('not_set_aside');
    expect(await outcome(`${catalogue}/skip`, { key: STRANGE, reason: 'why' })).toBe('not_set_aside');
    expect(await outcome(`${ORDER_VIEW}/set-aside/skip`, { key: STRANGE })).toBe('validation_failed');
    expect(await outcome('/v1/projections/nothing/set-aside/retry', {})).toBe('not_found');
    expect((await projections('skip', 'order_view', STRANGE)).code).toBe(2);
    expect((await projections('retry', 'catalogue')).code).toBe(1);
  });

  it('keeps a rebuild from taking the name where most fails in it, and not in what serves', async () => {
    const { rebuild: dryRun } = await admin.get<{ rebuild: Json }>(ORDER_VIEW);
    await projections('drop', 'order_view', String(dryRun['collection']));
    await server.stop();
    const models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
    const stored = await models.getValue('serving:order_view');
    const { setAside: _ofThisFault, ...whole } = JSON.parse(String(stored)) as Json;
    await models.setValue('serving:order_view', JSON.stringify(whole), stored);
    await models.close();
    await start();
    const serving = (await admin.get(ORDER_VIEW)).collection;
    const { code, stdout } = await projections('rebuild', 'order_view', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'refused', set_aside: 2, documents: 1, serving });
    const { stdout: again } = await projections('rebuild', 'order_view');
    expect(again).toContain(`order_view: the new build takes no name`);
    expect(again).toContain('2 could not take all of their events');
    expect((await projections('status', 'order_view')).stdout).toMatch(/beside {3}\S+, refused/);
    const { rebuild } = await admin.get<{ rebuild: Json }>(ORDER_VIEW);
    expect((await projections('drop', 'order_view', String(rebuild['collection']))).code).toBe(0);
  });

  it('is not a part of documents that are made anew by themselves', async () => {
    const [fan, creator] = [await newFan(server.client()), await newCreator(server.client())];
    const orderId = await placeOrder(fan, creator);
    const { code, stdout } = await projections('rebuild', 'order_view', '--only', `key=${orderId}`);
    expect([code, stdout]).toEqual([
      0,
      `order_view: 1 looked at, of which 0 differed and were made anew.\n  ${orderId} is as the log makes it\n`,
    ]);
    const { status } = await admin.get(`/v1/orders/${orderId}`);
    // As whoever has the file at hand may do.
    await server.stop();
    const models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
    const { serving } = JSON.parse(String(await models.getValue('serving:order_view'))) as {
      serving: string;
    };
    const stored = await models.get(serving, orderId);
    if (stored === undefined) throw new Error(`${orderId} is not there`);
    await models.write(serving, [
      { ...stored, doc: { ...stored.doc, status: 'delivered' }, isMadeAnew: true },
    ]);
    await models.close();
    await start();
    const made = await projections('rebuild', 'order_view', '--only', orderId, '--only', 'ord_9', '--json');
    expect([made.code, JSON.parse(made.stdout)]).toEqual([
      1,
      expect.objectContaining({
        outcome: 'not_made',
        documents: [
          expect.objectContaining({ key: orderId, outcome: 'differed' }),
          expect.objectContaining({ key: 'ord_9', outcome: 'absent' }),
        ],
      }),
    ]);
    expect((await admin.get(`/v1/orders/${orderId}`))['status']).toBe(status);
  });

  it('is refused to be made anew where nothing, too much or nonsense is meant', async () => {
    const outcome = async (body: Json) =>
      (await admin.tryPost(`${ORDER_VIEW}/documents/rebuild`, body)).outcome;
    expect(await outcome({})).toBe('validation_failed');
    expect(await outcome({ keys: ['ord_1'], from: '1' })).toBe('validation_failed');
    expect(await outcome({ keys: [] })).toBe('validation_failed');
    expect(await outcome({ from: '99999999' })).toBe('position_invalid');
    expect((await projections('rebuild', 'order_view', '--only', 'ord_1', '--dry-run')).code).toBe(2);
    expect((await projections('rebuild', 'order_view', '--from', 'now')).code).toBe(2);
  });
});
