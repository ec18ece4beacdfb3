import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { instant } from '../../src/domain/time.js';
import { partsOf } from '../../src/application/event-export/export-parts.js';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import type { EventContext } from '../../src/application/events/metadata.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { schemaFileOf } from '../../src/infrastructure/events/event-schemas.js';
import { EVENT_REGISTRY } from '../../src/application/events/event-registry.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import type { Exported } from '../../src/interfaces/cli/events/export-folder.js';
import { readText } from '../docs/markdown.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { runCommandLine } from '../support/command-line.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { realRandom } from '../support/real-random.js';

const TYPES = Object.keys(SAMPLES) as (keyof typeof SAMPLES)[];
const PEOPLE = ['fan_0193a5d2-0000-7000-8000-000000000003', 'cre_0193a5d2-0000-7000-8000-000000000004'];

const keys = new MemorySubjectKeys();

/** One event of each of these types, with what is personal encrypted. */
async function record(store: EmbeddedEventStore, types: readonly (keyof typeof SAMPLES)[]): Promise<void> {
  const context: EventContext = {
    ...{ $correlationId: 'request', $causationId: 'command', commandId: 'command' },
    actor: { role: 'system', id: 'export' },
    ...{ source: 'cli', at: instant(Date.UTC(2026, 10, 23)) },
  };
  const stream = `order-${realRandom.uuid()}`;
  for (const type of types) {
    const event = { type, data: SAMPLES[type] } as ShoutoutsEvent;
    await store.append(stream, 'any', await shoutoutsCodec(keys).encode([event], context, realRandom));
  }
}

