import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { acceptedOrder, newCreator, newFan, type Person } from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { uploadSample, uploadVideo } from '../support/upload.js';
import { sample } from '../support/videos/video-samples.js';

const MOST_BYTES = 60_000;

describe('an upload', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;
  let orderId: string;

  beforeAll(async () => {
    running = await runServer({ VIDEO_MAX_BYTES: String(MOST_BYTES) });
    fan = await newFan(running.api);
    creator = await newCreator(running.api);
    orderId = await acceptedOrder(fan, creator);
  });
  afterAll(() => running.end());

  it.each([
    ['text.mp4', 'video_not_a_video'],
    ['picture.mp4', 'video_not_a_video'],
    ['music.mp4', 'video_not_a_video'],
    ['audio-only.mp4', 'video_not_a_video'],
    ['truncated.mp4', 'video_not_a_video'],
    ['three-minutes-and-one-second.mp4', 'video_too_long'],
  ])('of %s is refused: %s', async (name, code) => {
    await expect(uploadSample(creator.caller, orderId, name)).rejects.toMatchObject({ status: 422, code });
  });

  it('of more bytes than are taken is refused before they are sent', async () => {
    const tooBig = Buffer.alloc(MOST_BYTES + 1);
    await expect(uploadVideo(creator.caller, orderId, tooBig)).rejects.toMatchObject({
      status: 413,
      code: 'video_too_big',
    });
  });

  it.each([
    ['by the fan', () => fan.caller],
    ['by nobody', () => running.api.anyone()],
    ['with a token that is none', () => running.api.withToken('x.y.z')],
  ])('%s is refused', async (_what, caller) => {
    await expect(uploadSample(caller(), orderId)).rejects.toMatchObject({
      code: expect.stringMatching(/^(not_allowed|order_not_found|token_missing|token_invalid)$/),
    });
  });

  it('for no order is refused', async () => {
    await expect(uploadSample(creator.caller, 'ord_1')).rejects.toMatchObject({ code: 'upload_invalid' });
  });

  it.each(['three-minutes.mp4', 'clip.mov', 'clip.webm'])(
    'of %s becomes a video that can be delivered',
    async (name) => {
      const id = await acceptedOrder(fan, creator);
      const video_id = await uploadSample(creator.caller, id, name);
      await creator.caller.post(`/v1/orders/${id}/deliver`, { video_id });
      const { url } = await fan.caller.get<{ url: string }>(`/v1/inbox/${id}/video`);
      const played = await fetch(`${running.api.url}${url}`);
      expect(Buffer.from(await played.arrayBuffer()).equals(await readFile(sample(name)))).toBe(true);
    },
  );
});
