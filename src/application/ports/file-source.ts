import type { Readable } from 'node:stream';

export interface ByteRange {
  /** Inclusive. */
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** A file that does not change any more, wherever its bytes lie. */
export interface FileSource {
  readonly bytes: number;
  read(range?: ByteRange): Promise<Readable>;
}
