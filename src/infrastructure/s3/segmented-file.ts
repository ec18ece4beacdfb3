import { Readable } from 'node:stream';
import type { ByteRange, FileSource } from '../../application/ports/file-source.js';
import type { S3Object } from './join-objects.js';
import type { S3Bucket } from './s3-bucket.js';

/** Some of an upload's bytes: an object of its own, which never changes. */
export interface Segment extends S3Object {
  readonly bytes: number;
}

/** The upload went on, or ended, elsewhere meanwhile. */
export class SegmentGoneError extends Error {
  override readonly name = 'SegmentGoneError';
}

/** The bytes of segments, one after the other. */
export class SegmentedFile implements FileSource {
  readonly bytes: number;

  constructor(
    private readonly bucket: S3Bucket,
    readonly segments: readonly Segment[],
  ) {
    this.bytes = totalBytes(segments);
  }

  read(range: ByteRange = { start: 0, end: this.bytes - 1 }): Promise<Readable> {
    return Promise.resolve(Readable.from(this.chunks(range), { objectMode: false }));
  }

  private async *chunks({ start, end }: ByteRange): AsyncGenerator<Buffer> {
    let segmentStart = 0;
    for (const { key, etag, bytes } of this.segments) {
      const from = Math.max(start - segmentStart, 0);
      const to = Math.min(end - segmentStart, bytes - 1);
      segmentStart += bytes;
      if (from > to) continue;
      const found = await this.bucket.get(key, { etag, range: { start: from, end: to } });
      if (found === undefined) throw new SegmentGoneError(key);
      for await (const chunk of found.body) yield chunk as Buffer;
    }
  }
}

export const totalBytes = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { bytes }) => sum + bytes, 0);
