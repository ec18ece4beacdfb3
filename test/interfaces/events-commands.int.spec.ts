import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { lastEvents } from '../../src/interfaces/cli/events/last-events.js';
import { CommandLine, runCommandLine } from '../support/command-line.js';
import { realClock } from '../support/real-clock.js';
import { until } from '../support/until.js';

const TYPES = ['OrderPlaced', 'FundsHeld', 'OrderAccepted'];
const event = (type: string) => ({ id: randomUUID(), type, data: { of: type }, metadata: {} });

describe('shoutouts events', () => {
  let dataDir: string;
  let store: EmbeddedEventStore;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'events-commands-'));
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    await store.append('order-ord_1', 'no_stream', TYPES.map(event));
  });
  afterAll(async () => {
    await store.close();
    await rm(dataDir, { recursive: true });
  });
  const run = (...args: readonly string[]) => runCommandLine(['events', ...args], { DATA_DIR: dataDir });

  it('tail shows the newest ones while the log is written', async () => {
    const { code, stdout } = await run('tail', '--last', '2');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^ +2 {2}\S+ {2}FundsHeld +order-ord_1\n +3 {2}\S+ {2}OrderAccepted +order-ord_1\n$/,
      ),
    ]);
  });

  it('tail tells programs all of those that they ask for', async () => {
    const { stdout } = await run('tail', '--type', 'FundsHeld', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{
        position: '2',
        stream: 'order-ord_1',
        revision: '1',
        type: 'FundsHeld',
        data: { of: 'FundsHeld' },
      },
    });
  });

  it('tail says so where no event has that name', async () => {
    const { code, stdout, stderr } = await run('tail', '--type', 'FundsHeld', 'FundsHold');
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining("'FundsHold'")]);
  });

  it('tail follows what comes, until it is stopped', async () => {
    const command = new CommandLine(['events', 'tail', '--follow', '--last', '1'], { DATA_DIR: dataDir });
    await until(
      () => Promise.resolve(command.said),
      (said) => said.includes('OrderAccepted'),
    );
    await store.append('order-ord_2', 'no_stream', [event('OrderLapsed')]);
    await until(
      () => Promise.resolve(command.said),
      (said) => said.includes('OrderLapsed'),
    );
    command.signal('SIGINT');
    expect(await command.ended).toMatchObject({ code: 130, stderr: 'Stopped.\n' });
  });

  it('show has all of one', async () => {
    const { code, stdout } = await run('show', '1');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { type: 'OrderPlaced', data: { of: 'OrderPlaced' } },
    ]);
    expect(await run('show', '99')).toMatchObject({ code: 2, stderr: 'There is no event at position 99.\n' });
    expect((await run('show', 'first')).code).toBe(2);
  });

  it('finds the newest ones also where positions are far apart', async () => {
    const sparse = Array.from({ length: 50 }, (_, n) => ({ position: BigInt((n + 1) * 1_000) }));
    const log = {
      endPosition: () => Promise.resolve(60_000n),
      readAll: ({ after = 0n, limit = 1 } = {}) =>
        Promise.resolve(sparse.filter(({ position }) => position > after).slice(0, limit) as never),
    };
    const found = await lastEvents(log, 7);
    expect(found.map(({ position }) => Number(position))).toEqual(
      [44, 45, 46, 47, 48, 49, 50].map((n) => n * 1_000),
    );
  });
});
