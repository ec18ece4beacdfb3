/** A file to be looked into, without ever holding all of it. */
export interface FileBytes {
  readonly size: number;
  /** The bytes from `start` (inclusive) to `end` (exclusive); fewer at the end of the file. */
  read(start: number, end: number): Buffer;
}

/** The file says so itself: it is not, or not completely, a video that we take. */
export class NotAVideoError extends Error {
  override readonly name = 'NotAVideoError';
}

/** No honest table, fragment header or picture of a three-minute video comes near this. */
export const MAX_PART_BYTES = 32 * 1024 * 1024;

/** More parts than any muxer makes of three minutes (one fragment per picture at 240 per second is 86,400). */
export const MAX_PARTS = 200_000;
