import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { FinishUpload } from '../../../src/application/videos/finish-upload.js';
import { inspectVideo } from '../../../src/infrastructure/video/inspect-video.js';
import type { UploadsMountOptions } from '../../../src/interfaces/rest/videos/mount-uploads.js';
import { ProblemError } from '../../../src/interfaces/rest/problems/problem-error.js';
import { realClock } from '../real-clock.js';
import { sample } from './video-samples.js';
import type { VideoStorage } from './video-storage.js';

export const MAX_BYTES = 16 * 1024 * 1024;
export const ORDER_ID = 'ord_00000000-0000-7000-8000-00000000000a';

/** `Bearer ada` is the creator `ada`. */
export const authorization: UploadsMountOptions['authorization'] = {
  creatorOf: (header) => {
    const creatorId = header?.replace(/^Bearer /, '');
    return creatorId === undefined
      ? Promise.reject(new ProblemError('token_missing', 'who are you?'))
      : Promise.resolve(creatorId);
  },
  requireAwaited: (orderId) =>
    orderId === ORDER_ID
      ? Promise.resolve()
      : Promise.reject(new ProblemError('order_not_found', 'there is no such order')),
};

/** Everything that the mount needs, over one storage. */
export function uploadAppOn({
  videos,
  uploads,
}: Pick<VideoStorage, 'videos' | 'uploads'>): UploadsMountOptions {
  const finishUpload = new FinishUpload(uploads, videos, inspectVideo, realClock, MAX_BYTES);
  return {
    ...{ uploads, finishUpload, authorization },
    ...{ maxBytes: MAX_BYTES, newUploadId: randomUUID, onFault: () => undefined },
  };
}

/** `clip.mp4` made larger by free space behind it, which players skip. */
export async function largeVideo(bytes: number): Promise<Buffer> {
  const clip = await readFile(sample('clip.mp4'));
  const free = Buffer.alloc(bytes - clip.length, 'x');
  free.writeUInt32BE(free.length, 0);
  free.write('free', 4, 'latin1');
  return Buffer.concat([clip, free]);
}
