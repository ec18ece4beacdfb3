import { copyFile, mkdtemp, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { EventStoreDamagedError } from '../../src/application/ports/event-store.js';
import { DataDirUnusableError } from '../../src/infrastructure/embedded/data-dir-lock.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { hasEventLog } from '../../src/infrastructure/embedded/event-store/event-log-file.js';
import type { DataFileFault } from '../../src/infrastructure/embedded/data-file.js';
import { realClock } from '../support/real-clock.js';

describe('the file of the embedded event log', () => {
  let dataDir: string;
  let path: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'event-log-'));
    path = join(dataDir, 'events.sqlite');
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const open = () => EmbeddedEventStore.open({ dataDir, clock: realClock });

  const refusedUntouched = async (fault: DataFileFault) => {
    const before = await readFile(path);
    await expect(open()).rejects.toMatchObject({ name: 'DataFileError', path, fault });
    expect((await readFile(path)).equals(before)).toBe(true);
  };

  const withDatabase = (work: (database: Database.Database) => void) => {
    const database = new Database(path);
    work(database);
    database.close();
  };

  const logWithEvents = async (count: number) => {
    const store = await open();
    const data = { text: 'x'.repeat(500) };
    await Promise.all(
      Array.from({ length: count }, (_, n) =>
        store.append(`s-${String(n % 7)}`, 'any', [{ id: randomUUID(), type: 'T', data, metadata: {} }]),
      ),
    );
    await store.close();
    // Another file for SQLite: this process may still have the first one open until garbage is collected.
    await copyFile(path, `${path}.copy`);
    for (const suffix of ['', '-wal', '-shm']) await rm(`${path}${suffix}`, { force: true });
    await rename(`${path}.copy`, path);
  };

  it('is made where there is none, and where a crash left an empty one', async () => {
    await writeFile(path, '');
    await logWithEvents(3);
    const store = await open();
    expect(await store.lastPosition()).toBe(3n);
    await store.close();
  });

  it('is looked for without making anything, also where its folder is missing or a file', async () => {
    expect(hasEventLog(dataDir)).toBe(false);
    expect(hasEventLog(join(dataDir, 'missing'))).toBe(false);
    await writeFile(path, '');
    expect(hasEventLog(dataDir)).toBe(false);
    expect(() => hasEventLog(path)).toThrow(DataDirUnusableError);
    await (await open()).close();
    expect(hasEventLog(dataDir)).toBe(true);
  });

  it('is refused when it is no database', async () => {
    await writeFile(path, 'our holiday photos '.repeat(1_000));
    await refusedUntouched('foreign');
  });

  it("is refused when it is somebody else's database", async () => {
    withDatabase((database) => database.exec('CREATE TABLE photos (name TEXT)'));
    await refusedUntouched('foreign');
  });

  it('is refused when it is a database with the mark of another program', async () => {
    withDatabase((database) => database.exec('PRAGMA application_id = 252006675'));
    await refusedUntouched('foreign');
  });

  it('is refused when a newer program wrote it', async () => {
    await logWithEvents(1);
    withDatabase((database) => database.exec('PRAGMA user_version = 2'));
    await refusedUntouched('newer');
  });

  it('is refused when its end is missing', async () => {
    await logWithEvents(500);
    const { size } = await stat(path);
    await truncate(path, size - 3 * 4_096);
    await refusedUntouched('damaged');
  });

  it('is refused when a page between its ends is garbage', async () => {
    await logWithEvents(500);
    const bytes = await readFile(path);
    const middle = Math.floor(bytes.length / 2 / 4_096) * 4_096;
    await writeFile(path, bytes.fill(0xa5, middle, middle + 3 * 4_096));
    await refusedUntouched('damaged');
  });

  it('is called damaged, not out of reach, when a page becomes garbage while it is read', async () => {
    await logWithEvents(500);
    const store = await open();
    const bytes = await readFile(path);
    const middle = Math.floor(bytes.length / 2 / 4_096) * 4_096;
    await writeFile(path, bytes.fill(0xa5, middle, bytes.length));
    await expect(store.readAll({ limit: 500 })).rejects.toThrow(EventStoreDamagedError);
    await store.close().catch(() => undefined);
  });

  it('is refused when its table is missing', async () => {
    await logWithEvents(1);
    withDatabase((database) => database.exec('DROP TABLE events'));
    await refusedUntouched('damaged');
  });

  it('is refused when its first page is overwritten behind the header', async () => {
    await logWithEvents(1);
    const bytes = await readFile(path);
    bytes.fill(0xff, 100, 4_096);
    await writeFile(path, bytes);
    await refusedUntouched('damaged');
  });
});
