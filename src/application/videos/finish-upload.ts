import { createHash } from 'node:crypto';
import { makeId } from '../../domain/ids.js';
import { LONGEST_VIDEO_MS } from '../../domain/order/decide.js';
import type { Clock } from '../ports/clock.js';
import type { FileSource } from '../ports/file-source.js';
import { hasAllBytes, type Upload, type UploadOutcome, type Uploads } from '../ports/uploads.js';
import { type VideoStore, VideosUnavailableError } from '../ports/video-store.js';
import { type InspectVideo, isRefusedVideo, type RefusedVideo } from './inspection.js';

/** Makes a video of an upload whose last byte has arrived, or refuses it. */
export class FinishUpload {
  private readonly running = new Map<string, Promise<UploadOutcome>>();

  constructor(
    private readonly uploads: Uploads,
    private readonly videos: VideoStore,
    private readonly inspect: InspectVideo,
    private readonly clock: Clock,
    private readonly maxBytes: number,
  ) {}

  /**
   * May be called any number of times, at the same time, by several instances and after a crash at any point: the
   * outcome is the same. The video's id follows from the upload's, the store takes a video once, and the bytes of the
   * upload are let go only when the outcome is recorded.
   */
  async finish(uploadId: string): Promise<UploadOutcome> {
    const others = this.running.get(uploadId);
    if (others !== undefined) return others;
    const ours = this.finishOnce(uploadId).finally(() => this.running.delete(uploadId));
    this.running.set(uploadId, ours);
    return ours;
  }

  private async finishOnce(uploadId: string): Promise<UploadOutcome> {
    const upload = await this.uploads.find(uploadId);
    if (upload === undefined || !hasAllBytes(upload)) throw new UploadIncompleteError(uploadId);
    if (upload.outcome !== undefined) return upload.outcome;
    try {
      return await this.uploads.settle(uploadId, await this.accept(upload));
    } catch (error) {
      if (error instanceof VideosUnavailableError) throw error;
      // Another instance may have been faster, and have let go of the bytes that this one was reading.
      const outcome = (await this.uploads.find(uploadId))?.outcome;
      if (outcome === undefined) throw error;
      return outcome;
    }
  }

  private async accept(upload: Upload): Promise<UploadOutcome> {
    const tooBig = refuseSize(upload.receivedBytes, this.maxBytes);
    if (tooBig !== undefined) return tooBig;
    const content = await this.uploads.content(upload.uploadId);
    const found = await this.inspect(content);
    if (isRefusedVideo(found)) return found;
    if (found.durationMs > LONGEST_VIDEO_MS) return tooLong(found.durationMs);
    const videoId = makeId('vid', upload.uploadId);
    const file = {
      videoId,
      orderId: upload.orderId,
      ...found,
      bytes: upload.receivedBytes,
      sha256: await sha256Of(content),
      storedAt: this.clock.now(),
    };
    await this.videos.put(file, content);
    return { videoId };
  }
}

async function sha256Of(content: FileSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of await content.read()) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

/** Asked to finish what has not arrived completely: a fault of the caller. */
export class UploadIncompleteError extends Error {
  override readonly name = 'UploadIncompleteError';
  constructor(readonly uploadId: string) {
    super(`upload ${uploadId} has not arrived completely`);
  }
}

/** The refusal of a file of this size, known or declared; undefined when it is small enough. */
export function refuseSize(bytes: number, maxBytes: number): RefusedVideo | undefined {
  if (bytes <= maxBytes) return undefined;
  const limit = `a video has at most ${String(maxBytes)} bytes`;
  return { code: 'video_too_big', detail: `${limit}, this one has ${String(bytes)}` };
}

function tooLong(durationMs: number): RefusedVideo {
  const limit = `a video lasts at most ${String(LONGEST_VIDEO_MS)} ms`;
  return { code: 'video_too_long', detail: `${limit}, this one lasts ${String(durationMs)}` };
}
