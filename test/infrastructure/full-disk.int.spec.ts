import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTransaction, openSqlite, type Sqlite } from '../../src/infrastructure/embedded/sqlite.js';
import { READ_MODELS } from '../../src/infrastructure/embedded/read-models/file.js';
import { Writer } from '../../src/infrastructure/embedded/read-models/writer.js';
import { prepareDatabase } from '../../src/infrastructure/embedded/data-file.js';
import { DueLoop } from '../../src/infrastructure/stripe/sandbox/due-loop.js';
import { until } from '../support/until.js';

const FEW_PAGES = 40;
const MANY_PAGES = 1_000_000;

describe('a file without room', () => {
  let folder: string;
  let database: Sqlite;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'full-disk-'));
  });
  afterEach(async () => {
    database.close();
    await rm(folder, { recursive: true });
  });

  it('is told as what it is, by the read models, and takes all once there is room', () => {
    const path = join(folder, 'read-models.sqlite');
    prepareDatabase(path, READ_MODELS);
    database = openSqlite(path, READ_MODELS.durability);
    const writer = new Writer(database);
    writer.ensureCollection({ name: 'notes_v1', indexes: [] });
    // A cache of a page: what is written meets the disk before the commit, and SQLite rolls back by itself.
    database.exec('PRAGMA cache_size = 1');
    const doc = JSON.stringify({ text: 'x'.repeat(3_000) });
    const writes = Array.from({ length: 200 }, (_, n) => ({ id: String(n), position: 1n, doc, values: [] }));
    const batch = { collection: 'notes_v1', fields: [], writes, arrayFields: [], checkpoint: undefined };
    database.exec(`PRAGMA max_page_count = ${String(FEW_PAGES)}`);
    expect(() => writer.write(batch)).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }));
    database.exec(`PRAGMA max_page_count = ${String(MANY_PAGES)}`);
    writer.write(batch);
    expect(database.prepare('SELECT count(*) FROM docs_notes_v1').raw().get()).toEqual([200]);
  });

  it('is told as what it is, where SQLite has rolled back by itself', () => {
    database = openSqlite(join(folder, 'any.sqlite'), 'normal');
    database.exec('CREATE TABLE notes (text TEXT)');
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    const write = () =>
      inTransaction(database, () => {
        database.exec("INSERT INTO notes VALUES ('a')");
        database.exec('ROLLBACK');
        throw full;
      });
    expect(write).toThrow(full);
    inTransaction(database, () => database.exec("INSERT INTO notes VALUES ('b')"));
    expect(database.prepare('SELECT text FROM notes').raw().all()).toEqual([['b']]);
  });
});

describe('what the sandbox does by itself', () => {
  it('is done later when there is no room for it now', async () => {
    let tries = 0;
    let done = false;
    const loop = new DueLoop(() => {
      tries += 1;
      if (tries === 1) throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
      done = true;
      return undefined;
    });
    loop.wake();
    await until(
      () => Promise.resolve(done),
      (isDone) => isDone,
    );
    await loop.stop();
    expect(tries).toBe(2);
  });
});
