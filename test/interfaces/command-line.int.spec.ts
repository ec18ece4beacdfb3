import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDb } from '../../src/infrastructure/eventstoredb/event-store-db.js';
import { someEvent } from '../contract/event-store/subject.js';
import { CommandLine, runCommandLine } from '../support/command-line.js';
import { EventStoreDbDouble } from '../support/eventstoredb/event-store-db-double.js';
import { realClock } from '../support/real-clock.js';

const COPY = ['log', 'copy', '--from', 'embedded', '--to', 'eventstoredb'];
const BACK = ['log', 'copy', '--from', 'eventstoredb', '--to', 'embedded'];
const CHECK = ['log', 'check', '--from', 'embedded', '--to', 'eventstoredb'];

describe('the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'command-line-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['no such engine', ['log', 'copy', '--from', 'paper', '--to', 'eventstoredb'], {}, 'embedded'],
    ['one log', ['log', 'copy', '--from', 'embedded', '--to', 'embedded'], {}, 'the same log'],
    ['no --to', ['log', 'copy', '--from', 'embedded'], {}, 'missing --to <engine>'],
    ['neither', ['log', 'check'], {}, 'missing --from <engine> and --to <engine>'],
    ['no such command', ['log', 'burn'], {}, 'burn'],
    ['no server', COPY, {}, 'EVENTSTORE_URL'],
    ['a wrong setting', COPY, { PORT: 'x' }, 'PORT'],
    ['a wrong option', COPY, { EVENTSTORE_URL: 'esdb://u:s3cret@h?tlss=1' }, 'EVENTSTORE_URL: it has'],
    ['a missing file', CHECK, { EVENTSTORE_URL: 'esdb://u:s3cret@h?tlsCAFile=/none' }, 'EVENTSTORE_URL: the'],
    ['a wrong database', COPY, { MONGODB_URL: 'mongodb://u:s3cret@h/db?tls=x' }, 'MONGODB_URL: MongoDB'],
  ])('says what is wrong with %s', async (_what, args, more, named) => {
    const { code, stdout, stderr } = await runCommandLine(args, { DATA_DIR: folder, ...more });
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(named)]);
    expect(stderr).not.toMatch(/^\s+at |s3cret/m);
  });

  it.each([
    ['copy from', COPY],
    ['copy to', BACK],
    ['compare', CHECK],
  ])('says that DATA_DIR is a file where it names a folder to %s', async (_what, args) => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const double = await EventStoreDbDouble.start({ dataDir: join(folder, 'eventstoredb') });
    const log = await EventStoreDb.open({ url: double.url, clock: realClock, warn: () => undefined });
    await log.append('order-1', 'any', [someEvent()]);
    await log.close();
    for (const dataDir of [file, join(file, 'below')]) {
      const { code, stderr } = await runCommandLine(args, { DATA_DIR: dataDir, EVENTSTORE_URL: double.url });
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/^.* cannot be used as the data folder .*\n$/),
      ]);
    }
    await double.kill();
  });

  it('ends quietly when nobody reads what it says, as with head', async () => {
    const unread = new CommandLine(['log', 'copy', '--help'], {}, { isRead: false });
    expect(await unread.ended).toEqual({ code: 141, stdout: '', stderr: '' });
  });

  it('explains itself', async () => {
    const { code, stdout } = await runCommandLine(['log', 'copy', '--help'], {});
    expect(code).toBe(0);
    for (const told of ['Examples:', 'Exit codes:', '--json', 'MONGODB_URL they stay in DATA_DIR. With it'])
      expect(stdout).toContain(told);
  });
});
