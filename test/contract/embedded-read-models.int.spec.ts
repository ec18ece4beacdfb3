import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/application/ports/event-store.js';
import { ReadModelsUnavailableError } from '../../src/application/ports/read-models.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import type { DataFileFault } from '../../src/infrastructure/embedded/data-file.js';
import {
  type CollectionShape,
  isServedByIndex,
  pageStatements,
} from '../../src/infrastructure/embedded/read-models/query.js';
import { realClock } from '../support/real-clock.js';
import { readModelsContract } from './read-models.contract.js';

readModelsContract('embedded', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'read-models-'));
  let models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
  return {
    models,
    reopen: async () => {
      await models.close();
      return (models = await EmbeddedReadModels.open({ dataDir, clock: realClock }));
    },
    close: async () => {
      await models.close();
      await rm(dataDir, { recursive: true });
    },
  };
});

describe('embedded read models', () => {
  let dataDir: string;
  let path: string;
  let models: EmbeddedReadModels | undefined;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'read-models-'));
    path = join(dataDir, 'read-models.sqlite');
  });

  afterEach(async () => {
    await models?.close();
    models = undefined;
    await rm(dataDir, { recursive: true });
  });

  const open = async (): Promise<EmbeddedReadModels> =>
    (models = await EmbeddedReadModels.open({ dataDir, clock: realClock }));

  it('leave nothing of overwritten, deleted and dropped documents in any file once scrubbed', async () => {
    const marker = 'PLANTED-MARKER';
    const store = await open();
    const indexes = [{ name: 'by_brief', fields: ['brief'] }];
    await store.ensureCollection({ name: 'orders_v1', indexes });
    await store.ensureCollection({ name: 'dropped_v1', indexes });
    const count = 600;
    const write = (position: number, docOf: (n: number) => JsonObject | null) =>
      store.write(
        'orders_v1',
        Array.from({ length: count }, (_, n) => ({
          id: `ord_${String((n * 7919) % count)}`,
          doc: docOf(n),
          position: BigInt(position),
        })),
      );
    const upTo = pseudoRandom();
    // Pages split and rows move, so that copies stay behind in them: freed bytes are not all there is to clear.
    for (let round = 1; round <= 12; round += 1) {
      await write(round, () => ({ brief: marker + 'x'.repeat(upTo(900)), padding: 'y'.repeat(upTo(300)) }));
    }
    await store.write('dropped_v1', [{ id: 'a', doc: { brief: marker }, position: 1n }]);
    expect(await occurrences(dataDir, marker)).toBeGreaterThan(count);

    await write(20, (n) => (n % 2 === 0 ? null : { brief: '[erased]' }));
    await store.dropCollection('dropped_v1');
    // A reader is there while it happens, as in the running program.
    expect((await store.get('orders_v1', `ord_${String(7919 % count)}`))?.doc).toEqual({ brief: '[erased]' });
    await store.scrub();
    expect(await occurrences(dataDir, marker)).toBe(0);
    expect(await store.count('orders_v1')).toBe(count / 2);
    expect(await occurrences(dataDir, '[erased]')).toBeGreaterThan(0);
  });

  it('refuse to be scrubbed while somebody reads what was there, and keep nobody waiting meanwhile', async () => {
    const store = await open();
    await store.ensureCollection({ name: 'orders_v1', indexes: [] });
    await store.write('orders_v1', [{ id: 'a', doc: { brief: 'PLANTED-MARKER' }, position: 1n }]);
    const reader = new Database(path);
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM docs_orders_v1').raw().all();
    await store.write('orders_v1', [{ id: 'a', doc: { brief: '[erased]' }, position: 2n }]);

    const beganMs = performance.now();
    const scrubbed = expect(store.scrub()).rejects.toThrow('a reader holds the log');
    await store.write('orders_v1', [{ id: 'b', doc: {}, position: 3n }]);
    expect(performance.now() - beganMs).toBeLessThan(2_000);
    await scrubbed;

    reader.exec('COMMIT');
    reader.close();
    await store.scrub();
    expect(await occurrences(dataDir, 'PLANTED-MARKER')).toBe(0);
  });

  it('find pages through the declared index, in its order and without sorting', async () => {
    const store = await open();
    const shape: CollectionShape = {
      name: 'orders_v1',
      indexes: [['fanId', 'placedAt']],
      made: [['fanId', 'placedAt']],
      arrayFields: new Set(),
    };
    const byFan = { name: 'by_fan', fields: ['fanId', 'placedAt'] };
    // It may have been left for later, while the collection was filled.
    await store.ensureCollection({ name: shape.name, indexes: [{ ...byFan, isLater: true }] });
    await store.write(shape.name, [{ id: 'a', doc: { fanId: 'fan_a' }, position: 1n }]);
    await store.ensureCollection({ name: shape.name, indexes: [byFan] });
    await store.ensureCollection({ name: shape.name, indexes: [{ ...byFan, isLater: true }] });
    await store.close();
    const database = new Database(path);
    const plan = (after: Parameters<typeof pageStatements>[2], direction: 'asc' | 'desc') =>
      pageStatements(
        shape,
        { filter: { fanId: 'fan_a' }, sort: { field: 'placedAt', direction }, limit: 50 },
        after,
      ).flatMap(({ sql, parameters }) =>
        (
          database
            .prepare(`EXPLAIN QUERY PLAN ${sql}`)
            .raw()
            .all(...parameters) as unknown[][]
        ).map((row) => row[3]),
      );
    const whole = 'SEARCH docs_orders_v1 USING INDEX orders_v1.by_fan (f_fanId=?)';
    const after = (bound: string) => whole.replace(')', ` AND (f_placedAt,id)${bound}(?,?))`);
    const from = (bound: string) => whole.replace(')', ` AND f_placedAt${bound}?)`);
    expect(plan(undefined, 'asc')).toEqual([whole]);
    expect(plan(undefined, 'desc')).toEqual([whole]);
    expect(plan({ value: '2026', id: 'ord_1' }, 'asc')).toEqual([after('>')]);
    expect(plan({ value: '2026', id: 'ord_1' }, 'desc')).toEqual([after('<'), from('=')]);
    expect(plan({ value: null, id: 'ord_1' }, 'asc')).toEqual([
      from('=').replace(')', ' AND id>?)'),
      from('>'),
    ]);
    expect(plan({ value: null, id: 'ord_1' }, 'desc')).toEqual([from('=').replace(')', ' AND id<?)')]);
    database.close();
  });

  it('know which pages an index serves, and read only these on the calling thread', () => {
    const shape: CollectionShape = {
      name: 'orders_v1',
      indexes: [['fanId', 'placedAt'], ['tags'], ['market']],
      made: [['fanId', 'placedAt'], ['tags']],
      arrayFields: new Set(['tags']),
    };
    const served = (filter: object, field?: string) =>
      isServedByIndex(shape, {
        filter: filter as Record<string, string>,
        limit: 10,
        ...(field === undefined ? {} : { sort: { field, direction: 'asc' } }),
      });
    expect(served({})).toBe(true);
    expect(served({ fanId: 'a' }, 'placedAt')).toBe(true);
    expect(served({ fanId: 'a', placedAt: { gt: 'b' } }, 'placedAt')).toBe(true);
    expect(served({ fanId: 'a', placedAt: 'b' })).toBe(true);
    expect(served({}, 'fanId')).toBe(true);
    expect(served({}, 'placedAt')).toBe(false);
    expect(served({ fanId: 'a' })).toBe(false);
    expect(served({ fanId: { prefix: 'a' } }, 'placedAt')).toBe(false);
    expect(served({ fanId: 'a', state: 'open' }, 'placedAt')).toBe(false);
    expect(served({ tags: 'a' })).toBe(false);
    expect(served({ market: 'TR' })).toBe(false);
  });

  it('write for callers at once together, and fail only those that have to', async () => {
    const store = await open();
    const names = ['orders_v1', 'damaged_v1', 'requests_v1'];
    for (const name of names) await store.ensureCollection({ name, indexes: [] });
    const write = (position: bigint) =>
      Promise.allSettled(names.map((name) => store.write(name, [{ id: 'a', doc: {}, position }])));
    expect((await write(1n)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);

    const database = new Database(path);
    database.exec('DROP TABLE docs_damaged_v1');
    database.close();
    expect((await write(2n)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const positions = await Promise.all(names.map(async (name) => (await store.get(name, 'a'))?.position));
    expect(positions).toEqual([2n, undefined, 2n]);
  });

  it('refuse calls once closed', async () => {
    const store = await open();
    await store.close();
    await expect(store.get('orders_v1', 'a')).rejects.toThrow(ReadModelsUnavailableError);
    await expect(store.write('orders_v1', [])).rejects.toThrow(ReadModelsUnavailableError);
    await expect(store.scrub()).rejects.toThrow(ReadModelsUnavailableError);
  });

  it('are readable by their owner alone', async () => {
    await open();
    const modes = await Promise.all((await readdir(dataDir)).map((name) => stat(join(dataDir, name))));
    expect(new Set(modes.map(({ mode }) => mode & 0o777))).toEqual(new Set([0o600]));
  });

  it('refuse a foreign file, a damaged one, and those of other releases, and leave them as they are', async () => {
    const foreign = new Database(path);
    foreign.exec('CREATE TABLE somebody_elses (a)');
    foreign.close();
    await expectRefusedUntouched('foreign');

    await writeFile(path, 'not a database at all, but long enough to look at'.repeat(100));
    await expectRefusedUntouched('foreign');

    await rm(path);
    await (await open()).close();
    for (const [version, fault] of [
      [1, 'older'],
      [3, 'newer'],
    ] as const) {
      const other = new Database(path);
      other.exec(`PRAGMA user_version = ${String(version)}; PRAGMA wal_checkpoint(TRUNCATE)`);
      other.close();
      await expectRefusedUntouched(fault);
    }

    const bytes = await readFile(path);
    bytes.fill(0xff, 100, 4096);
    await writeFile(path, bytes);
    await expectRefusedUntouched('damaged');
  });

  const expectRefusedUntouched = async (fault: DataFileFault) => {
    const before = await readFile(path);
    await expect(open()).rejects.toMatchObject({ name: 'DataFileError', path, fault });
    await expect(open()).rejects.toThrow(/move it away|start again|start the later release/);
    expect((await readFile(path)).equals(before)).toBe(true);
  };
});

function pseudoRandom(): (below: number) => number {
  let seed = 1;
  return (below) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
}

async function occurrences(folder: string, text: string): Promise<number> {
  const files = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')),
  );
  return files.reduce((sum, content) => sum + content.split(text).length - 1, 0);
}
