import type { Position } from '../../../application/ports/event-store.js';
import type { TableFormat } from '../../../application/ports/table-files.js';
import type { AsOfAsked } from '../../../application/reports/as-of.js';
import type { Explained } from '../explain.js';
import type { LogEngine } from '../log/open-log.js';

/** What the thread that answers a question is given. */
export interface QuestionWork {
  /** The path of its file, or the name of a read model. */
  readonly asked: string;
  readonly engine: LogEngine;
  readonly asOf: AsOfAsked;
  readonly changedAfter: Position | undefined;
  readonly format: TableFormat;
  readonly out: string | undefined;
  /** Empty; for its documents. */
  readonly scratchDir: string;
  /** One place for the position of the event that the question has, or one of the two below. */
  readonly at: BigInt64Array<SharedArrayBuffer>;
}

export interface Answered {
  readonly rows: number;
  readonly position: Position;
  readonly instant: string;
  readonly sha256: string;
}

/** What it says. */
export type QuestionMessage =
  | {
      readonly said: 'progress';
      readonly events: number;
      readonly position: Position;
      readonly end: Position;
    }
  | { readonly said: 'warning'; readonly message: string }
  | { readonly said: 'answered'; readonly answered: Answered }
  /** An error would lose its class between threads. */
  | { readonly said: 'failed'; readonly explained: Explained };

/** Where a question is while it has no event: it is not watched then. */
export const HAS_NONE: Position = 0n;
/** And while its file is loaded, which runs what is in it. */
export const IS_LOADED: Position = -1n;
