import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { lockDataDir } from '../../src/infrastructure/embedded/data-dir-lock.js';
import { eventLogPath } from '../../src/infrastructure/embedded/event-store/event-log-file.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { someContext } from '../application/read-side.js';
import { story } from '../domain/order/any-story.js';
import {
  APPROVED,
  EARNED,
  inAccount,
  inRun,
  PAID,
  PROPOSED,
  RESERVED,
} from '../domain/money-rules/payout-story.js';
import { ACCOUNT_ID, type Told } from '../domain/money-rules/told.js';
import { creatorAccountId } from '../../src/domain/creator-account/account.js';
import { withAccount } from '../domain/ledger/with-account.js';
import { DECLINED_ORDER, DELIVERED_ORDER, HELD, PLACED } from '../domain/order/story.js';
import { LEDGER_ACCOUNTS } from '../../src/domain/ledger/ledger.js';
import { runCommandLine } from '../support/command-line.js';
import { logOfTold as newLogOfTold } from '../support/log-of-told.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { realRandom } from '../support/real-random.js';
import fc from 'fast-check';
import { money } from '../../src/domain/money.js';

const CHECK = ['money', 'check', '--log', 'embedded'];
const STORIES = 200;

/** Account events are told of their creator's account; what else is in which stream does not matter. */
const streamOf = ({ data }: ShoutoutsEvent): string =>
  'creatorId' in data && 'earning' in data && !('brief' in data)
    ? creatorAccountId(data.creatorId, data.earning.currency)
    : 'orders';

const of = (n: number, events: readonly ShoutoutsEvent[]): readonly ShoutoutsEvent[] =>
  events.map(
    (event) => ({ ...event, data: { ...event.data, orderId: `ord_${String(n)}` } }) as ShoutoutsEvent,
  );

