import { readFile } from 'node:fs/promises';
import { UnexpectedAnswerError, type ApiClient, type Caller } from './api-client.js';

/** A real video, of two seconds. */
export const VIDEO_FILE = new URL('../../../../test/support/videos/clip.mp4', import.meta.url);

const TUS = { 'tus-resumable': '1.0.0' };

/**
 * Uploads a video for an order by tus (https://tus.io/protocols/resumable-upload), in two parts, as after a broken
 * connection: between them the server says how much it has.
 *
 * @returns the video's id
 */
export async function uploadVideo(api: ApiClient, creator: Caller, orderId: string): Promise<string> {
  const video = await readFile(VIDEO_FILE);
  const begun = await api.expect(201, creator, 'POST', '/v1/uploads', {
    headers: {
      ...TUS,
      'upload-length': String(video.length),
      'upload-metadata': `order_id ${Buffer.from(orderId).toString('base64')}`,
    },
  });
  const upload = headerOf(begun, 'location');
  const send = (offset: number, part: Buffer<ArrayBuffer>) =>
    api.expect(204, creator, 'PATCH', upload, {
      headers: {
        ...TUS,
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
      },
      body: part,
    });
  await send(0, video.subarray(0, video.length / 2));
  const asked = await api.expect(200, creator, 'HEAD', upload, { headers: TUS });
  const offset = Number(headerOf(asked, 'upload-offset'));
  return headerOf(await send(offset, video.subarray(offset)), 'shoutouts-video-id');
}

function headerOf(response: Response, name: string): string {
  const value = response.headers.get(name);
  if (value === null) throw new UnexpectedAnswerError(`the answer to the upload has no ${name}`);
  return value;
}
