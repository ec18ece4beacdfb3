import { type DataStore, Server, type Upload as TusUpload } from '@tus/server';
import { VideosUnavailableError } from '../../../application/ports/video-store.js';
import type { FinishUpload } from '../../../application/videos/finish-upload.js';
import { isRefusedVideo, type RefusedVideo } from '../../../application/videos/inspection.js';
import { ProblemError } from '../problems/problem-error.js';
import type { VideoProblemCode } from '../problems/table.js';

export const UPLOADS_PATH = '/v1/uploads';
/** Tells the id of the video that a finished upload became. */
export const VIDEO_ID_HEADER = 'shoutouts-video-id';

/**
 * A client that comes back while its old, dead connection still holds the upload takes it over after this time,
 * in which the old request writes what it had received. The tus server spins while it waits, so it is short.
 */
const TAKE_OVER_MS = 500;

export interface TusUploadsOptions {
  readonly datastore: DataStore;
  readonly finishUpload: FinishUpload;
  readonly maxBytes: number;
  /** A new UUID. */
  readonly newUploadId: () => string;
  /** Hears of faults of ours, which the client is told nothing about. */
  readonly onFault: (error: unknown) => void;
}

/** The tus 1.0 protocol (https://tus.io/protocols/resumable-upload), with our outcomes and our problems. */
export class TusUploads {
  private readonly server: Server;
  private readonly creators = new WeakMap<object, string>();
  private readonly refusals = new WeakMap<object, RefusedVideo>();
  private readonly outages = new WeakMap<object, VideosUnavailableError>();

  constructor(private readonly options: TusUploadsOptions) {
    this.server = new Server({
      path: UPLOADS_PATH,
      datastore: options.datastore,
      maxSize: options.maxBytes,
      // The address that the client used is known to the client alone, not to who stands behind a proxy.
      relativeLocation: true,
      lockDrainTimeout: TAKE_OVER_MS,
      exposedHeaders: [VIDEO_ID_HEADER],
      disableTerminationForFinishedUploads: true,
      namingFunction: () => options.newUploadId(),
      onUploadCreate: (request, upload) => Promise.resolve({ metadata: this.kept(request, upload) }),
      onUploadFinish: (request, upload) => this.finish(request, upload.id),
      onResponseError: (request, error) => {
        if (error instanceof VideosUnavailableError) this.outages.set(request, error);
        else if (!('status_code' in error)) options.onFault(error);
        return undefined;
      },
    });
  }

  /** The creator comes from who was authorised, never from the metadata that the client sent. */
  create(request: Request, creatorId: string): Promise<Response> {
    this.creators.set(request, creatorId);
    return this.handle(request);
  }

  /** @throws ProblemError for whatever tus, or we, refuse; VideosUnavailableError */
  async handle(request: Request): Promise<Response> {
    const response = await this.server.handleWeb(request);
    const outage = this.outages.get(request);
    if (outage !== undefined) throw outage;
    const refused = this.refusals.get(request);
    if (refused !== undefined) throw new ProblemError(refused.code, refused.detail);
    const { status } = response;
    if (status >= 400)
      throw new ProblemError(PROBLEM_OF_STATUS[status] ?? 'internal_error', detailOf(status));
    return response;
  }

  private async finish(request: object, uploadId: string): Promise<{ headers?: Record<string, string> }> {
    const outcome = await this.options.finishUpload.finish(uploadId);
    if (!isRefusedVideo(outcome)) return { headers: { [VIDEO_ID_HEADER]: outcome.videoId } };
    this.refusals.set(request, outcome);
    return {};
  }

  /** File names and the like may be personal: nothing of the client's metadata but the order is kept. */
  private kept(request: object, upload: TusUpload): Record<string, string | null> {
    return {
      order_id: upload.metadata?.['order_id'] ?? null,
      creator_id: this.creators.get(request) ?? null,
    };
  }
}

const PROBLEM_OF_STATUS: Readonly<Record<number, VideoProblemCode>> = {
  400: 'upload_invalid',
  403: 'upload_invalid',
  404: 'upload_not_found',
  409: 'upload_offset_conflict',
  410: 'upload_expired',
  413: 'video_too_big',
  501: 'upload_invalid',
};

const DETAIL_OF_STATUS: Readonly<Record<number, string>> = {
  404: 'there is no such upload',
  409: 'the upload is at another offset: ask for it with HEAD, and go on from there',
  410: 'the upload has expired: begin a new one',
  413: 'the upload is larger than allowed, or than it declared',
};

function detailOf(status: number): string {
  const isFault = PROBLEM_OF_STATUS[status] === undefined;
  const fallback = isFault
    ? 'the upload could not be stored: try again'
    : 'the request is not what tus 1.0 expects';
  return DETAIL_OF_STATUS[status] ?? fallback;
}
