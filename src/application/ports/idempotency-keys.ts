/** An answer that is given again, as it was, when its request is repeated. */
export interface SavedAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request under its key. */
export interface KeyedRequest {
  /** Whose key it is: keys of different actors have nothing to do with each other. */
  readonly scope: string;
  readonly key: string;
  /** What was asked for, as a digest. The same key with another fingerprint is a mistake of the caller. */
  readonly fingerprint: string;
}

export interface KeptRequest {
  readonly fingerprint: string;
  /** Absent when the request had begun, and nobody knows how it ended: run it again as the same command. */
  readonly answer?: SavedAnswer;
}

/**
 * Remembers which request was made under an idempotency key, and what it was answered. A command that is run again is
 * recognised in the log by its id; this is what gives the caller the first answer in full, and what notices a key
 * that is used for something else.
 *
 * Kept for 30 days. It is not erased with a person, so it never holds personal data: keys are kept as digests, and
 * the answers of commands carry ids, revisions and positions only. Every adapter passes
 * `test/contract/idempotency-keys.contract.ts`.
 */
export abstract class IdempotencyKeys {
  /**
   * What is kept under the key; if nothing is, notes that this request has begun. Waits while another instance is answering it.
   * @throws RequestUnderWayError when that takes too long
   */
  abstract claim(request: KeyedRequest): Promise<KeptRequest | undefined>;
  /** Resolves when a killed process would still know it. Who keeps a refusal waits for that, since the log does not know it. */
  abstract save(request: KeyedRequest, answer: SavedAnswer): Promise<void>;
  /** Frees the key: the request did nothing, and may be made again otherwise. */
  abstract release(request: KeyedRequest): Promise<void>;
  /** The request ended, and how is not known: whoever repeats it does not have to wait for its answer. */
  abstract leave(request: KeyedRequest): Promise<void>;
  /** Finishes what was begun. */
  abstract close(): Promise<void>;
}

export class IdempotencyKeysUnavailableError extends Error {
  override readonly name = 'IdempotencyKeysUnavailableError';
}

/** Another instance has begun the request, and has not answered it yet. */
export class RequestUnderWayError extends Error {
  override readonly name = 'RequestUnderWayError';
  constructor() {
    super('the first request with this key has not been answered yet');
  }
}
