import { DAY_MS, type Instant, plusMs } from '../../domain/time.js';
import type { Uploads } from '../ports/uploads.js';
import type { VideoStore } from '../ports/video-store.js';

/** An upload has this long to complete; its outcome can be asked for as long. */
export const UPLOAD_KEPT_MS = DAY_MS;
/** A video that no order refers to is kept this long: the creator may still submit it. */
export const UNREFERENCED_VIDEO_KEPT_MS = 7 * DAY_MS;
/** What a crash left of a video is kept this long: much longer than it takes to put one away. */
export const VIDEO_REMAINS_KEPT_MS = DAY_MS;

/** Deletes uploads that have expired. @returns how many */
export async function cleanUploads(uploads: Uploads, now: Instant): Promise<number> {
  const expired = await uploads.begunBefore(plusMs(now, -UPLOAD_KEPT_MS));
  for (const uploadId of expired) await uploads.delete(uploadId);
  return expired.length;
}

/**
 * Deletes the videos that were stored before `olderThan` and that no order refers to.
 *
 * @param isReferenced asked about each old video; must answer true in doubt
 * @returns how many
 */
export async function cleanVideos(
  videos: VideoStore,
  isReferenced: (videoId: string) => Promise<boolean>,
  olderThan: Instant,
): Promise<number> {
  let deleted = 0;
  for await (const video of videos.list()) {
    if (video.storedAt >= olderThan) break;
    if (await isReferenced(video.videoId)) continue;
    await videos.delete(video.videoId);
    deleted += 1;
  }
  return deleted;
}
