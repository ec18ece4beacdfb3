/** What travels to the writer thread and back: flat arrays of strings and numbers, which are cheapest to copy. */

/** A stream that is not there is one revision before its first event. */
export const NO_STREAM = -1;
/** Further expectations that are no revision. */
export const EXPECT_ANY = -2;
export const EXPECT_STREAM_EXISTS = -3;

/** Strings of one event in `events`: id, type, data, metadata. */
export const STRINGS_PER_EVENT = 4;

export interface AppendRequest {
  readonly stream: string;
  readonly expected: number;
  readonly recordedAt: string;
  readonly events: readonly string[];
}

export type AppendReply =
  | readonly [outcome: 'appended', revision: number, position: number]
  /** `actual` may be `NO_STREAM`. */
  | readonly [outcome: 'refused', actual: number]
  | readonly [outcome: 'failed', reason: string];
