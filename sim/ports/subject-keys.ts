import { createHash } from 'node:crypto';
import {
  SubjectErasedError,
  SubjectKeys,
  SubjectKeysUnavailableError,
} from '../../src/application/ports/subject-keys.js';
import type { Failures, InstanceCalls } from '../world/instance-calls.js';

/** The keys of a world: what is erased stays so. */
export class SimulatedKeyRing {
  readonly keys = new Map<string, Buffer | 'erased'>();
  readonly #listeners: ((subject: string) => void)[] = [];

  /** Calls the listener after each key that was destroyed. */
  onErased(listener: (subject: string) => void): void {
    this.#listeners.push(listener);
  }

  erase(subject: string): void {
    if (this.keys.get(subject) === 'erased') return;
    this.keys.set(subject, 'erased');
    for (const listener of this.#listeners) listener(subject);
  }
}

const away = () => new SubjectKeysUnavailableError('simulated: the keys are away');
const FAILURES: Failures = { unavailable: away, replyLost: away };

/** The keys as one instance reaches them. */
export class SimulatedSubjectKeys implements SubjectKeys {
  readonly place = 'the keys of the world';
  readonly howToBringThem = 'there is nothing to bring';

  constructor(
    private readonly ring: SimulatedKeyRing,
    private readonly calls: InstanceCalls,
  ) {}

  keysToEncrypt(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    return this.calls.call('make keys', FAILURES, () => {
      const erased = subjects.find((subject) => this.ring.keys.get(subject) === 'erased');
      if (erased !== undefined) throw new SubjectErasedError(erased);
      for (const subject of subjects)
        if (!this.ring.keys.has(subject))
          this.ring.keys.set(subject, createHash('sha256').update(`key of ${subject}`).digest());
      return this.there(subjects);
    });
  }

  keysToDecrypt(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    return this.calls.call('read keys', FAILURES, () => this.there(subjects));
  }

  haveAny(): Promise<boolean> {
    return this.calls.call('read keys', FAILURES, () => this.ring.keys.size > 0);
  }

  destroy(subject: string): Promise<void> {
    return this.calls.call('destroy key', FAILURES, () => this.ring.erase(subject));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private there(subjects: readonly string[]): ReadonlyMap<string, Buffer> {
    const there = new Map<string, Buffer>();
    for (const subject of subjects) {
      const key = this.ring.keys.get(subject);
      if (key !== undefined && key !== 'erased') there.set(subject, key);
    }
    return there;
  }
}
