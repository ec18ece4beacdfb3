import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiClient } from '../support/api-client.js';
import { runCommandLine } from '../support/command-line.js';
import { EventStoreDbDouble } from '../support/eventstoredb/event-store-db-double.js';
import {
  acceptedOrder,
  deliver,
  newCreator,
  newFan,
  orderThat,
  paidOrder,
  type Person,
  readOrder,
  refundedOrder,
  unaccountedMinor,
} from '../support/marketplace.js';
import { movedBy } from '../support/provider-books.js';
import { newDataDir, runServer, type TestServer } from '../support/server.js';
import { ServerProcess } from '../support/server-process.js';

const EMBEDDED = { EVENTSTORE_URL: '' };

/** Each test is the next step of one move, there and back. */
describe('the program, whose log moves to EventStoreDB and back', () => {
  const dataDir = newDataDir();
  let double: EventStoreDbDouble;
  let running: TestServer;
  let fan: Person;
  let creator: Person;
  const orders: string[] = [];

  beforeAll(async () => {
    double = await EventStoreDbDouble.start({ dataDir: join(dataDir, 'double') });
    running = await runServer(EMBEDDED, dataDir);
    fan = await newFan(running.api);
    creator = await newCreator(running.api);
    orders.push(await paidOrder(fan, creator), await acceptedOrder(fan, creator));
    orders.push(await paidOrder(fan, creator));
    await running.close();
  });
  afterAll(async () => {
    await running.close();
    await double.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const there = () => ({ EVENTSTORE_URL: double.url });
  const settings = () => ({ DATA_DIR: dataDir, ...there() });
  const copy = (from: string, to: string) =>
    runCommandLine(['log', 'copy', '--from', from, '--to', to, '--json'], settings());

  /** The same people, with the tokens that they have, at another address. */
  function reach(api: ApiClient): void {
    const at = ({ id, caller }: Person): Person => ({
      id,
      caller: api.withToken(String(caller.credentials['authorization']).slice('Bearer '.length)),
    });
    [fan, creator] = [at(fan), at(creator)];
  }

  async function refusal(environment: Readonly<Record<string, string>>): Promise<string> {
    const server = await ServerProcess.spawn(dataDir, environment);
    expect(await server.ended).toBe(1);
    return server.output;
  }

  async function processesAreAt(): Promise<readonly (bigint | undefined)[]> {
    const { models } = running.server.engines;
    return Promise.all(['payment', 'refund'].map((name) => models.checkpoint(`process:${name}`)));
  }

  async function readModelsAreMade(): Promise<void> {
    const { application, engines } = running.server;
    const last = (await engines.store.lastPosition()) ?? 0n;
    expect(await application.projections.waitFor('order_view', last, 15_000)).toBe(true);
  }

  const order = (n: number): string => orders[n] ?? '';

  it('does not start on an empty EventStoreDB, nor write to it', async () => {
    expect(await refusal(there())).toContain('shoutouts log copy');
    const { code, stdout } = await copy('embedded', 'eventstoredb');
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ outcome: 'copied', checkpoints_noted: true }),
    ]);
  });

  it('starts on the copy, where its processes go on after what they have handled', async () => {
    running = await runServer(there(), dataDir);
    reach(running.api);
    const { store } = running.server.engines;
    const [first] = await store.readAll({ limit: 1 });
    await readModelsAreMade();
    for (const position of await processesAreAt()) expect(position).toBeGreaterThan(first?.position ?? 0n);
    expect((await readOrder(fan, order(1))).state).toBe('accepted');
  });

  it('brings orders that were placed before to their end', async () => {
    await creator.caller.post(`/v1/orders/${order(0)}/decline`);
    await refundedOrder(fan, order(0));
    await deliver(creator, order(1));
    await orderThat(fan, order(1), ({ state }) => state === 'delivered');
    orders.push(await paidOrder(fan, creator));
    await running.close();
  });

  it('does not start on the log that it left', async () => {
    expect(await refusal(EMBEDDED)).toContain('made from another log');
  });

  it('moves back with what came meanwhile, and goes on there', async () => {
    const { code, stdout } = await copy('eventstoredb', 'embedded');
    expect(code).toBe(0);
    const { copied, events } = JSON.parse(stdout) as Record<string, number>;
    expect(copied).toBeLessThan(Number(events) / 2);
    running = await runServer(EMBEDDED, dataDir);
    reach(running.api);
    await readModelsAreMade();
    await creator.caller.post(`/v1/orders/${order(2)}/accept`);
    await creator.caller.post(`/v1/orders/${order(3)}/decline`);
    await refundedOrder(fan, order(3));
  });

  it('has charged and refunded each order once, and every amount is accounted for', async () => {
    expect(await movedBy(running)).toEqual({ charges: 4, refunds: 2 });
    const read = await Promise.all(orders.map((id) => readOrder(fan, id)));
    expect(read.map(({ money }) => unaccountedMinor(money))).toEqual([0, 0, 0, 0]);
  });
});
