import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Person, Received } from './client.js';
import type { Gate } from './gate.js';
import { videoFor } from './video.js';

const TUS = { 'tus-resumable': '1.0.0' };
const PAUSE_MS = 50;

/** Uploads a video for an order, and goes on where the server says it is, as often as that takes. */
export async function upload(
  client: Client,
  gate: Gate,
  creator: Person,
  orderId: string,
): Promise<string | undefined> {
  const video = videoFor(orderId);
  const begin = () =>
    client.send({
      ...{ method: 'POST', path: '/v1/uploads', person: creator },
      headers: {
        ...TUS,
        'upload-length': String(video.length),
        'upload-metadata': `order_id ${Buffer.from(orderId).toString('base64')}`,
      },
    });
  const ask = (path: string) => client.send({ method: 'HEAD', path, person: creator, headers: TUS });
  const sendFrom = (path: string, offset: number, part: Buffer<ArrayBuffer>) =>
    client.send({
      ...{ method: 'PATCH', path, person: creator, body: part },
      headers: {
        ...TUS,
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
      },
    });
  for (let path: string | undefined; ; await pause(PAUSE_MS)) {
    const place = path;
    const answer = await gate.pass<Received | undefined>(async () => {
      if (place === undefined) return begin();
      const asked = await ask(place);
      const offset = Number(asked?.headers.get('upload-offset') ?? NaN);
      if (asked?.status !== 200 || offset === video.length) return asked;
      // In two parts, as after a broken connection.
      const end = offset < video.length / 2 ? Math.ceil(video.length / 2) : video.length;
      return sendFrom(place, offset, video.subarray(offset, end));
    });
    if (answer === undefined) continue;
    const videoId = answer.headers.get('shoutouts-video-id');
    if (videoId !== null) return videoId;
    // Nobody waits for a video any more: the order has ended, or it is too late.
    if (place === undefined && answer.status >= 400) return undefined;
    path =
      answer.status >= 400 && answer.status !== 409 ? undefined : (answer.headers.get('location') ?? path);
  }
}
