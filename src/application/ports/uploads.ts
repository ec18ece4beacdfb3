import type { RefusedVideo } from '../videos/inspection.js';
import type { FileSource } from './file-source.js';

/** What came of an upload whose last byte arrived. Recorded once, never changed. */
export type UploadOutcome = { readonly videoId: string } | RefusedVideo;

/** A file on its way in. Nothing that the client says of it is kept but its length and its order. */
export interface Upload {
  /** A UUID. */
  readonly uploadId: string;
  readonly orderId: string;
  /** Who may go on with it. */
  readonly creatorId: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Undefined until the client declares it. */
  readonly lengthBytes: number | undefined;
  readonly receivedBytes: number;
  readonly outcome: UploadOutcome | undefined;
}

/**
 * Where uploads lie until they have become videos. All methods reject with `VideosUnavailableError` while that place cannot be
 * reached.
 */
export abstract class Uploads {
  abstract find(uploadId: string): Promise<Upload | undefined>;
  /** All bytes of an upload that has them. They are there until its outcome is recorded. */
  abstract content(uploadId: string): Promise<FileSource>;
  /**
   * Records the outcome durably, unless there is one, then lets go of the bytes.
   *
   * @returns the recorded one: another instance may have been first
   */
  abstract settle(uploadId: string, outcome: UploadOutcome): Promise<UploadOutcome>;
  /** Deleting what is not there does nothing. */
  abstract delete(uploadId: string): Promise<void>;
  /** Ids of all uploads, and of what a crash left of one, that began before this instant (ISO 8601, UTC). */
  abstract begunBefore(instant: string): Promise<readonly string[]>;
}

export const hasAllBytes = (upload: Upload): boolean => upload.receivedBytes === upload.lengthBytes;
