import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { spawnChild } from '../support/child.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrub-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('a scrub takes no memory for the documents that it copies, and leaves nothing behind', async () => {
  const child = spawnChild('test/infrastructure/read-models-scrub.child.ts', [folder]);
  if (child.stdout === null) throw new Error('no output');
  const { documents, tookMib } = JSON.parse(await text(child.stdout)) as Record<string, number>;
  expect(documents).toBe(20_000);
  // They are 300 MB.
  expect(tookMib).toBeLessThan(100);
  const left = await readdir(join(folder, "somebody's"));
  expect(left.filter((name) => !name.startsWith('read-models.sqlite'))).toEqual([]);
}, 60_000);
