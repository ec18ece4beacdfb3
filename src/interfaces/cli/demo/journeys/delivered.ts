import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UnexpectedAnswerError } from '../api-client.js';
import { InboxListener } from '../inbox-listener.js';
import { lira, type MoneyBody, type Stage } from '../stage.js';
import { uploadVideo, VIDEO_FILE } from '../upload-video.js';
import type { Journey } from './journey.js';

const PART_BYTES = 1_000;

export const delivered: Journey = {
  title: 'Delivered: the price is agreed in a conversation, the video comes into the inbox',
  async play(stage) {
    const { api, cast, say } = stage;
    const price = lira(16_000);
    const quoteId = await agreeOnPrice(stage, price);
    const orderId = await stage.placePaidOrder({ creator: cast.ada, price, quoteId });
    const listener = await InboxListener.open(api.origin, cast.fan);
    try {
      await api.command(cast.ada, `/v1/orders/${orderId}/accept`);
      const videoId = await uploadVideo(api, cast.ada, orderId);
      await api.command(cast.ada, `/v1/orders/${orderId}/deliver`, { video_id: videoId });
      const message = await listener.message();
      if (message.order_id !== orderId) throw new UnexpectedAnswerError('the inbox told of another order');
      say('the inbox told of it by itself (server-sent event)');
    } finally {
      listener.close();
    }
    await watchVideo(stage, orderId);
    await api.command(cast.fan, `/v1/orders/${orderId}/rating`, { stars: 5, comment: 'She cried with joy.' });
    return [{ title: 'delivered', orderId, fate: 'delivered' }];
  },
};

/** Ada asks 180.00, Deniz proposes another price, Ada agrees to it. */
async function agreeOnPrice({ api, cast: { fan, ada } }: Stage, price: MoneyBody): Promise<string> {
  const { quote_id } = await api.command<{ quote_id: string }>(fan, '/v1/quotes', {
    creator_id: ada.id,
    message: 'Would you sing for my aunt?',
  });
  const quote = `/v1/quotes/${quote_id}`;
  await api.command(ada, `${quote}/messages`, { message: 'Two verses? That takes me an afternoon.' });
  await api.command(ada, `${quote}/offer`, { price: lira(18_000) });
  await api.command(fan, `${quote}/counter`, { price });
  await api.command(ada, `${quote}/accept`, { price });
  return quote_id;
}

/** The whole of it and a part: what the creator uploaded, to the byte. */
async function watchVideo({ api, cast, say }: Stage, orderId: string): Promise<void> {
  await api.expect(200, cast.fan, 'GET', `/v1/inbox/${orderId}`);
  const link = await api.expect(200, cast.fan, 'GET', `/v1/inbox/${orderId}/video`);
  const { url } = (await link.json()) as { url: string };
  const uploaded = await readFile(VIDEO_FILE);
  const whole = await bytesOf(await api.expect(200, undefined, 'GET', url));
  if (sha256(whole) !== sha256(uploaded))
    throw new UnexpectedAnswerError('the video is not what was uploaded');
  say(`${String(whole.length)} bytes, and the SHA-256 of the uploaded file`);
  const range = { headers: { range: `bytes=0-${String(PART_BYTES - 1)}` } };
  const part = await bytesOf(await api.expect(206, undefined, 'GET', url, range));
  if (!part.equals(uploaded.subarray(0, PART_BYTES)))
    throw new UnexpectedAnswerError('the part of the video is not its beginning');
  say(`its first ${String(PART_BYTES)} bytes, by Range`);
}

const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
