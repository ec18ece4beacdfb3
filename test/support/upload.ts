import { readFile } from 'node:fs/promises';
import { DetailedError, Upload } from 'tus-js-client';
import type { Caller, Json } from './api-client.js';
import { sample } from './videos/video-samples.js';

const PART_BYTES = 1024;

/** Uploads one of the samples as an app does, in several parts. @returns the id of the video it became */
export async function uploadSample(creator: Caller, orderId: string, name = 'clip.mp4'): Promise<string> {
  return uploadVideo(creator, orderId, await readFile(sample(name)));
}

/** @throws UploadRefused */
export function uploadVideo(creator: Caller, orderId: string, file: Buffer): Promise<string> {
  let videoId: string | undefined;
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: `${creator.api.url}/v1/uploads`,
      headers: { ...creator.credentials },
      metadata: { order_id: orderId },
      chunkSize: Math.max(PART_BYTES, Math.ceil(file.length / 3)),
      retryDelays: null,
      onAfterResponse: (_request, response) => {
        videoId = response.getHeader('shoutouts-video-id') ?? videoId;
      },
      onSuccess: () => {
        if (videoId === undefined) reject(new Error('the upload ended without a video'));
        else resolve(videoId);
      },
      onError: (error) => reject(refusalIn(error)),
    });
    upload.start();
  });
}

export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

function refusalIn(error: Error): Error {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  if (response === null || response === undefined) return error;
  const { code } = JSON.parse(response.getBody()) as Json;
  return new UploadRefused(response.getStatus(), String(code));
}
