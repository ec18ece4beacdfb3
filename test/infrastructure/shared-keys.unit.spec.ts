import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoUnusableError } from '../../src/infrastructure/mongodb/connection.js';
import { openSubjectKeys, sharedKeysUrl } from '../../src/keys.js';
import { readSettings } from '../../src/settings.js';

const EVENTSTORE = { EVENTSTORE_URL: 'esdb://127.0.0.1:2113' };
const NOBODY_THERE = { MONGODB_URL: 'mongodb://127.0.0.1:1/shoutouts' };
const MONGODB = { MONGODB_URL: 'mongodb://127.0.0.1/shoutouts' };

describe('keys that instances share', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'shared-keys-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const open = (environment: Readonly<Record<string, string>>) => {
    const settings = readSettings({ DATA_DIR: dataDir, ...environment });
    return openSubjectKeys(settings, sharedKeysUrl(settings), () => undefined);
  };

  it('are those of an installation whose log and read models are both elsewhere', () => {
    const urlOf = (environment: Readonly<Record<string, string>>) => sharedKeysUrl(readSettings(environment));
    expect([urlOf({}), urlOf(EVENTSTORE), urlOf(MONGODB)]).toEqual([undefined, undefined, undefined]);
    expect(urlOf({ ...EVENTSTORE, ...MONGODB })).toBe(MONGODB.MONGODB_URL);
  });

  it('need a master key that is named', async () => {
    await expect(open({ ...EVENTSTORE, ...MONGODB })).rejects.toThrow(/MASTER_KEY_FILE is missing/);
  });

  it('do not take the place of keys that are in the folder', async () => {
    const masterKeyFile = join(dataDir, 'shared.key');
    writeFileSync(masterKeyFile, Buffer.alloc(32, 7), { mode: 0o600 });
    const openShared = () => open({ ...EVENTSTORE, ...NOBODY_THERE, MASTER_KEY_FILE: masterKeyFile });
    const inFolder = await open(EVENTSTORE);
    // A file in which there are none is no reason.
    await expect(openShared()).rejects.toThrow(MongoUnusableError);
    await inFolder.keysToEncrypt(['fan_a']);
    await inFolder.close();
    await expect(openShared()).rejects.toThrow(/subject-keys\.sqlite, which nothing moves/);
  });
});
