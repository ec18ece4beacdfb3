import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EmbeddedSubjectKeys } from '../../src/infrastructure/embedded/subject-keys/embedded-subject-keys.js';
import {
  ErasureIncompleteError,
  MasterKeyError,
  SubjectKeyDamagedError,
} from '../../src/infrastructure/embedded/subject-keys/errors.js';
import { openSqlite, openSqliteForReading } from '../../src/infrastructure/embedded/sqlite.js';
import { SubjectErasedError, SubjectKeysUnavailableError } from '../../src/application/ports/subject-keys.js';
import { spawnChild } from '../support/child.js';
import { subjectKeysContract } from './subject-keys.contract.js';

const newDataDir = () => mkdtemp(join(tmpdir(), 'subject-keys-'));
const removeDir = (path: string) => rm(path, { recursive: true, force: true });
const ignoreWarning = () => undefined;

subjectKeysContract('embedded', async () => {
  const dataDir = await newDataDir();
  return {
    open: async () => EmbeddedSubjectKeys.open({ dataDir, warn: ignoreWarning }),
    dispose: () => removeDir(dataDir),
  };
});

describe('embedded subject keys', () => {
  let dataDir: string;
  let warnings: string[];
  const opened: EmbeddedSubjectKeys[] = [];

  beforeEach(async () => {
    dataDir = await newDataDir();
    warnings = [];
  });

  afterEach(async () => {
    for (const keys of opened.splice(0)) await keys.close();
    await removeDir(dataDir);
  });

  function open(masterKeyFile?: string): EmbeddedSubjectKeys {
    const keys = EmbeddedSubjectKeys.open({
      dataDir,
      masterKeyFile,
      warn: (message) => warnings.push(message),
    });
    opened.push(keys);
    return keys;
  }

  const databasePath = () => join(dataDir, 'subject-keys.sqlite');

  /** Every byte of every file in the data folder. */
  async function allBytes(): Promise<Buffer> {
    const names = await readdir(dataDir);
    return Buffer.concat(await Promise.all(names.map((name) => readFile(join(dataDir, name)))));
  }

  function wrappedKeyOf(subject: string): Buffer {
    const database = openSqliteForReading(databasePath());
    const row = database.prepare('SELECT wrapped FROM subject_keys WHERE subject = ?').raw().get(subject) as [
      Buffer,
    ];
    database.close();
    return row[0];
  }

  describe('erasure', () => {
    it('leaves the wrapped key in no file, after any number of people came and went', async () => {
      const keys = open();
      const people = Array.from({ length: 3_000 }, (_, index) => `fan_${String((index * 7919) % 3_000)}`);
      for (let from = 0; from < people.length; from += 100)
        await keys.keysToEncrypt(people.slice(from, from + 100));
      const erased = people.filter((_, index) => index % 100 === 50);
      const wrapped = erased.map(wrappedKeyOf);
      const before = await allBytes();
      for (const key of wrapped) expect(before.includes(key)).toBe(true);

      for (const person of erased) await keys.destroy(person);

      const after = await allBytes();
      for (const key of wrapped) expect(after.includes(key)).toBe(false);
      expect((await keys.keysToDecrypt(people)).size).toBe(people.length - erased.length);
    });

    it('is seen at once by another process on the same file', async () => {
      const [here, there] = [open(), open()];
      await here.keysToEncrypt(['fan_a']);
      expect((await there.keysToDecrypt(['fan_a'])).size).toBe(1);
      await here.destroy('fan_a');
      expect((await there.keysToDecrypt(['fan_a'])).size).toBe(0);
      await expect(there.keysToEncrypt(['fan_a'])).rejects.toThrow(SubjectErasedError);
    });

    it('is not called done while a reader keeps the old key in the write-ahead log, and is done when repeated', async () => {
      const keys = open();
      await keys.keysToEncrypt(['fan_a']);
      const wrapped = wrappedKeyOf('fan_a');
      const reader = openSqliteForReading(databasePath());
      reader.exec('BEGIN; SELECT count(*) FROM subject_keys;');

      await expect(keys.destroy('fan_a')).rejects.toThrow(ErasureIncompleteError);
      expect((await keys.keysToDecrypt(['fan_a'])).size).toBe(0);

      reader.exec('COMMIT');
      await keys.destroy('fan_a');
      reader.close();
      expect((await allBytes()).includes(wrapped)).toBe(false);
    });
  });

  it('keeps every key and every erasure that it had answered when the process is killed', async () => {
    const child = spawnChild('test/contract/embedded-subject-keys.child.ts', [dataDir]);
    const killed = once(child, 'exit');
    if (child.stdout === null) throw new Error('the child has no output');
    const answers: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      answers.push(line);
      if (answers.length === 60) child.kill('SIGKILL');
    }
    expect(await killed).toEqual([null, 'SIGKILL']);

    const keys = open();
    const stayed = answers.flatMap((line) => [...line.matchAll(/^(fan_\d+) ([0-9a-f]{64})$/g)]);
    const erased = answers.flatMap((line) => [...line.matchAll(/^(gone_\d+) erased$/g)]);
    for (const [, subject = '', key = ''] of stayed)
      expect(await keys.keysToDecrypt([subject])).toEqual(new Map([[subject, Buffer.from(key, 'hex')]]));
    for (const [, subject = ''] of erased)
      await expect(keys.keysToEncrypt([subject])).rejects.toThrow(new SubjectErasedError(subject));
    expect([stayed.length, erased.length].every((count) => count > 15)).toBe(true);
  });

  it('says that the keys cannot be used now while somebody else holds the file', async () => {
    const keys = open();
    await keys.keysToEncrypt(['fan_a']);
    const other = openSqlite(databasePath(), 'full');
    other.exec('BEGIN IMMEDIATE');
    await expect(keys.destroy('fan_a')).rejects.toBeInstanceOf(SubjectKeysUnavailableError);
    other.exec('ROLLBACK');
    other.close();
    await keys.destroy('fan_a');
    expect((await keys.keysToDecrypt(['fan_a'])).size).toBe(0);
  });

  it('gives two processes that meet a person at the same moment one key', async () => {
    const [here, there] = [open(), open()];
    const people = Array.from({ length: 50 }, (_, index) => `fan_${String(index)}`);
    const [madeHere, madeThere] = await Promise.all([
      here.keysToEncrypt(people),
      there.keysToEncrypt(people),
    ]);
    expect(madeHere).toEqual(madeThere);
  });

  it('finishes what was asked for before it closes', async () => {
    const keys = open();
    const asked = keys.keysToEncrypt(['fan_a']).catch((error: unknown) => error);
    await opened.pop()?.close();
    await asked;
    expect((await open().keysToDecrypt(['fan_a'])).size).toBe(1);
  });

  it('refuses a wrapped key that was changed or moved to another person', async () => {
    const keys = open();
    await keys.keysToEncrypt(['fan_a', 'fan_b']);
    await opened.pop()?.close();
    const database = openSqlite(databasePath(), 'full');
    database.exec(
      `UPDATE subject_keys SET wrapped = (SELECT wrapped FROM subject_keys WHERE subject = 'fan_a')`,
    );
    database.close();

    const reopened = open();
    expect((await reopened.keysToDecrypt(['fan_a'])).size).toBe(1);
    await expect(reopened.keysToDecrypt(['fan_b'])).rejects.toThrow(new SubjectKeyDamagedError('fan_b'));
  });

  describe('the master key', () => {
    const raw = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37 + 11) % 256));

    async function keyFile(name: string, content: string | Buffer, mode = 0o600): Promise<string> {
      const path = join(dataDir, name);
      await writeFile(path, content, { mode });
      await chmod(path, mode);
      return path;
    }

    it('is made when there is none, for the owner alone', async () => {
      open();
      const { mode, size } = await stat(join(dataDir, 'master.key'));
      expect([mode & 0o777, size]).toEqual([0o600, 32]);
      expect((await readdir(dataDir)).filter((name) => name.startsWith('master'))).toEqual(['master.key']);
      expect(warnings).toEqual([]);
    });

    it('may be raw, base64 or hexadecimal text', async () => {
      const made = await open(await keyFile('raw', raw)).keysToEncrypt(['fan_a']);
      for (const [name, text] of [
        ['hex', raw.toString('hex')],
        ['base64', `${raw.toString('base64')}\n`],
        ['base64url', raw.toString('base64url')],
      ] as const)
        expect(await open(await keyFile(name, text)).keysToDecrypt(['fan_a'])).toEqual(made);
      expect(await readdir(dataDir)).not.toContain('master.key');
    });

    it.each([
      ['too short', 'c2hvcnQ='],
      ['empty', ''],
      ['neither base64 nor hexadecimal', '!'.repeat(44)],
    ])('that is %s is refused by the name of its setting', async (_, text) => {
      const path = await keyFile('bad', text);
      expect(() => open(path)).toThrow(MasterKeyError);
      expect(() => open(path)).toThrow(/32 bytes.*MASTER_KEY_FILE/);
    });

    it('that is not there is refused, with what to do, and is not made', async () => {
      const opening = () => open(join(dataDir, 'nowhere'));
      expect(opening).toThrow(/nowhere is not there: put back .*MASTER_KEY_FILE.*openssl rand -base64 32$/);
      expect(await readdir(dataDir)).not.toContain('nowhere');
    });

    it('that cannot be read is refused, with the reason', () => {
      expect(() => open(dataDir)).toThrow(/cannot be read \(EISDIR\): let the user .*MASTER_KEY_FILE/);
    });

    it('that is another than the first one is refused at start', async () => {
      open(await keyFile('first', raw));
      const other = await keyFile('other', Buffer.from(raw.toReversed()));
      expect(() => open(other)).toThrow(
        /other is not the one that subject-keys.sqlite was made with.*MASTER_KEY_FILE/,
      );
    });

    it('is never made anew for a database that was wrapped with a lost one', async () => {
      open();
      await rm(join(dataDir, 'master.key'));
      expect(() => open()).toThrow(MasterKeyError);
      expect(await readdir(dataDir)).not.toContain('master.key');
    });

    it('that others can read is warned about', async () => {
      open(await keyFile('shared', raw, 0o644));
      expect(warnings).toEqual([expect.stringContaining('can be read by other users')]);
    });

    it('that only its group can read beside its owner is taken without a word, as Kubernetes mounts it', async () => {
      open(await keyFile('mounted', raw, 0o440));
      expect(warnings).toEqual([]);
    });
  });
});
