import type { Readable } from 'node:stream';
import type { ByteRange, FileSource } from './file-source.js';

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

export interface StoredVideo {
  readonly videoId: string;
  /** ISO 8601, UTC. Where the store dates things itself, by its clock. */
  readonly storedAt: string;
}

export interface PlaybackRequest {
  readonly method: 'GET' | 'HEAD';
  readonly mediaType: string;
  /** Epoch milliseconds: from then on, nothing can be begun with the address. */
  readonly untilMs: number;
}

/** Where finished, checked videos are kept. All methods reject with `VideosUnavailableError` while that place cannot be reached. */
export abstract class VideoStore {
  /**
   * Takes an upload's bytes over, durably, with what was found out about them; a second call for the same id does nothing. A
   * crash at any point leaves the whole video, or nothing that looks like one.
   *
   * @param source of the `Uploads` that belong to this store: their bytes need not be moved through this process
   */
  abstract put(file: VideoFile, source: FileSource): Promise<void>;
  abstract find(videoId: string): Promise<VideoFile | undefined>;
  /** @throws VideoNotFoundError */
  abstract read(videoId: string, range?: ByteRange): Promise<Readable>;
  /** Where a player gets the video from the store itself, Range requests included; undefined where only `read` has it. */
  abstract playbackAddress(video: VideoFile, request: PlaybackRequest): Promise<string | undefined>;
  /** Deleting what is not there does nothing. */
  abstract delete(videoId: string): Promise<void>;
  /** All stored videos, oldest first: for cleaning up what no order refers to. */
  abstract list(): AsyncIterable<StoredVideo>;
  /**
   * Deletes what crashes before this instant (ISO 8601, UTC) left of videos that never were whole. It must be long past: what
   * is being put now looks the same.
   */
  abstract deleteRemains(before: string): Promise<void>;
}

export class VideoNotFoundError extends Error {
  override readonly name = 'VideoNotFoundError';
}

/** Videos and uploads cannot be reached now. Whether a write arrived is not known; repeating it does no harm. */
export class VideosUnavailableError extends Error {
  override readonly name = 'VideosUnavailableError';
}
