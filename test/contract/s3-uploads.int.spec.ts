import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { SEGMENT_BYTES } from '../../src/infrastructure/s3/s3-uploads.js';
import { HAS_S3 } from '../support/s3.js';
import { beginUpload, receiveBytes } from '../support/videos/tus-store.js';
import { openStorage, type VideoStorage } from '../support/videos/video-storage.js';
import { uploadsContract } from './uploads.contract.js';

if (HAS_S3)
  uploadsContract('S3', async () => {
    const { uploads, lying, close } = await openStorage('S3', `uploads-${randomUUID()}`);
    return {
      uploads,
      byteHolders: async () => (await lying()).uploadBytes.length,
      close: () => Promise.resolve(close()),
    };
  });
else describe.skip('S3: uploads (set S3_BUCKET)', () => it('needs a bucket', () => undefined));

(HAS_S3 ? describe : describe.skip)('an upload in S3 that two instances receive (set S3_BUCKET)', () => {
  let here: VideoStorage;
  let there: VideoStorage;
  beforeEach(async () => {
    const place = `uploads-${randomUUID()}`;
    [here, there] = [await openStorage('S3', place), await openStorage('S3', place)];
  });
  afterEach(() => {
    here.close();
    there.close();
  });

  const contentOf = async (uploadId: string) => buffer(await (await here.uploads.content(uploadId)).read());
  const outcomes = async (writes: readonly Promise<number>[]) =>
    (await Promise.allSettled(writes)).map((write) =>
      write.status === 'fulfilled' ? write.value : (write.reason as { status_code?: number }).status_code,
    );

  it('goes on at the other one, in the middle of a segment', async () => {
    const bytes = randomBytes(2 * SEGMENT_BYTES + 10);
    const uploadId = await beginUpload(here.uploads, bytes.length);
    const middle = SEGMENT_BYTES + 1_000;
    await receiveBytes(here.uploads, uploadId, 0, bytes.subarray(0, middle));
    await receiveBytes(there.uploads, uploadId, middle, bytes.subarray(middle));
    expect((await contentOf(uploadId)).equals(bytes)).toBe(true);
    expect((await here.lying()).uploadBytes).toHaveLength(3);
  });

  it('goes on where the connection to the first one broke', async () => {
    const bytes = randomBytes(SEGMENT_BYTES + 1_000);
    const uploadId = await beginUpload(here.uploads, bytes.length);
    const arrived = SEGMENT_BYTES + 300;
    await receiveBytes(here.uploads, uploadId, 0, bytes.subarray(0, arrived), true).catch(() => undefined);
    expect((await there.uploads.getUpload(uploadId)).offset).toBe(arrived);
    await receiveBytes(there.uploads, uploadId, arrived, bytes.subarray(arrived));
    expect((await contentOf(uploadId)).equals(bytes)).toBe(true);
  });

  it('takes the bytes of one of them, whatever each brings, and has them all', async () => {
    const bytes = randomBytes(SEGMENT_BYTES + 10);
    for (const [one, other] of [
      [10, SEGMENT_BYTES + 10],
      [SEGMENT_BYTES, SEGMENT_BYTES + 10],
      [500, 100],
    ] as const) {
      const uploadId = await beginUpload(here.uploads, bytes.length);
      const told = await outcomes([
        receiveBytes(here.uploads, uploadId, 0, bytes.subarray(0, one)),
        receiveBytes(there.uploads, uploadId, 0, bytes.subarray(0, other)),
      ]);
      const { offset } = await here.uploads.getUpload(uploadId);
      expect(told.filter((answer) => answer === 409)).toHaveLength(1);
      expect(told).toContain(offset);
      await receiveBytes(there.uploads, uploadId, offset, bytes.subarray(offset));
      expect((await contentOf(uploadId)).equals(bytes)).toBe(true);
    }
  });

  it('takes nothing more of one that stood still while the other went on', async () => {
    const bytes = randomBytes(1_000);
    const uploadId = await beginUpload(here.uploads, bytes.length);
    await receiveBytes(there.uploads, uploadId, 0, bytes.subarray(0, 600));
    expect(await outcomes([receiveBytes(here.uploads, uploadId, 0, bytes.subarray(0, 300))])).toEqual([409]);
    expect(await outcomes([receiveBytes(here.uploads, uploadId, 600, bytes.subarray(600))])).toEqual([1_000]);
    expect((await contentOf(uploadId)).equals(bytes)).toBe(true);
    expect((await here.lying()).uploadBytes).toHaveLength(1);
  });

  it('has the first outcome that was recorded', async () => {
    const uploadId = await beginUpload(here.uploads, 10);
    const [one, other] = [{ videoId: 'vid_1' }, { videoId: 'vid_2' }];
    const settled = await Promise.all([
      here.uploads.settle(uploadId, one),
      there.uploads.settle(uploadId, other),
    ]);
    expect(settled[0]).toEqual(settled[1]);
    expect((await here.uploads.find(uploadId))?.outcome).toEqual(settled[0]);
  });
});
