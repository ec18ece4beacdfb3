import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataDirInUseError, lockDataDir } from '../../src/infrastructure/embedded/data-dir-lock.js';
import { spawnChild } from '../support/child.js';

describe('the lock of the data folder', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'data-dir-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('refuses a second owner and names the folder, until it is released', () => {
    const lock = lockDataDir(dataDir);
    expect(() => lockDataDir(dataDir)).toThrow(DataDirInUseError);
    expect(() => lockDataDir(dataDir)).toThrow(dataDir);
    lock.release();
    lockDataDir(dataDir).release();
  });

  it('makes the folder', () => {
    lockDataDir(join(dataDir, 'not', 'there')).release();
  });

  it('is held against other processes, and let go when its process is killed', async () => {
    const child = spawnChild('test/infrastructure/data-dir-lock.child.ts', [dataDir]);
    if (child.stdout === null) throw new Error('no output');
    await once(child.stdout, 'data');
    expect(() => lockDataDir(dataDir)).toThrow(DataDirInUseError);
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockDataDir(dataDir).release();
  });
});