describe('shoutouts money check', () => {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

  const logOf = (events: readonly ShoutoutsEvent[]): Promise<string> =>
    logOfTold(events.map((event) => [streamOf(event), event]));

  async function logOfTold(events: readonly Told[]): Promise<string> {
    const dataDir = await newLogOfTold(events);
    folders.push(dataDir);
    return dataDir;
  }
  const check = (dataDir: string, ...more: readonly string[]) =>
    runCommandLine([...CHECK, ...more], { DATA_DIR: dataDir });

  describe('of a log in which all is well', () => {
    const told = fc.sample(story, { numRuns: STORIES, seed: 1 });
    const events = told.flatMap((one, n) => of(n, withAccount(one)));
    let dataDir: string;
    beforeAll(async () => {
      dataDir = await logOf(events);
    });

    it('adds up every account, and ends with 0', async () => {
      const { code, stdout } = await check(dataDir);
      expect(code).toBe(0);
      expect(stdout).toContain('Every money rule is kept.');
      expect(stdout).toMatch(/held_for_orders +-?[\d.]+ TRY/);
    });

    it('says the same to programs, in minor units', async () => {
      const { stdout } = await check(dataDir, '--json');
      const result = JSON.parse(stdout) as Record<string, string | number>;
      expect(result).toMatchObject({ outcome: 'checked', events: events.length, broken: 0 });
      const balances = Object.entries(result).filter(([name]) => name.endsWith('_try_minor'));
      expect(balances).toHaveLength(Object.keys(LEDGER_ACCOUNTS).length);
      expect(balances.reduce((sum, [, minor]) => sum + BigInt(minor), 0n)).toBe(0n);
    });
  });

  it('names the account of a payout, and the run of one, whose rules are broken', async () => {
    const ownRun = { ...APPROVED, data: { ...APPROVED.data, approvedBy: PROPOSED.data.proposedBy } };
    const told = [...EARNED, ...inRun(PROPOSED, ownRun), ...inAccount(RESERVED, PAID, PAID)];
    const dataDir = await logOfTold(told);
    const { code, stdout } = await check(dataDir);
    expect(code).toBe(5);
    expect(stdout).toContain('BROKEN  run_1: A payout run is proposed once, and approved by somebody else');
    expect(stdout).toContain(`BROKEN  ${ACCOUNT_ID}: A payout is sent, paid, failed or returned in an order`);
    expect(stdout).toContain('events of 1 orders, 1 accounts of creators and 1 payouts, up to');
    const [first] = (await check(dataDir, '--json')).stdout.split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ rule: 'run_by_two', about: 'run', id: 'run_1' });
  });

  it('names every broken rule with its order and event, and ends with 5', async () => {
    const less = { ...HELD.data, amount: money(1n, 'TRY') };
    const dataDir = await logOf([
      ...of(1, [PLACED, HELD]),
      ...of(2, [PLACED, { type: 'FundsHeld', data: less }]),
      ...of(3, DELIVERED_ORDER),
      ...of(4, DECLINED_ORDER),
      ...of(5, [PLACED]),
    ]);
    const { code, stdout } = await check(dataDir);
    expect(code).toBe(5);
    expect(stdout).toContain(
      'BROKEN  ord_2: What is held for an order is its price. (FundsHeld at position 4)',
    );
    expect(stdout).toContain('BROKEN  ord_3: An order that is over holds nothing');
    expect(stdout).toContain('2 times a money rule is broken.');

    const lines = (await check(dataDir, '--json')).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { outcome: 'broken', rule: 'held_in_full', about: 'order', id: 'ord_2', position: '4' },
      { outcome: 'broken', rule: 'nothing_left', about: 'order', id: 'ord_3' },
      { outcome: 'checked', broken: 2 },
    ]);
  });

  it('says that nothing was checked of a log without events, and that a damaged one is damaged, at once', async () => {
    const empty = await logOf([]);
    const { code, stdout } = await check(empty);
    expect(code).toBe(6);
    expect(stdout).toContain('events.sqlite-wal');
    expect(stdout).not.toContain('Every money rule is kept');

    const dataDir = await logOf(Array.from({ length: 300 }, (_, n) => of(n, [PLACED])).flat());
    const path = eventLogPath(dataDir);
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0xa5, 20 * 4_096, 23 * 4_096));
    const damaged = await check(dataDir);
    expect(damaged).toMatchObject({ code: 1, stderr: expect.stringContaining('is damaged') as unknown });
    expect(damaged.stderr).not.toContain('trying again');
  });

  it('checks a copy that was made while the program ran, as docs/operations.md says to make it', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'money-check-'));
    const copy = await mkdtemp(join(tmpdir(), 'money-check-'));
    folders.push(dataDir, copy);
    const store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    const codec = shoutoutsCodec(new MemorySubjectKeys());
    await store.append('orders', 'any', await codec.encode([PLACED, HELD], someContext(), realRandom));
    // In a process of its own, as another program would.
    const script = `new (require('libsql'))(process.argv[1]).prepare('VACUUM INTO ?').run(process.argv[2])`;
    execFileSync(process.execPath, ['-e', script, eventLogPath(dataDir), eventLogPath(copy)]);
    await store.close();
    const { code, stdout } = await check(copy);
    expect(stdout).toContain('2 events of 1 orders, 0 accounts of creators and 0 payouts');
    expect(code).toBe(0);
  });

  it('names an event that is not what its type says', async () => {
    const forged = { ...PAID, type: 'PayoutFailed' } as unknown as ShoutoutsEvent;
    const told = [...EARNED, ...inRun(PROPOSED, APPROVED), ...inAccount(RESERVED, forged)];
    const { code, stderr } = await check(await logOfTold(told));
    expect(code).toBe(5);
    expect(stderr).toMatch(/^PayoutFailed \S+ at position \d+ is not what its type says/);
  });

  it('makes nothing where there is no log', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'money-check-'));
    folders.push(empty);
    expect(await check(empty)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no log to read') as unknown,
    });
  });

  it('reads a log while it is written', async () => {
    const dataDir = await logOf(DECLINED_ORDER);
    const lock = lockDataDir(dataDir);
    const store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    expect(await check(dataDir)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Every money rule is kept') as unknown,
    });
    await store.close();
    lock.release();
  });
});
