import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  EXPECT_ANY,
  NO_STREAM,
  type AppendRequest,
} from '../../src/infrastructure/embedded/event-store/append-messages.js';
import {
  openEventLogForWriting,
  prepareEventLog,
} from '../../src/infrastructure/embedded/event-store/event-log-file.js';
import { LogReader } from '../../src/infrastructure/embedded/event-store/log-reader.js';
import { LogWriter } from '../../src/infrastructure/embedded/event-store/log-writer.js';
import { openSqlite, type Sqlite } from '../../src/infrastructure/embedded/sqlite.js';

const append = (stream: string, expected: number, text = ''): AppendRequest => ({
  stream,
  expected,
  recordedAt: '2026-01-01T00:00:00.000Z',
  events: [randomUUID(), 'T', JSON.stringify({ text }), '{}'],
});

describe('the writer of the embedded event log', () => {
  let dataDir: string;
  let database: Sqlite;
  let writer: LogWriter;
  let reader: LogReader;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'log-writer-'));
    database = openEventLogForWriting(prepareEventLog(dataDir));
    writer = new LogWriter(database);
    reader = new LogReader(database);
  });
  afterEach(async () => {
    database.close();
    await rm(dataDir, { recursive: true });
  });

  it('judges each append of a group by what the ones before it wrote', () => {
    const first = append('a', NO_STREAM);
    const replies = writer.appendAll([first, append('a', NO_STREAM), first, append('a', 0), append('b', 0)]);
    expect(replies).toEqual([
      ['appended', 0, 1],
      ['refused', 0],
      ['appended', 0, 1],
      ['appended', 1, 2],
      ['refused', NO_STREAM],
    ]);
  });

  it('writes nothing of a group when the disk is full, and goes on when there is room again', () => {
    writer.appendAll([append('a', NO_STREAM)]);
    database.exec('PRAGMA max_page_count = 10');
    const group = [append('a', 0), append('b', NO_STREAM, 'x'.repeat(200_000)), append('c', EXPECT_ANY)];
    for (const reply of writer.appendAll(group)) expect(reply[0]).toBe('failed');
    expect(reader.log({ after: 0, limit: 10 }).rows).toHaveLength(1);
    expect(writer.appendAll([append('a', 0)])).toEqual([['appended', 1, 2]]);
    database.exec('PRAGMA max_page_count = 1000000');
    expect(writer.appendAll(group).map(([outcome]) => outcome)).toEqual(['refused', 'appended', 'appended']);
  });

  it('writes nothing while another connection holds the file', () => {
    const other = openSqlite(join(dataDir, 'events.sqlite'), 'full');
    database.exec('PRAGMA busy_timeout = 10');
    other.exec('BEGIN IMMEDIATE');
    expect(writer.appendAll([append('a', NO_STREAM)])[0]?.[0]).toBe('failed');
    other.exec('ROLLBACK');
    other.close();
    expect(writer.appendAll([append('a', NO_STREAM)])).toEqual([['appended', 0, 1]]);
  });

  it('gives each revision once even beside a second writer', () => {
    const other = openEventLogForWriting(join(dataDir, 'events.sqlite'));
    const otherWriter = new LogWriter(other);
    expect(writer.appendAll([append('a', NO_STREAM)])).toEqual([['appended', 0, 1]]);
    expect(otherWriter.appendAll([append('a', 0)])).toEqual([['appended', 1, 2]]);
    expect(writer.appendAll([append('a', 0)])).toEqual([['refused', 1]]);
    expect(otherWriter.appendAll([append('a', 1)])).toEqual([['appended', 2, 3]]);
    other.close();
  });

  it('ends a page early when its events are large', () => {
    const large = 'x'.repeat(1_000_000);
    for (let n = 0; n < 150; n += 1) writer.appendAll([append('a', EXPECT_ANY, n < 30 ? large : '')]);
    const page = reader.log({ after: 0, limit: 150 });
    expect(page).toMatchObject({ ended: false, rows: { length: 100 } });
    expect(reader.log({ after: 100, limit: 150 })).toMatchObject({ ended: true, rows: { length: 50 } });
  });
});
