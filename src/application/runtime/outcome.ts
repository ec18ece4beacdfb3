import type { Position, Revision } from '../ports/event-store.js';
import type { Rejection } from '../../domain/rejection.js';

/** Where the stream of a command is that was not refused. Repeated, the command is answered the same. */
export interface CommandReceipt {
  /** The revision of its stream; -1 when there is no stream and nothing was to be done. */
  readonly revision: Revision;
  /** Give it to a query, and the answer will have this command in it. */
  readonly position: Position;
}

export type CommandOutcome = CommandReceipt | Rejection;

/** The caller's `If-Match` named another revision than the stream is at. Nothing was written. */
export class RevisionChangedError extends Error {
  override readonly name = 'RevisionChangedError';
  constructor(readonly current: Revision) {
    super(`the revision is ${String(current)} now`);
  }
}

/** Others appended to the same stream first, again and again. Nothing was written; try again. */
export class TooManyConflictsError extends Error {
  override readonly name = 'TooManyConflictsError';
}
