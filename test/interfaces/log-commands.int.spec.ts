import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentOf } from '../../src/application/log-copy/log-digest.js';
import type { EventStore } from '../../src/application/ports/event-store.js';
import { lockDataDir } from '../../src/infrastructure/embedded/data-dir-lock.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedSubjectKeys } from '../../src/infrastructure/embedded/subject-keys/embedded-subject-keys.js';
import { EventStoreDb } from '../../src/infrastructure/eventstoredb/event-store-db.js';
import { someEvent, someEvents } from '../contract/event-store/subject.js';
import { MongoSubjectKeys } from '../../src/infrastructure/mongodb/mongo-subject-keys.js';
import { CommandLine, type Ended, runCommandLine } from '../support/command-line.js';
import { EventStoreDbDouble } from '../support/eventstoredb/event-store-db-double.js';
import { newDatabase } from '../support/mongo-database.js';
import { realClock } from '../support/real-clock.js';
import type { Environment } from '../support/server.js';
import { until } from '../support/until.js';

const STREAMS = 20;
const EVENTS_PER_STREAM = 10;
const EVENTS = STREAMS * EVENTS_PER_STREAM;
const COPY = ['log', 'copy', '--from', 'embedded', '--to', 'eventstoredb'];
const BACK = ['log', 'copy', '--from', 'eventstoredb', '--to', 'embedded'];
const CHECK = ['log', 'check', '--from', 'embedded', '--to', 'eventstoredb'];

