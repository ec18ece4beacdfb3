import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import { answerQuestion } from '../../src/application/questions/answer-question.js';
import type { TablePart } from '../../src/application/reports/table.js';
import { lockDataDir } from '../../src/infrastructure/embedded/data-dir-lock.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { questionAsked } from '../../src/interfaces/cli/projections/question-file.js';
import { EARNING_MINOR } from '../domain/creator-account/account-story.js';
import { delivered } from '../domain/money-rules/payout-story.js';
import { CREATOR_ID } from '../domain/people.js';
import { CommandLine, runCommandLine } from '../support/command-line.js';
import { logOfTold } from '../support/log-of-told.js';
import { realClock } from '../support/real-clock.js';
import { until } from '../support/until.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/questions/orders-by-creator.ts', import.meta.url));

const FIRST_ORDER_EVENTS = delivered('ord_1').length;

const MANY = 30_000;

/** A question of one handler, which takes every order that was placed. */
const asking = (apply: string): string => `
  export const question = {
    title: 'Orders',
    handles: { OrderPlaced: { ids: () => ['all'], apply: (doc: any, event: any): any => ${apply} } },
  };`;

describe('shoutouts projections run', () => {
  let dataDir: string;
  let folder: string;
  beforeAll(async () => {
    dataDir = await logOfTold([...delivered('ord_1'), ...delivered('ord_2')]);
    folder = await mkdtemp(join(tmpdir(), 'questions-'));
  });
  afterAll(() => Promise.all([dataDir, folder].map((path) => rm(path, { recursive: true }))));

  const run = (file: string, ...more: readonly string[]) =>
    runCommandLine(['projections', 'run', file, ...more], { DATA_DIR: dataDir });

  async function fileOf(name: string, text: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }

  it('answers the example, beside the program that has the folder', async () => {
    const lock = lockDataDir(dataDir);
    const { code, stdout, stderr } = await run(EXAMPLE);
    lock.release();
    expect(code).toBe(0);
    expect(stdout.split(/\r\n/).slice(0, 2)).toEqual([
      'line,id,currency,placed,delivered,earned_minor',
      `row,${CREATOR_ID} TRY,TRY,2,2,${String(2n * EARNING_MINOR)}`,
    ]);
    expect(stderr).toMatch(/^1 rows, as of position \d+ \(.*\)\.\nSHA-256 of the rows: [0-9a-f]{64}\n$/);
  });

  it('answers as of then, the same each time, into a file', async () => {
    const out = join(folder, 'then.json');
    const [first, second] = [
      await run(EXAMPLE, '--as-of', '1', '--format', 'json', '--out', out, '--json'),
      await run(
        EXAMPLE,
        '--as-of',
        '1',
        '--format',
        'parquet',
        '--out',
        join(folder, 'then.parquet'),
        '--json',
      ),
    ].map(({ stdout }) => JSON.parse(stdout) as Record<string, unknown>);
    expect(first).toMatchObject({ outcome: 'answered', rows: 1, position: '1' });
    expect(second?.['sha256']).toBe(first?.['sha256']);
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({
      about: { question: 'Orders by creator', position: '1' },
      data: [{ placed: 1, delivered: 0, earned_minor: 0 }],
    });
  });

  it('tells every read model', async () => {
    const store = await EmbeddedEventStore.openForReading({ dataDir, clock: realClock });
    for (const { name } of ALL_PROJECTIONS) {
      const scratchDir = await mkdtemp(join(folder, 'scratch-'));
      const models = await EmbeddedReadModels.open({ dataDir: scratchDir, clock: realClock });
      const { table } = await answerQuestion({
        ...{ store, models, question: await questionAsked(name), asOf: undefined, clock: realClock },
        ...{ signal: new AbortController().signal, warn: () => undefined },
        ...{ progress: () => undefined, handing: () => undefined },
      });
      const parts: TablePart[] = [];
      for await (const part of table) parts.push(part);
      expect([name, parts[0], parts.at(-1)]).toMatchObject([
        ...[name, { part: 'head', about: { question: name } }],
        { part: 'foot' },
      ]);
      await models.close();
    }
    await store.close();
  });

  it('tells what has changed since a position', async () => {
    const rowsSince = async (position: number): Promise<number> => {
      const { stdout } = await run('order_view', '--changed-after', String(position), '--format', 'json');
      return (JSON.parse(stdout) as { readonly data: readonly unknown[] }).data.length;
    };
    const end = 2 * FIRST_ORDER_EVENTS;
    expect([await rowsSince(1), await rowsSince(FIRST_ORDER_EVENTS), await rowsSince(end)]).toEqual([
      2, 1, 0,
    ]);
  });

  it('refuses to tell what has changed since a position that the answer does not reach', async () => {
    const refused = (end: number) => ({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(`the answer ends at position ${String(end)}`),
    });
    expect(await run('order_view', '--changed-after', '9999')).toMatchObject(refused(2 * FIRST_ORDER_EVENTS));
    expect(await run('order_view', '--changed-after', '2', '--as-of', '1')).toMatchObject(refused(1));
  });

  it('says which read models there are where there is no such question', async () => {
    expect(await run('orders')).toMatchObject({ code: 2, stderr: expect.stringContaining('order_view') });
  });

  it('writes all of an answer to its standard output, however slowly that is read', async () => {
    const ids = `Array.from({ length: ${String(MANY)} }, (_, n) => String(n).padStart(6, '0'))`;
    const handler = `{ ids: () => ${ids}, apply: () => ({ text: 'x'.repeat(100) }) }`;
    const file = await fileOf(
      'many.ts',
      `export const question = { title: 'Many', handles: { OrderPlaced: ${handler} } };`,
    );
    const { code, stdout } = await run(file);
    expect([code, stdout.match(/^row,/gm)?.length]).toEqual([0, MANY]);
    expect(stdout).toMatch(/about,sha256,[0-9a-f]{64},*\r\n$/);
  });

  it('names the event at which the question fails, and leaves no file', async () => {
    const file = await fileOf('throws.ts', asking('event.data.nothing.there'));
    const out = join(folder, 'never.csv');
    const { code, stderr } = await run(file, '--out', out);
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot take OrderPlaced \S+ at position 1: TypeError/);
    expect([existsSync(out), existsSync(`${out}.part`)]).toEqual([false, false]);
  });

  it.each([
    ['changes its document', '(doc ??= { n: 0 }, (doc.n += 1), doc)', 'read only property'],
    ['answers what is no JSON', '({ price: event.data.price.amountMinor })', 'write String(…) or Number(…)'],
    ['grows without bound', '({ all: (doc?.all ?? "x".repeat(2e8)).repeat(3) })', 'Invalid string length'],
    ['answers no object', '5', 'the document is 5, and a document is an object'],
    ['ends itself', 'process.exit(0)', 'the question ended itself'],
  ])('says what is wrong with one that %s', async (_what, apply, told) => {
    const { code, stderr } = await run(await fileOf('wrong.ts', asking(apply)));
    expect([code, stderr]).toEqual([1, expect.stringContaining(told)]);
  });

  it.each([
    ['is not there', undefined, 'there is no file'],
    ['cannot be read', 'export const question = {{', 'cannot be loaded'],
    ['asks nothing', 'export const title = 1;', 'must export a question'],
    [
      'handles nothing',
      "export const question = { title: 'x', handles: { OrderPlaced: 1 } };",
      'the functions ids and apply',
    ],
    [
      'takes an event that there is not',
      "export const question = { title: 'x', handles: { OrderPlacd: { ids: () => [], apply: () => null } } };",
      'there are no events OrderPlacd: docs/product.md has their names',
    ],
  ])('takes no file that %s', async (_what, text, told) => {
    const file = text === undefined ? join(folder, 'nowhere.ts') : await fileOf('none.ts', text);
    expect(await run(file)).toMatchObject({ code: 2, stderr: expect.stringContaining(told) as unknown });
  });

  it.each([
    ['a text', '"all"'],
    ['a promise', 'Promise.resolve(["all"])'],
    ['numbers', '[1]'],
  ])('says so where ids answers %s', async (_what, ids) => {
    const handler = `{ ids: (): any => ${ids}, apply: () => ({ n: 1 }) }`;
    const file = await fileOf(
      'ids.ts',
      `export const question = { title: 'x', handles: { OrderPlaced: ${handler} } };`,
    );
    const { code, stderr } = await run(file);
    expect([code, stderr]).toEqual([1, expect.stringContaining('ids must answer an array of texts')]);
  });

  it('says so where a file ends itself while it is loaded', async () => {
    const { code, stderr } = await run(await fileOf('ends.ts', 'process.exit(0);'));
    expect([code, stderr]).toEqual([1, expect.stringContaining('the question ended itself')]);
  });

  it('stops a question that hears of it, in as many words', async () => {
    const marker = join(folder, 'waiting');
    const file = await fileOf(
      'waits.ts',
      `import { writeFileSync } from 'node:fs';
       import { parentPort } from 'node:worker_threads';
       const told = new Promise((resolve) => parentPort?.once('message', resolve));
       writeFileSync(${JSON.stringify(marker)}, '');
       await told;
       ${asking('({ n: 1 })')}`,
    );
    const waiting = new CommandLine(['projections', 'run', file], { DATA_DIR: dataDir });
    await until(() => Promise.resolve(existsSync(marker)), Boolean);
    waiting.signal('SIGTERM');
    expect(await waiting.ended).toMatchObject({ code: 143, stderr: 'Stopped; nothing was written.\n' });
  });

  it('stops a question that loops when it is told to', async () => {
    const marker = join(folder, 'looping');
    const file = await fileOf(
      'loops.ts',
      `import { writeFileSync } from 'node:fs';
       ${asking(`(() => { writeFileSync(${JSON.stringify(marker)}, ''); for (;;); })()`)}`,
    );
    const looping = new CommandLine(['projections', 'run', file], { DATA_DIR: dataDir });
    await until(() => Promise.resolve(existsSync(marker)), Boolean);
    looping.signal('SIGINT');
    expect(await looping.ended).toMatchObject({ code: 130, stderr: 'Stopped; nothing was written.\n' });
  });
});
