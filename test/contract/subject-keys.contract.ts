import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SubjectErasedError, type SubjectKeys } from '../../src/application/ports/subject-keys.js';

export interface SubjectKeysHarness {
  /** Opens the adapter; a second call sees what the first one stored. */
  open(): Promise<SubjectKeys>;
  dispose(): Promise<void>;
}

/** What every adapter of the port `SubjectKeys` does. */
export function subjectKeysContract(adapter: string, start: () => Promise<SubjectKeysHarness>): void {
  describe(`SubjectKeys: ${adapter}`, () => {
    let harness: SubjectKeysHarness;
    let keys: SubjectKeys;

    beforeEach(async () => {
      harness = await start();
      keys = await harness.open();
    });

    afterEach(async () => {
      await keys.close();
      await harness.dispose();
    });

    it('makes one key of 32 bytes per person, and answers it ever after', async () => {
      const made = await keys.keysToEncrypt(['fan_a', 'cre_b']);
      expect([...made.keys()].sort()).toEqual(['cre_b', 'fan_a']);
      expect([...made.values()].map((key) => key.length)).toEqual([32, 32]);
      expect(made.get('fan_a')).not.toEqual(made.get('cre_b'));
      expect(await keys.keysToEncrypt(['cre_b', 'fan_a'])).toEqual(made);
      expect(await keys.keysToDecrypt(['fan_a', 'cre_b'])).toEqual(made);
    });

    it('keeps keys over a restart', async () => {
      const made = await keys.keysToEncrypt(['fan_a', 'fan_b']);
      await keys.close();
      keys = await harness.open();
      expect(await keys.keysToDecrypt(['fan_a', 'fan_b'])).toEqual(made);
      expect(await keys.keysToEncrypt(['fan_a', 'fan_b'])).toEqual(made);
    });

    it('makes no key for reading', async () => {
      expect(await keys.keysToDecrypt(['fan_never_seen'])).toEqual(new Map());
      expect(await keys.keysToDecrypt([])).toEqual(new Map());
    });

    it('has none until the first one is made; reading makes none', async () => {
      expect(await keys.haveAny()).toBe(false);
      await keys.keysToDecrypt(['fan_a']);
      expect(await keys.haveAny()).toBe(false);
      await keys.keysToEncrypt(['fan_a']);
      expect(await keys.haveAny()).toBe(true);
    });

    it('has had one when everybody was erased, after a restart, too', async () => {
      await keys.keysToEncrypt(['fan_a']);
      await keys.destroy('fan_a');
      expect(await keys.haveAny()).toBe(true);
      await keys.close();
      keys = await harness.open();
      expect(await keys.haveAny()).toBe(true);
    });

    it('takes a person who is named twice once', async () => {
      const made = await keys.keysToEncrypt(['fan_a', 'fan_a']);
      expect(made.size).toBe(1);
    });

    it('gives all who ask at the same moment the same key', async () => {
      const subjects = Array.from({ length: 20 }, (_, index) => `fan_${String(index)}`);
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          keys.keysToEncrypt(index % 2 === 0 ? subjects : subjects.toReversed()),
        ),
      );
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(new Set([...(answers[0]?.values() ?? [])].map((key) => key.toString('hex'))).size).toBe(20);
    });

    it('forgets a destroyed key, and no other', async () => {
      const made = await keys.keysToEncrypt(['fan_a', 'fan_b']);
      await keys.destroy('fan_a');
      expect([...(await keys.keysToDecrypt(['fan_a', 'fan_b']))]).toEqual([['fan_b', made.get('fan_b')]]);
    });

    it('never makes a new key for who was erased', async () => {
      await keys.keysToEncrypt(['fan_a']);
      await keys.destroy('fan_a');
      await expect(keys.keysToEncrypt(['fan_a'])).rejects.toEqual(new SubjectErasedError('fan_a'));
    });

    it('makes no key for the others when one of them was erased', async () => {
      await keys.destroy('fan_a');
      await expect(keys.keysToEncrypt(['fan_b', 'fan_a'])).rejects.toThrow(SubjectErasedError);
      expect(await keys.keysToDecrypt(['fan_b'])).toEqual(new Map());
    });

    it('erases who never had a key as well', async () => {
      await keys.destroy('fan_a');
      await expect(keys.keysToEncrypt(['fan_a'])).rejects.toThrow(SubjectErasedError);
    });

    it('lets a person be erased twice', async () => {
      await keys.keysToEncrypt(['fan_a']);
      await keys.destroy('fan_a');
      await keys.destroy('fan_a');
      expect(await keys.keysToDecrypt(['fan_a'])).toEqual(new Map());
    });

    it('remembers an erasure over a restart', async () => {
      await keys.keysToEncrypt(['fan_a']);
      await keys.destroy('fan_a');
      await keys.close();
      keys = await harness.open();
      expect(await keys.keysToDecrypt(['fan_a'])).toEqual(new Map());
      await expect(keys.keysToEncrypt(['fan_a'])).rejects.toThrow(SubjectErasedError);
    });

    it('answers no key that a simultaneous erasure destroyed', async () => {
      const asked = keys.keysToEncrypt(['fan_a']).catch((error: unknown) => error);
      await keys.destroy('fan_a');
      await asked;
      expect(await keys.keysToDecrypt(['fan_a'])).toEqual(new Map());
      await expect(keys.keysToEncrypt(['fan_a'])).rejects.toThrow(SubjectErasedError);
    });
  });
}
