/** The master key is missing, is not a key, or is not the one that the people's keys were wrapped with. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

/** A wrapped key was changed from outside: what it encrypted cannot be read, and nothing new may be written with it. */
export class SubjectKeyDamagedError extends Error {
  override readonly name = 'SubjectKeyDamagedError';
  constructor(readonly subject: string) {
    super(`the key of ${subject} was damaged: restore the keys from a backup`);
  }
}

/** The key is gone from the database but maybe not yet from its write-ahead log: destroy it once more. */
export class ErasureIncompleteError extends Error {
  override readonly name = 'ErasureIncompleteError';
}
