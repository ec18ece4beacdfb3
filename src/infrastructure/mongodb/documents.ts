import type { Long } from 'mongodb';
import type { JsonObject, Position } from '../../application/ports/event-store.js';
import type { IndexSpec } from '../../application/ports/read-models.js';

/** A document as it lies in its collection: the read model's own fields are under `doc`, for analysts to query. */
export interface StoredDocument {
  readonly _id: string;
  /** int64: positions are beyond what a double holds exactly. Read as bigint. */
  readonly position: Long | bigint;
  /** Absent of one that was deleted. */
  readonly doc?: JsonObject;
  /**
   * What was deleted leaves its position for a while: an instance that stood still for longer than its lease may write an older
   * document before its checkpoint is refused, and would bring it back.
   */
  readonly deletedAt?: Date;
}

/** `read_models`: which collections there are. */
export interface Registered {
  readonly _id: string;
  readonly indexes: readonly IndexSpec[];
}

/** `checkpoints` */
export interface Checkpoint {
  readonly _id: string;
  /** Absent while only its owner is known. */
  readonly position?: Long | bigint;
  /** Of its latest owner, where there are several instances. */
  readonly fence?: Long | bigint;
}

/** `named_values` */
export interface NamedValue {
  readonly _id: string;
  readonly value: string;
}

export const positionOf = ({ position }: { readonly position: Long | bigint }): Position =>
  typeof position === 'bigint' ? position : position.toBigInt();