describe('shoutouts log', () => {
  let dataDir: string;
  let log: readonly string[];
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'log-commands-'));
    const store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    for (let n = 0; n < EVENTS_PER_STREAM; n += 1)
      await Promise.all(
        Array.from({ length: STREAMS }, (_, stream) =>
          store.append(`order-${String(stream)}`, n === 0 ? 'no_stream' : BigInt(n - 1), [someEvent(n)]),
        ),
      );
    log = await contentsOf(store);
    await store.close();
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  let folder: string;
  let double: EventStoreDbDouble;
  let copy: EventStoreDb;
  let environment: Environment;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-commands-double-'));
    double = await EventStoreDbDouble.start({ dataDir: folder });
    copy = await EventStoreDb.open({ url: double.url, clock: realClock, warn: () => undefined });
    environment = { DATA_DIR: dataDir, EVENTSTORE_URL: double.url };
  });
  afterEach(async () => {
    await copy.close();
    await double.kill();
    await rm(folder, { recursive: true });
  });

  const run = (args: readonly string[], more: Environment = {}): Promise<Ended> =>
    runCommandLine(args, { ...environment, ...more });

  /** Runs the copy until it has so many events, and then sends it a signal. */
  async function copyUntil(events: number, signal: NodeJS.Signals): Promise<Ended> {
    const copying = new CommandLine(COPY, environment);
    await until(
      () => contentsOf(copy),
      ({ length }) => length >= events,
    );
    copying.signal(signal);
    return copying.ended;
  }

  it('copies, killed as often as may be, and says what came of it', async () => {
    for (const events of [1, randomInt(2, EVENTS / 2), randomInt(EVENTS / 2, EVENTS - 50)]) {
      expect((await copyUntil(events, 'SIGKILL')).code).toBe('SIGKILL');
      const there = await contentsOf(copy);
      expect(there).toEqual(log.slice(0, there.length));
    }
    const { code, stdout, stderr } = await run(COPY);
    expect([code, stderr]).toEqual([0, '']);
    expect(await contentsOf(copy)).toEqual(log);
    expect(stdout).toContain(`Both logs have the same ${String(EVENTS)} events in the same order.`);
    expect(stdout.match(/SHA-256 [0-9a-f]{64}$/gm)).toHaveLength(2);
  }, 60_000);

  it('says what to do next, in the order in which it is done, and where', async () => {
    const { stdout } = await run(COPY);
    const steps = [
      ` 1. There are no keys of persons in ${join(dataDir, 'subject-keys.sqlite')}.`,
      ` 2. Delete ${join(dataDir, 'idempotency.sqlite')}\n`,
      ' 3. Let clients forget the positions',
      ' 4. Start the program with EVENTSTORE_URL',
    ];
    const places = steps.map((step) => stdout.indexOf(step));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('stops at Ctrl-C, says so, and goes on with the same command', async () => {
    const { code, stderr } = await copyUntil(50, 'SIGINT');
    expect([code, stderr]).toEqual([130, expect.stringContaining('Stopped.')]);
    const { length } = await contentsOf(copy);
    expect(length).toBeLessThan(EVENTS);
    const { stdout } = await run(COPY);
    expect(stdout).toContain(`${String(length)} were there already`);
  });

  it('tells programs in JSON', async () => {
    const copied = await run([...COPY, '--json']);
    expect(JSON.parse(copied.stdout)).toEqual({
      outcome: 'copied',
      events: EVENTS,
      copied: EVENTS,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      checkpoints_noted: false,
      subject_keys: 0,
      from_last_position: String(EVENTS),
      to_last_position: String(await copy.lastPosition()),
    });
    const checked = await run([...CHECK, '--json']);
    expect(JSON.parse(checked.stdout)).toMatchObject({ outcome: 'same', events: EVENTS });
  });

  it('names the first event that is not the same, and writes nothing', async () => {
    const [event] = someEvents(1);
    if (event === undefined) throw new Error('no event');
    await copy.append('diary-1', 'no_stream', [event]);
    const { code, stdout, stderr } = await run([...COPY, '--json']);
    expect([code, stdout]).toEqual([3, '']);
    expect(JSON.parse(stderr)).toEqual({
      outcome: 'logs_differ',
      detail: expect.stringContaining(event.id) as unknown,
    });
    expect(await contentsOf(copy)).toHaveLength(1);
    expect((await run(CHECK)).code).toBe(3);
  });

  it('does not work in a folder in which the program works', async () => {
    const lock = lockDataDir(dataDir);
    const { code, stderr } = await run(COPY);
    lock.release();
    expect([code, stderr]).toEqual([4, expect.stringContaining('in use by another process')]);
  });

  it('says that there is nothing to copy, and makes no log for it', async () => {
    const nowhere = join(folder, 'nowhere');
    const { code, stderr } = await run(BACK, { DATA_DIR: nowhere });
    expect([code, stderr]).toEqual([2, expect.stringContaining('EVENTSTORE_URL')]);
    expect(existsSync(nowhere)).toBe(false);
  });

  it.each([
    ['copy from', COPY],
    ['compare', CHECK],
    ['compare', ['log', 'check', '--from', 'eventstoredb', '--to', 'embedded']],
  ])('names a log that is not there to %s, and makes nothing', async (_what, args) => {
    const nowhere = join(folder, 'nowhere');
    const empty = await mkdtemp(join(folder, 'empty-'));
    for (const dir of [nowhere, empty]) {
      const { code, stderr } = await run(args, { DATA_DIR: dir });
      expect([code, stderr]).toEqual([2, expect.stringContaining(join(dir, 'events.sqlite'))]);
    }
    expect([existsSync(nowhere), await readdir(empty)]).toEqual([false, []]);
  });

  it('leaves the folder that it reads as it is', async () => {
    // A folder of its own: commands that other tests kill leave files beside the log.
    const own = join(folder, 'own');
    await mkdir(own);
    await copyFile(join(dataDir, 'events.sqlite'), join(own, 'events.sqlite'));
    for (const args of [COPY, CHECK]) {
      expect((await run(args, { DATA_DIR: own })).code).toBe(0);
      expect((await readdir(own)).sort()).toEqual(['events.sqlite', 'writer.lock']);
    }
  });

  describe('tells of the keys of persons, which are not in the log:', () => {
    it('where they are, and that nothing is readable without them', async () => {
      const keys = EmbeddedSubjectKeys.open({ dataDir, warn: () => undefined });
      try {
        expect((await run(COPY)).stdout).toContain('There are no keys of persons in');
        await keys.keysToEncrypt(['fan_a', 'fan_b']);
        await keys.destroy('fan_b');
        const { stdout } = await run(COPY);
        expect(stdout).toContain(`The keys of 2 persons are not in the log`);
        for (const name of ['subject-keys.sqlite', 'master.key'])
          expect(stdout).toContain(join(dataDir, name));
        expect(JSON.parse((await run([...COPY, '--json'])).stdout)).toMatchObject({ subject_keys: 2 });
      } finally {
        await keys.close();
      }
    });

    it('copies nothing where the program would look for them in MongoDB', async () => {
      const keys = EmbeddedSubjectKeys.open({ dataDir, warn: () => undefined });
      await keys.keysToEncrypt(['fan_a']);
      await keys.close();
      const { code, stderr } = await run(COPY, { MONGODB_URL: 'mongodb://127.0.0.1:1/shoutouts' });
      expect([code, stderr]).toEqual([2, expect.stringContaining('without MONGODB_URL')]);
      expect(await contentsOf(copy)).toEqual([]);
    });

    (process.env['MONGODB_URL'] === undefined ? it.skip : it)(
      'copies nothing into a folder where those of the log are in MongoDB (set MONGODB_URL)',
      async () => {
        const { url, drop } = newDatabase();
        const masterKeyFile = join(folder, 'shared.key');
        await writeFile(masterKeyFile, Buffer.alloc(32, 7), { mode: 0o600 });
        const keys = await MongoSubjectKeys.open(url, { masterKeyFile, warn: () => undefined });
        await copy.append('order-1', 'no_stream', [someEvent()]);
        const nowhere = join(folder, 'nowhere');
        const copyBack = () => run(BACK, { DATA_DIR: nowhere, MONGODB_URL: url });
        await keys.keysToEncrypt(['fan_a']);
        const { code, stderr } = await copyBack();
        expect([code, stderr]).toEqual([2, expect.stringContaining('MONGODB_URL, from which nothing moves')]);
        expect(existsSync(nowhere)).toBe(false);
        await keys.close();
        await drop();
        expect((await copyBack()).code).toBe(0);
        await drop();
      },
    );
  });

  it('says that a server is not there', async () => {
    await double.kill();
    const { code, stderr } = await run(COPY);
    await double.start();
    expect([code, stderr]).toEqual([1, expect.stringContaining('EVENTSTORE_URL')]);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

const contentsOf = async (store: EventStore): Promise<readonly string[]> =>
  (await store.readAll({ limit: 100_000 })).map(contentOf);
