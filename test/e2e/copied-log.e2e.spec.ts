import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../support/command-line.js';
import { EventStoreDbDouble } from '../support/eventstoredb/event-store-db-double.js';
import { newCreator, newFan, paidOrder, type Person, refundedOrder } from '../support/marketplace.js';
import { movedBy } from '../support/provider-books.js';
import { newDataDir, runServer } from '../support/server.js';
import { until } from '../support/until.js';

/** All but the log. */
const IN_FOLDER = { MONGODB_URL: '', MASTER_KEY_FILE: '' };
const NAME = 'Deniz the Fan';

describe('a log that was copied to EventStoreDB, without what is beside it', () => {
  const dataDir = newDataDir();
  const elsewhere = newDataDir();
  let double: EventStoreDbDouble;
  let fan: Person;
  let there: Readonly<Record<string, string>>;

  beforeAll(async () => {
    double = await EventStoreDbDouble.start({ dataDir: join(dataDir, 'double') });
    there = { ...IN_FOLDER, EVENTSTORE_URL: double.url };
    const server = await runServer({ ...IN_FOLDER, EVENTSTORE_URL: '' }, dataDir);
    fan = await newFan(server.api, { name: NAME });
    const creator = await newCreator(server.api);
    const [, declined] = [await paidOrder(fan, creator), await paidOrder(fan, creator)];
    await creator.caller.post(`/v1/orders/${declined}/decline`);
    await refundedOrder(fan, declined);
    await server.close();
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(join(dataDir, `read-models.sqlite${suffix}`), { force: true });
    const args = ['log', 'copy', '--from', 'embedded', '--to', 'eventstoredb', '--json'];
    const { stdout } = await runCommandLine(args, { DATA_DIR: dataDir, EVENTSTORE_URL: double.url });
    expect(JSON.parse(stdout)).toMatchObject({ checkpoints_noted: false, subject_keys: 2 });
  });
  afterAll(async () => {
    await double.kill();
    for (const dir of [dataDir, elsewhere]) rmSync(dir, { recursive: true, force: true });
  });

  /** As the program shows it that starts there. */
  async function nameIn(dir: string): Promise<unknown> {
    const server = await runServer(there, dir);
    try {
      const { application, engines } = server.server;
      await application.projections.waitFor(
        'fan_profiles',
        (await engines.store.lastPosition()) ?? 0n,
        15_000,
      );
      const token = String(fan.caller.credentials['authorization']).slice('Bearer '.length);
      return (await server.api.withToken(token).get<{ readonly name: string }>('/v1/fans/me')).name;
    } finally {
      await server.close();
    }
  }

  it('is refused in another folder, and shows all that is personal there with the keys and the master key', async () => {
    const copyFiles = (...files: readonly string[]) => {
      for (const file of files) copyFileSync(join(dataDir, file), join(elsewhere, file));
    };
    // Without the books of the sandbox that its orders are paid in, the start is refused.
    copyFiles('dev-issuer.json', 'stripe-sandbox.sqlite');
    await expect(nameIn(elsewhere)).rejects.toThrow(
      `no key of any person in ${join(elsewhere, 'subject-keys.sqlite')}`,
    );
    for (const file of readdirSync(elsewhere).filter((name) => name !== 'dev-issuer.json'))
      rmSync(join(elsewhere, file), { recursive: true });
    copyFiles('stripe-sandbox.sqlite', 'subject-keys.sqlite', 'master.key');
    expect(await nameIn(elsewhere)).toBe(NAME);
  });

  it('moves no money again when its processes go through all of it', async () => {
    const server = await runServer(there, dataDir);
    const { store, models } = server.server.engines;
    const last = (await store.lastPosition()) ?? 0n;
    for (const name of ['payment', 'refund'])
      await until(
        () => models.checkpoint(`process:${name}`),
        (position) => position !== undefined && position >= last,
      );
    expect(await movedBy(server)).toEqual({ charges: 2, refunds: 1 });
    await server.close();
  });
});
