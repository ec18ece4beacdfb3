/**
 * One data key per person (fan or creator), with which their personal data is encrypted in events. Destroying it
 * is erasure: nothing encrypted with it can ever be read again.
 */
export abstract class SubjectKeys {
  /** Where the keys are looked for, in words for the person who started the program. */
  abstract readonly place: string;
  /** What to do, as a command to that person, when the keys are somewhere else. */
  abstract readonly howToBringThem: string;

  /** Whether anybody has a key, or had one and was erased. */
  abstract haveAny(): Promise<boolean>;
  /**
   * The keys of these people, 32 bytes each; made (durably, before this resolves) for who has none.
   * @throws SubjectErasedError when one was destroyed: nothing personal may be written about them any more.
   */
  abstract keysToEncrypt(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
  /** The keys that still exist; who is missing from the answer has been erased (or never had one). */
  abstract keysToDecrypt(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
  /** Destroys the key for good, in every file and cache. A second call does nothing. */
  abstract destroy(subject: string): Promise<void>;
  abstract close(): Promise<void>;
}

export class SubjectErasedError extends Error {
  override readonly name = 'SubjectErasedError';
  constructor(readonly subject: string) {
    super(`the personal data of ${subject} has been erased`);
  }
}

/** Keys cannot be read or written now; nothing was done. */
export class SubjectKeysUnavailableError extends Error {
  override readonly name = 'SubjectKeysUnavailableError';
}