describe('shoutouts events export', () => {
  let root: string;
  let dataDir: string;
  let store: EmbeddedEventStore;
  let exported: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'event-export-'));
    [dataDir, exported] = [join(root, 'data'), join(root, 'exported')];
    await keys.keysToEncrypt(PEOPLE);
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    await record(store, TYPES);
  });
  afterAll(async () => {
    await store.close();
    await rm(root, { recursive: true });
  });

  const run = (folder: string, ...args: readonly string[]) =>
    runCommandLine(['events', 'export', folder, ...args], { DATA_DIR: dataDir });
  const manifest = (folder: string): Exported =>
    JSON.parse(readFileSync(join(folder, 'export.json'), 'utf8')) as Exported;

  async function ask(sql: string): Promise<readonly Record<string, unknown>[]> {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    try {
      return (await connection.runAndReadAll(sql)).getRowObjectsJson();
    } finally {
      connection.closeSync();
    }
  }
  const filesIn = (folder: string, format = 'parquet') => `'${folder}/events-*.${format}'`;

  it('writes every event as it was written, without what is personal, and its schema', async () => {
    const { code, stdout } = await run(exported, '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { outcome: 'exported', format: 'parquet', added: TYPES.length, events: TYPES.length },
    ]);
    const rows = await ask(`SELECT type, version, data FROM ${filesIn(exported)} ORDER BY position`);
    expect(rows.map(({ type, version }) => [type, Number(version)])).toEqual(
      TYPES.map((type) => [type, EVENT_REGISTRY[type].version]),
    );
    const placed = rows.find(({ type }) => type === 'OrderPlaced');
    expect(JSON.parse(String(placed?.['data']))).toMatchObject({
      ...{ orderId: SAMPLES.OrderPlaced.orderId, brief: '[sealed]' },
    });
    expect(JSON.stringify(rows)).not.toContain('$enc');
    const schemas = TYPES.map((type) => schemaFileOf(type, EVENT_REGISTRY[type].version));
    expect(readdirSync(join(exported, 'schemas')).sort()).toEqual([...schemas].sort());
  });

  it('says which files are whole, with their digests', () => {
    const { parts } = manifest(exported);
    for (const { file, sha256 } of parts)
      expect(
        createHash('sha256')
          .update(readFileSync(join(exported, file)))
          .digest('hex'),
      ).toBe(sha256);
    expect(parts).toMatchObject([{ from: '1', up_to: String(TYPES.length), events: TYPES.length }]);
  });

  it('adds what has come since, and goes on after it was stopped', async () => {
    await record(store, ['RefundIssued', 'RefundFailed']);
    // As a command leaves them that was killed in the middle of a file, and after it had given one its name.
    const next = `events-from-${String(TYPES.length + 1).padStart(19, '0')}.parquet`;
    writeFileSync(join(exported, `${next}.part`), 'half');
    writeFileSync(join(exported, next), 'not in the list yet');
    expect((await run(exported)).stdout).toContain(`2 events added to ${exported}`);
    expect(manifest(exported).parts.map(({ events }) => events)).toEqual([TYPES.length, 2]);
    expect(existsSync(join(exported, `${next}.part`))).toBe(false);
    expect(await ask(`SELECT count(DISTINCT id) AS ids FROM ${filesIn(exported)}`)).toEqual([
      { ids: String(TYPES.length + 2) },
    ]);
    expect((await run(exported)).stdout).toContain('0 events added');
  });

  it('says so where a folder has more than was asked for', async () => {
    expect(await run(exported, '--as-of', '3')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('0 events added'),
      stderr: expect.stringContaining('has events after position 3 already, and keeps them'),
    });
    expect((await run(exported, '--as-of', String(TYPES.length + 2))).stderr).toBe('');
  });

  it('names the versions of events that this release has no schema of', async () => {
    const newer = join(root, 'newer');
    const log = await EmbeddedEventStore.open({ dataDir: newer, clock: realClock });
    await record(log, ['OrderAccepted']);
    const { metadata, ...event } = (await log.readAll({ limit: 1 }))[0] as RecordedEvent;
    const written = { ...event, id: realRandom.uuid(), metadata: { ...metadata, schema: 99 } };
    await log.append(`order-${realRandom.uuid()}`, 'any', [written]);
    await log.close();
    const folder = join(root, 'exported-newer');
    expect(await runCommandLine(['events', 'export', folder], { DATA_DIR: newer })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 events added'),
      stderr: expect.stringContaining('knows no OrderAccepted of version 99, and adds no schema of it'),
    });
    expect(readdirSync(join(folder, 'schemas'))).toEqual(['OrderAccepted.v1.json']);
  });

  it('writes lines of JSON, up to a position', async () => {
    const folder = join(root, 'lines');
    await run(folder, '--format', 'ndjson', '--as-of', '3');
    const lines = readFileSync(join(folder, manifest(folder).parts[0]?.file ?? ''), 'utf8').split('\n');
    expect(lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown)).toMatchObject(
      TYPES.slice(0, 3).map((type, index) => ({
        type,
        position: String(index + 1),
        revision: String(index),
      })),
    );
  });

  it('refuses a folder that has something else', async () => {
    expect(await run(exported, '--format', 'ndjson')).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('has parquet files: leave --format out') },
    });
    const damaged = await mkdtemp(join(root, 'damaged-'));
    writeFileSync(join(damaged, 'export.json'), '{"log": "cut');
    expect(await run(damaged)).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('does not say what was exported') },
    });
    const other = join(root, 'other');
    const another = await EmbeddedEventStore.open({ dataDir: other, clock: realClock });
    await record(another, ['OrderAccepted']);
    await another.close();
    expect(await runCommandLine(['events', 'export', exported], { DATA_DIR: other })).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('has the events of another log') },
    });
    expect(await run(exported, '--as-of', '9999')).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('the log ends at position') },
    });
  });

  it('says of what is no folder that it is none', async () => {
    const file = join(root, 'a file');
    writeFileSync(file, '');
    const { code, stderr } = await run(file);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/a file cannot be used: .*; name another folder/),
    ]);
    expect(stderr).not.toContain('DATA_DIR');
  });

  it('says in words that something cannot be written', async () => {
    const folder = join(root, 'schemas is a file');
    mkdirSync(folder);
    writeFileSync(join(folder, 'schemas'), '');
    const { code, stderr } = await run(folder);
    expect([code, stderr]).toEqual([1, expect.stringContaining('The file cannot be written: EEXIST')]);
    expect(stderr).not.toContain('    at ');
  });

  it('cuts the log into files of so many events', async () => {
    const patience = { clock: realClock, signal: new AbortController().signal, warn: () => undefined };
    const cut: string[][] = [];
    for await (const { pages } of partsOf(store, { after: 2n, upTo: 9n }, 3, patience)) {
      const part: string[] = [];
      for await (const page of pages) part.push(...page.map(({ position }) => position.toString()));
      cut.push(part);
    }
    expect(cut).toEqual([['3', '4', '5'], ['6', '7', '8'], ['9']]);
  });

  it('answers the questions in docs/how-to/export-events.md', async () => {
    await run(join(root, 'exported-lines'), '--format', 'ndjson');
    const questions = [...readText('docs/how-to/export-events.md').matchAll(/```sql\n(.*?)```/gs)];
    expect(questions).toHaveLength(4);
    for (const [, sql = ''] of questions)
      expect((await ask(sql.replaceAll("'exported", `'${root}/exported`))).length).toBeGreaterThan(0);
  });
});
