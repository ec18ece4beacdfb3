import type { JsonObject, Position } from './event-store.js';

/** A document of a read model: plain JSON under an id. */
export interface Stored<Doc extends JsonObject = JsonObject> {
  readonly id: string;
  readonly doc: Doc;
  /** The position of the last event in it. A write at or before this position is ignored (guarded). */
  readonly position: Position;
}

/**
 * Ascending index over dotted paths, with `id` always last; declared beside each projection, made at start. It
 * serves a query whose filter gives equal values for its first fields and whose sort is the next one. Never
 * unique: rules are kept by the deciders, and a read model that refuses an event could not go on.
 */
export interface IndexSpec {
  /** Lower case, digits and `_`. */
  readonly name: string;
  readonly fields: readonly string[];
  /**
   * While many documents are written that nobody asks for yet: it need not be there before a call without this, since making it then
   * takes less than keeping it up. Queries answer the same meanwhile. One that is there stays.
   */
  readonly isLater?: boolean;
}

export interface CollectionSpec {
  /** Physical name, e.g. `order_view_v1`. Lower case, digits and `_`. */
  readonly name: string;
  readonly indexes: readonly IndexSpec[];
}

export type Scalar = string | number | boolean | null;

/**
 * One condition per field; all must hold. A scalar means equal; `null` matches what is absent, too. An array
 * field matches when one of its elements does. Fields are dotted paths through objects (not through arrays):
 * letters, digits and `_`. Values of a field, and what it is compared with, are of one type throughout a
 * collection, `null` and arrays of that type aside.
 */
export type Filter = Readonly<Record<string, Scalar | FieldCondition>>;
/** At least one of these; each must hold. Ranges never match `null`. */
export interface FieldCondition {
  readonly in?: readonly Scalar[];
  readonly gte?: string | number;
  readonly gt?: string | number;
  readonly lte?: string | number;
  readonly lt?: string | number;
  /** Starts with, case-sensitive: index-friendly in SQLite and MongoDB alike. */
  readonly prefix?: string;
}

export interface FindOptions {
  readonly filter?: Filter;
  /**
   * One field of scalars (`null` and absent come first), then always `id`, in the same direction: a total order,
   * so that cursors are stable. Text goes by its UTF-8 bytes. Default: `id`, ascending.
   */
  readonly sort?: { readonly field: string; readonly direction: 'asc' | 'desc' };
  /** 1 to 1000. */
  readonly limit: number;
  /** The cursor of the last document already seen (from a page's `next`). */
  readonly after?: string;
  /** The answer may lack what was written of late: a store of several nodes may ask one that lags. Default: it has everything. */
  readonly mayLag?: boolean;
}

export interface Page<Doc extends JsonObject = JsonObject> {
  readonly documents: readonly Stored<Doc>[];
  /** Pass as `after` to go on; absent when there is nothing more. Opaque. */
  readonly next?: string;
}

/**
 * `doc: null` deletes. `position` guards: applied only where the stored position is lower (or nothing is stored); see `isMadeAnew`.
 * An id comes at most once in one call.
 */
export interface GuardedWrite {
  readonly id: string;
  readonly doc: JsonObject | null;
  readonly position: Position;
  /** Whoever writes saw no document there. A store may trust it, as long as the position decides where there is one after all. */
  readonly isNew?: boolean;
  /** Made anew from the log up to its position: applied also where the stored position is the same. */
  readonly isMadeAnew?: boolean;
}

/** Grows with each owner of whatever writes: see `Leases`. */
export type Fence = bigint;

export interface CheckpointWrite {
  readonly name: string;
  readonly position: Position;
  /** Of whom writes, where there may be others. */
  readonly fence?: Fence | undefined;
}

/**
 * Documents with indexes, guarded writes and cursor pages. Every adapter passes
 * `test/contract/read-models.contract.ts`. Needs no multi-document transaction to be right: writes are
 * guarded per document, and a checkpoint is stored after the documents it covers.
 */
export abstract class ReadModels {
  /** Creates the collection if it is not there, and makes its indexes exactly those of the spec. */
  abstract ensureCollection(spec: CollectionSpec): Promise<void>;
  /** Drops the collection and the checkpoint of the same name. What is not there is not an error. */
  abstract dropCollection(name: string): Promise<void>;
  /** The names of all collections, in order. Reading one that is not there finds nothing. */
  abstract collections(): Promise<readonly string[]>;

  abstract get<Doc extends JsonObject>(collection: string, id: string): Promise<Stored<Doc> | undefined>;
  /** Those that are there, in any order. */
  abstract getMany<Doc extends JsonObject>(
    collection: string,
    ids: readonly string[],
  ): Promise<readonly Stored<Doc>[]>;
  /** @throws InvalidCursorError when `after` is not a cursor of this query's order. */
  abstract find<Doc extends JsonObject>(collection: string, options: FindOptions): Promise<Page<Doc>>;
  abstract count(collection: string, filter?: Filter): Promise<number>;

  /**
   * Writes documents, then the checkpoint: a crash anywhere leaves a checkpoint that no document is behind of.
   * A checkpoint never goes back. The embedded adapter does it all in one transaction.
   * @throws ReadModelsUnavailableError some of it, in any order, or nothing was written: write it again
   * @throws FencedOutError a later owner has the checkpoint; documents that are newer than its own are as they were
   */
  abstract write(
    collection: string,
    writes: readonly GuardedWrite[],
    checkpoint?: CheckpointWrite,
  ): Promise<void>;

  /** The furthest position of any checkpoint. */
  abstract furthestCheckpoint(): Promise<Position | undefined>;
  /**
   * To go on from there: whoever asks follows on by this checkpoint, and nobody else does. Where the store may have forgotten, it
   * may be put back.
   * With a fence, the checkpoint is from now on that owner's: writes under an earlier fence are refused.
   * @throws FencedOutError a later owner has it
   */
  abstract checkpoint(name: string, fence?: Fence): Promise<Position | undefined>;
  /** How far somebody else has come, who follows on by it. */
  abstract lookAtCheckpoint(name: string): Promise<Position | undefined>;
  /** What is not there is not an error. The only way for a checkpoint to become smaller, for one of another log. */
  abstract forgetCheckpoint(name: string): Promise<void>;

  /** Small named values (which version of a projection serves, for one). Compare-and-set: false if `expected` is not what is there. */
  abstract getValue(key: string): Promise<string | undefined>;
  abstract setValue(key: string, value: string, expected: string | undefined): Promise<boolean>;

  /**
   * Calls the listener whenever the store may have forgotten what it had acknowledged of late, until what is answered here is called.
   * Who built on it reads its checkpoint again: nothing else tells of it where nothing is written.
   */
  abstract onLoss(listener: () => void): () => void;

  /** Makes deleted and overwritten content unrecoverable from the files (free pages and write-ahead log included). */
  abstract scrub(): Promise<void>;

  abstract close(): Promise<void>;
}

export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
}

/** Somebody else has taken over: whoever gets this stops. */
export class FencedOutError extends Error {
  override readonly name = 'FencedOutError';
  constructor(checkpoint: string) {
    super(`${checkpoint} belongs to a later owner`);
  }
}

/** The store cannot be reached, is closed, or its disk is full; try again later. */
export class ReadModelsUnavailableError extends Error {
  override readonly name = 'ReadModelsUnavailableError';
}
