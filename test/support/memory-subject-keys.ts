import { createHash } from 'node:crypto';
import { SubjectErasedError, type SubjectKeys } from '../../src/application/ports/subject-keys.js';

/** Keys that follow from the person's id: what was encrypted in an earlier run, a fixture for one, can be read. */
export class MemorySubjectKeys implements SubjectKeys {
  readonly place = 'the memory of a test';
  readonly howToBringThem = 'encrypt with the same instance';
  private readonly keys = new Map<string, Buffer | 'erased'>();

  async haveAny(): Promise<boolean> {
    return this.keys.size > 0;
  }

  async keysToEncrypt(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const erased = subjects.find((subject) => this.keys.get(subject) === 'erased');
    if (erased !== undefined) throw new SubjectErasedError(erased);
    for (const subject of subjects)
      this.keys.set(subject, createHash('sha256').update(`key of ${subject}`).digest());
    return this.keysToDecrypt(subjects);
  }

  async keysToDecrypt(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const found = new Map<string, Buffer>();
    for (const subject of subjects) {
      const key = this.keys.get(subject);
      if (key !== undefined && key !== 'erased') found.set(subject, key);
    }
    return found;
  }

  async destroy(subject: string): Promise<void> {
    this.keys.set(subject, 'erased');
  }

  async close(): Promise<void> {}
}
