import type { Position } from './event-store.js';
import type { Fence } from './read-models.js';

/** A collection of a read model that is far behind the log, and how far it is to come. */
export interface CatchUp {
  /** The name of the read model, of the version that this program has. */
  readonly projection: string;
  readonly collection: string;
  /** Of the lease under which it is driven, where there are several instances. */
  readonly fence: Fence | undefined;
  /** A position that is in the log. */
  readonly until: Position;
  /** No faster than this. */
  readonly eventsPerSecond: number | undefined;
}

/** Whom it tells. */
export interface CatchUpHooks {
  /** After each stored batch. @param events of it that the read model takes */
  readonly advanced: (position: Position, events: number) => Promise<void>;
  /** Before anything of a batch is stored in which somebody is erased. */
  readonly erasing: (position: Position) => Promise<void>;
  /** Before documents are written. */
  readonly touching: (ids: readonly string[]) => Promise<void>;
}

/**
 * Whatever catches up apart has ended in the middle, or does nothing any more: it had too little memory, or a rule of the read model loops
 * or grows without bound. What was stored until then is there.
 */
export class CatchUpLostError extends Error {
  override readonly name = 'CatchUpLostError';
}

/** Brings collections that are far behind up to the log, apart from what answers requests. */
export interface CatchUps {
  /** So many batches that did not come to the end of the log, one after the other, are far behind. */
  readonly afterBatches: number;
  /**
   * From the collection's checkpoint on. Resolves when it is there, or after the signal; nothing is written any more then.
   * @throws Error with what keeps it from that: whoever asked goes on by themselves, from the checkpoint
   * @throws CatchUpLostError of which going on where requests are answered may hold these up, or end the program
   */
  run(catchUp: CatchUp, hooks: CatchUpHooks, signal: AbortSignal): Promise<void>;
}
