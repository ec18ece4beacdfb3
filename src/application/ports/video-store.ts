import type { Readable } from 'node:stream';

export interface VideoFile {
  /** `vid_…` */
  readonly videoId: string;
  /** For which order it was uploaded. */
  readonly orderId: string;
  readonly container: 'mp4' | 'quicktime' | 'webm';
  readonly bytes: number;
  readonly durationMs: number;
  /** Lower-case hex of the whole file. */
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly storedAt: string;
}

export interface ByteRange {
  /** Inclusive. */
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** Where finished, checked videos are kept. */
export abstract class VideoStore {
  /** Takes a local file over, durably, with what was found out about it; a second call for the same id does nothing. */
  abstract put(file: VideoFile, localPath: string): Promise<void>;
  abstract find(videoId: string): Promise<VideoFile | undefined>;
  /** @throws VideoNotFoundError */
  abstract read(videoId: string, range?: ByteRange): Promise<Readable>;
  /** Deleting what is not there does nothing. */
  abstract delete(videoId: string): Promise<void>;
  /** All stored videos, oldest first: for cleaning up what no order refers to. */
  abstract list(): AsyncIterable<VideoFile>;
}

export class VideoNotFoundError extends Error {
  override readonly name = 'VideoNotFoundError';
}
