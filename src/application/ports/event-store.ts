/** JSON as it is stored. Positions, revisions and amounts are never JSON numbers beyond 2^53. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A place in the log. Grows with every event, is not dense, and is never sent through JSON as a number. */
export type Position = bigint;
/** A place in a stream, from 0. */
export type Revision = bigint;

export type ExpectedRevision = Revision | 'no_stream' | 'stream_exists' | 'any';

export interface NewEvent {
  /** A UUID, derived from the command, so that the same command appended again is recognised. */
  readonly id: string;
  /** The stable wire name; never empty, never starting with `$`. */
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: Revision;
  readonly position: Position;
  /** When the store recorded it (ISO 8601, UTC): for people; the domain's own instants are in `data`. */
  readonly recordedAt: string;
}

export interface Appended {
  /** The revision of the last event of this append (of the original one, when it was a repetition). */
  readonly revision: Revision;
  readonly position: Position;
}

export interface ReadStreamOptions {
  readonly direction?: 'forwards' | 'backwards';
  /** Inclusive. Default: the start forwards, the end backwards. */
  readonly from?: Revision;
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Exclusive: events strictly after it. Default: from the start. */
  readonly after?: Position;
  readonly limit?: number;
}

/** What a subscription hands over: events in log order, and how far the log has been looked at. */
export interface EventBatch {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here has been seen, matching or not: a checkpoint may be stored here. */
  readonly position: Position;
  /** True when nothing more was in the log at the moment of reading. */
  readonly caughtUp: boolean;
}

export interface SubscribeOptions {
  /** Exclusive; `undefined` means from the start of the log. */
  readonly after?: Position | undefined;
  /** The most events in one batch. */
  readonly batchSize?: number;
  readonly signal: AbortSignal;
  /**
   * Told when the log cannot be read on, once, and `undefined` when it can again. Meanwhile it is tried again and again: nothing is
   * thrown, so whoever follows would know of it only by what does not come.
   */
  readonly troubled?: ((error: unknown) => void) | undefined;
}

/**
 * The log. Every adapter passes `test/contract/event-store.contract.ts`, whose answers are those of a real
 * EventStoreDB node: idempotency goes by event ids alone, data is not compared.
 */
export abstract class EventStore {
  /**
   * Appends all events or none; resolves when they are durable.
   *
   * Repeating an append with the same ids and the same expected revision (or `no_stream`, `any`,
   * `stream_exists`) writes nothing and answers as the first time; so does a prefix of the batch. The same
   * ids with the *current* revision are written again: repeat the original revision, never a new one.
   *
   * @throws WrongExpectedRevisionError, AppendTooLargeError, InvalidEventError (nothing was written)
   * @throws EventStoreUnavailableError (nothing was written), AppendOutcomeUnknownError (it may have been)
   */
  abstract append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended>;

  /** Events of one stream; a stream that does not exist yields nothing. */
  abstract readStream(stream: string, options?: ReadStreamOptions): Promise<readonly RecordedEvent[]>;

  /** One page of the log, oldest first, system streams left out. Off the event loop. */
  abstract readAll(options?: ReadAllOptions): Promise<readonly RecordedEvent[]>;

  /** The position of the newest event, or `undefined` in an empty log. */
  abstract lastPosition(): Promise<Position | undefined>;

  /**
   * How far the log reaches, with what the store itself wrote into it; 0 in an empty one. No subscription has been
   * further, unless the log was put back to an earlier state.
   */
  abstract endPosition(): Promise<Position>;

  /**
   * Catch-up, then live, in log order, each event once; ends only by `signal`. The adapter itself comes back
   * after errors and restarts of the store, from the last position it handed over. The next batch is read when
   * the consumer asks for it (back-pressure). A batch without events may come, to move checkpoints on.
   */
  abstract subscribe(options: SubscribeOptions): AsyncIterable<EventBatch>;

  abstract close(): Promise<void>;
}

/** The stream is not where the caller thought. */
export class WrongExpectedRevisionError extends Error {
  override readonly name = 'WrongExpectedRevisionError';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: Revision | 'no_stream',
  ) {
    super(`stream ${stream}: expected ${String(expected)}, is at ${String(actual)}`);
  }
}

/** More than `maxBytes` of data in one append (1,048,576, as EventStoreDB's default). */
export class AppendTooLargeError extends Error {
  override readonly name = 'AppendTooLargeError';
  constructor(readonly maxBytes: number) {
    super(`an append carries at most ${String(maxBytes)} bytes of data`);
  }
}

/** An event that the store would choke on: an empty type, an id that is not a UUID, a `$` name. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** The store cannot be reached; nothing was written. Safe to try again. */
export class EventStoreUnavailableError extends Error {
  override readonly name: string = 'EventStoreUnavailableError';
}

/** What it has cannot be read, and will not be until somebody restores it: no waiting helps. No event is to blame. */
export class EventStoreDamagedError extends EventStoreUnavailableError {
  override readonly name: string = 'EventStoreDamagedError';
}

/** The reply was lost: repeat the append with the same ids and the original expected revision. */
export class AppendOutcomeUnknownError extends Error {
  override readonly name = 'AppendOutcomeUnknownError';
}
