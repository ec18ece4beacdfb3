import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { IdempotencyKeys, KeyedRequest } from '../../src/application/ports/idempotency-keys.js';
import { EmbeddedIdempotencyKeys } from '../../src/infrastructure/embedded/idempotency/embedded-idempotency-keys.js';
import { openSqliteForReading } from '../../src/infrastructure/embedded/sqlite.js';
import { spawnChild } from '../support/child.js';
import { realClock } from '../support/real-clock.js';
import { ANSWER, idempotencyKeysContract, newRequest } from './idempotency-keys.contract.js';

const DAY_MS = 24 * 60 * 60_000;

idempotencyKeysContract('embedded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'idempotency-'));
  const all: EmbeddedIdempotencyKeys[] = [];
  const open = async (): Promise<EmbeddedIdempotencyKeys> => {
    await all.at(-1)?.close();
    const keys = await EmbeddedIdempotencyKeys.open(folder, { clock: realClock });
    all.push(keys);
    return keys;
  };
  return {
    keys: await open(),
    reopen: open,
    close: async () => {
      await all.at(-1)?.close();
      await rm(folder, { recursive: true });
    },
  };
});

describe('the embedded idempotency keys', () => {
  let folder: string;
  let nowMs: number;
  let keys: IdempotencyKeys;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'idempotency-'));
    nowMs = Date.parse('2026-11-23T09:30:00.000Z');
    keys = await EmbeddedIdempotencyKeys.open(folder, { clock: realClock, nowMs: () => nowMs });
  });
  afterEach(async () => {
    await keys.close();
    await rm(folder, { recursive: true });
  });

  const keep = async (request: KeyedRequest): Promise<void> => {
    await keys.claim(request);
    await keys.save(request, ANSWER);
  };
  const rows = (): number => {
    const file = openSqliteForReading(join(folder, 'idempotency.sqlite'));
    const [count] = file.prepare('SELECT count(*) FROM requests').raw().get() as [number];
    file.close();
    return count;
  };

  it('forget after 30 days', async () => {
    const request = newRequest();
    await keep(request);
    nowMs += 30 * DAY_MS - 1;
    expect((await keys.claim(request))?.answer).toEqual(ANSWER);
    nowMs += 2;
    expect(await keys.claim({ ...request, fingerprint: 'decline' })).toBeUndefined();
    expect(await keys.claim(request)).toEqual({ fingerprint: 'decline' });
  });

  it('clear away what is old as new ones come in', async () => {
    for (let count = 0; count < 50; count += 1) await keep(newRequest());
    nowMs += 31 * DAY_MS;
    for (let count = 0; count < 50; count += 1) await keep(newRequest());
    expect(rows()).toBe(50);
  });

  it('hold no key in plain text: clients may put anything into one', async () => {
    await keep(newRequest({ scope: 'cre_known', key: 'ada@example.com' }));
    await keys.close();
    const files = (await readdir(folder)).map((name) => readFile(join(folder, name)));
    const bytes = Buffer.concat(await Promise.all(files));
    expect(bytes.includes('accept')).toBe(true);
    expect(bytes.includes('ada@example.com')).toBe(false);
    expect(bytes.includes('cre_known')).toBe(false);
  });

  it('survive kill -9 with everything that was saved', async () => {
    const child = spawnChild('test/contract/idempotency-keys.child.ts', [folder]);
    if (child.stdout === null) throw new Error('the child has no output');
    let saved = 0;
    for await (const line of createInterface(child.stdout)) {
      saved = Number(line);
      if (saved >= 200) break;
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    const reopened = await EmbeddedIdempotencyKeys.open(folder, { clock: realClock });
    for (let number = 1; number <= saved; number += 1)
      expect((await reopened.claim(newRequest({ key: String(number) })))?.answer?.body).toBe(String(number));
    await reopened.close();
  });
});
