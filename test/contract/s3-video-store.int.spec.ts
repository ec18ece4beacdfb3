import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { FileSource } from '../../src/application/ports/file-source.js';
import type { VideoFile } from '../../src/application/ports/video-store.js';
import { openS3, type S3Settings, type S3Storage } from '../../src/infrastructure/s3/open-s3.js';
import { SEGMENT_BYTES } from '../../src/infrastructure/s3/s3-uploads.js';
import { quietLog } from '../application/projection-fixtures.js';
import { HAS_S3, s3Settings, SeenBucket } from '../support/s3.js';
import { beginUpload, receiveBytes } from '../support/videos/tus-store.js';
import { videoStoreContract } from './video-store.contract.js';

if (HAS_S3)
  videoStoreContract('S3', async () => {
    const settings = s3Settings(`video-store-${randomUUID()}`);
    const opened = [await openS3(settings, quietLog)] as [S3Storage];
    const [{ videos: store, uploads }] = opened;
    const uploadOf = new Map<FileSource, string>();
    return {
      store,
      source: async (bytes) => {
        const uploadId = await beginUpload(uploads, bytes.length);
        await receiveBytes(uploads, uploadId, 0, bytes);
        const source = await uploads.content(uploadId);
        uploadOf.set(source, uploadId);
        return source;
      },
      lose: (source) => uploads.delete(uploadOf.get(source) ?? ''),
      reopen: async () => {
        const other = await openS3(settings, quietLog);
        opened.push(other);
        return other.videos;
      },
      close: () => Promise.resolve(opened.forEach(({ close }) => close())),
    };
  });
else describe.skip('S3: video store (set S3_BUCKET)', () => it('needs a bucket', () => undefined));

(HAS_S3 ? describe : describe.skip)('videos in S3 (set S3_BUCKET)', () => {
  let settings: S3Settings;
  let here: S3Storage;
  let there: S3Storage;
  let seen: SeenBucket;
  beforeEach(async () => {
    settings = s3Settings(`videos-${randomUUID()}`);
    [here, there] = [await openS3(settings, quietLog), await openS3(settings, quietLog)];
    seen = new SeenBucket(settings);
  });
  afterEach(() => {
    for (const one of [here, there, seen]) one.close();
  });

  const upload = async (bytes: Buffer): Promise<string> => {
    const uploadId = await beginUpload(here.uploads, bytes.length);
    await receiveBytes(here.uploads, uploadId, 0, bytes);
    return uploadId;
  };
  const fileOf = (bytes: Buffer): VideoFile => ({
    ...{ videoId: `vid_${randomUUID()}`, orderId: `ord_${randomUUID()}` },
    ...{ container: 'mp4', bytes: bytes.length, durationMs: 2_000 },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    storedAt: '2026-11-23T09:30:00.000Z',
  });

  it('are joined from several segments, byte for byte', async () => {
    const bytes = randomBytes(2 * SEGMENT_BYTES + 1_000);
    const file = fileOf(bytes);
    const uploadId = await upload(bytes);
    await here.videos.put(file, await here.uploads.content(uploadId));
    await here.uploads.settle(uploadId, { videoId: file.videoId });
    expect((await buffer(await there.videos.read(file.videoId))).equals(bytes)).toBe(true);
    const across = { start: SEGMENT_BYTES - 5, end: SEGMENT_BYTES + 4 };
    expect(await buffer(await there.videos.read(file.videoId, across))).toEqual(
      bytes.subarray(across.start, across.end + 1),
    );
    expect((await seen.keys()).toSorted()).toEqual([
      `content/${file.videoId}/${file.sha256}`,
      `uploads/${uploadId}/record.json`,
      `videos/${file.videoId}.json`,
    ]);
    expect(await seen.joins()).toBe(0);
  });

  it('are put once, by whichever of several instances', async () => {
    const bytes = randomBytes(SEGMENT_BYTES + 10);
    const file = fileOf(bytes);
    const uploadId = await upload(bytes);
    const put = async ({ videos, uploads }: S3Storage, storedAt: string) =>
      videos.put({ ...file, storedAt }, await uploads.content(uploadId));
    await Promise.all([put(here, '2026-11-23T09:30:00.000Z'), put(there, '2026-11-23T09:30:01.000Z')]);
    const kept = await here.videos.find(file.videoId);
    expect(await there.videos.find(file.videoId)).toEqual(kept);
    expect((await buffer(await here.videos.read(file.videoId))).equals(bytes)).toBe(true);
    expect((await seen.keys()).filter((key) => key.startsWith('content/'))).toHaveLength(1);
  });

  it('are played by S3 itself, in parts, and not for longer than was said', async () => {
    const bytes = randomBytes(1_000);
    const file = fileOf(bytes);
    await here.videos.put(file, await here.uploads.content(await upload(bytes)));
    const address = (method: 'GET' | 'HEAD', untilMs: number) =>
      here.videos.playbackAddress(file, { method, mediaType: 'video/webm', untilMs });
    const soon = Date.now() + 60_000;
    const part = await fetch(await address('GET', soon), { headers: { range: 'bytes=10-19' } });
    expect(part.status).toBe(206);
    expect(Object.fromEntries(part.headers)).toMatchObject({
      ...{ 'content-type': 'video/webm', 'content-range': 'bytes 10-19/1000' },
      ...{ 'content-disposition': 'inline', 'cache-control': 'private' },
    });
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(10, 20));
    const head = await fetch(await address('HEAD', soon), { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '1000']);
    const ends = new URL(await address('GET', Date.now() + 30_500)).searchParams.get('X-Amz-Expires');
    expect(Number(ends)).toBe(30);
    // Whoever changes the address has none.
    expect((await fetch((await address('GET', soon)).replace('webm', 'mp4'))).status).toBe(403);
  });

  it('leave nothing of what was never whole, once it is old', async () => {
    const bytes = randomBytes(10);
    const file = fileOf(bytes);
    const content = await here.uploads.content(await upload(bytes));
    await here.videos.put(file, content);
    await here.videos.put(fileOf(bytes), content);
    const orphan = (await seen.keys()).find(
      (key) => key.startsWith('videos/') && !key.includes(file.videoId),
    );
    await seen.delete(String(orphan));
    await seen.begin(`content/${file.videoId}/half`);
    await here.videos.deleteRemains('2026-01-01T00:00:00.000Z');
    expect([(await seen.keys()).length, await seen.joins()]).toEqual([5, 1]);
    await here.videos.deleteRemains('2999-01-01T00:00:00.000Z');
    expect(await seen.joins()).toBe(0);
    expect((await seen.keys()).filter((key) => !key.startsWith('uploads/')).toSorted()).toEqual([
      `content/${file.videoId}/${file.sha256}`,
      `videos/${file.videoId}.json`,
    ]);
  });

  it('are gone with their bytes, and with what was begun of them, when they are deleted', async () => {
    const bytes = randomBytes(10);
    const file = fileOf(bytes);
    const uploadId = await upload(bytes);
    await here.videos.put(file, await here.uploads.content(uploadId));
    await seen.begin(`content/${file.videoId}/half`);
    await here.videos.delete(file.videoId);
    await here.uploads.delete(uploadId);
    expect([await seen.keys(), await seen.joins()]).toEqual([[], 0]);
  });
});
