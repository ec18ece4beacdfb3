import type { Readable } from 'node:stream';
import type { RefusedVideo } from './inspection.js';

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

/** Where uploads lie until they have become videos. */
export interface Uploads {
  find(uploadId: string): Promise<Upload | undefined>;
  /** Records the outcome durably, then lets go of the bytes. */
  settle(uploadId: string, outcome: UploadOutcome): Promise<void>;
  /** Deleting what is not there does nothing. */
  delete(uploadId: string): Promise<void>;
  /** Ids of all uploads, and of what a crash left of one, that began before this instant (ISO 8601, UTC). */
  begunBefore(instant: string): Promise<readonly string[]>;
  /** The local file with the received bytes, for who has to look inside. */
  path(uploadId: string): string;
  read(uploadId: string): Readable;
}

export const hasAllBytes = (upload: Upload): boolean => upload.receivedBytes === upload.lengthBytes;
