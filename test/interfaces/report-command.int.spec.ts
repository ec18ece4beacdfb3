import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lstat, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delivered } from '../domain/money-rules/payout-story.js';
import { runCommandLine } from '../support/command-line.js';
import { logOfTold } from '../support/log-of-told.js';

describe('shoutouts report', () => {
  let dataDir: string;
  let folder: string;
  beforeAll(async () => {
    dataDir = await logOfTold(delivered('ord_1'));
    folder = await mkdtemp(join(tmpdir(), 'reports-'));
  });
  afterAll(() => Promise.all([dataDir, folder].map((path) => rm(path, { recursive: true }))));

  const run = (...args: readonly string[]) => runCommandLine(['report', ...args], { DATA_DIR: dataDir });

  // These two read ahead for their files: a reader that goes on would wait a minute for the closed log.
  it.each(['xlsx', 'parquet'])('ends at once where a file of %s cannot be begun', async (format) => {
    const out = join(folder, 'nowhere', `ledger.${format}`);
    const { code, stderr } = await run('ledger_postings', '--format', format, '--out', out);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^The file cannot be written: ENOENT: no such file or directory, open .*\n$/),
    ]);
  });

  it('leaves a device alone, and a link to one', async () => {
    const link = join(folder, 'standard-output');
    await symlink('/dev/null', link);
    const { code, stderr } = await run('refunds', '--out', link);
    expect([code, stderr]).toEqual([1, `${link} is there, and is no file\n`]);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readdir(folder)).toEqual(['standard-output']);
  });
});
