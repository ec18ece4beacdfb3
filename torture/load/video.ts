import { readFileSync } from 'node:fs';

const CLIP = readFileSync(new URL('../../../test/support/videos/clip.mp4', import.meta.url));
/** A box that players pass over: four bytes of length, its name, its content. */
const BOX_HEAD_BYTES = 8;
const BOX_NAME = 'free';

/** A real video, unlike all others: it says at its end for which order it was made. */
export function videoFor(orderId: string): Buffer<ArrayBuffer> {
  const content = Buffer.from(orderId);
  const head = Buffer.alloc(BOX_HEAD_BYTES);
  head.writeUInt32BE(BOX_HEAD_BYTES + content.length);
  head.write(BOX_NAME, 4);
  return Buffer.concat([CLIP, head, content]);
}

export const isVideoFor = (orderId: string, bytes: Buffer): boolean => bytes.equals(videoFor(orderId));
