import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  type VideoFile,
  VideoNotFoundError,
  type VideoStore,
} from '../../src/application/ports/video-store.js';

export interface OpenVideoStore {
  readonly store: VideoStore;
  /** Another store over what the first one has put away. */
  reopen(): Promise<VideoStore>;
  close(): Promise<void>;
}

/** What every store of videos does. */
export function videoStoreContract(name: string, open: () => Promise<OpenVideoStore>): void {
  describe(`${name}: video store`, () => {
    let opened: OpenVideoStore;
    let store: VideoStore;
    let localFolder: string;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      localFolder = await mkdtemp(join(tmpdir(), 'videos-local-'));
    });
    afterEach(async () => {
      await opened.close();
      await rm(localFolder, { recursive: true });
    });

    const localFile = async (bytes: Buffer): Promise<string> => {
      const path = join(localFolder, randomUUID());
      await writeFile(path, bytes);
      return path;
    };
    const describeVideo = (bytes: Buffer, overrides: Partial<VideoFile> = {}): VideoFile => ({
      videoId: `vid_${randomUUID()}`,
      orderId: `ord_${randomUUID()}`,
      container: 'mp4',
      bytes: bytes.length,
      durationMs: 2_000,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      storedAt: '2026-11-23T09:30:00.000Z',
      ...overrides,
    });
    const put = async (bytes: Buffer, overrides?: Partial<VideoFile>): Promise<VideoFile> => {
      const file = describeVideo(bytes, overrides);
      await store.put(file, await localFile(bytes));
      return file;
    };
    const list = async (from: VideoStore): Promise<string[]> => {
      const ids: string[] = [];
      for await (const file of from.list()) ids.push(file.videoId);
      return ids;
    };

    it('gives back what was put, byte for byte', async () => {
      const bytes = randomBytes(300_000);
      const file = await put(bytes);
      expect(await store.find(file.videoId)).toEqual(file);
      expect(await buffer(await store.read(file.videoId))).toEqual(bytes);
    });

    it('keeps it when the local file is gone', async () => {
      const bytes = randomBytes(1_000);
      const file = describeVideo(bytes);
      const path = await localFile(bytes);
      await store.put(file, path);
      await rm(path, { force: true });
      expect(await buffer(await store.read(file.videoId))).toEqual(bytes);
    });

    it('keeps it when it is opened again', async () => {
      const bytes = randomBytes(1_000);
      const file = await put(bytes);
      const reopened = await opened.reopen();
      expect(await reopened.find(file.videoId)).toEqual(file);
      expect(await buffer(await reopened.read(file.videoId))).toEqual(bytes);
    });

    it('does nothing when the same video is put again, even when the local file is gone', async () => {
      const bytes = randomBytes(1_000);
      const file = await put(bytes);
      await store.put({ ...file, storedAt: '2027-01-01T00:00:00.000Z' }, join(localFolder, 'gone'));
      expect(await store.find(file.videoId)).toEqual(file);
      expect(await buffer(await store.read(file.videoId))).toEqual(bytes);
    });

    it('has nothing to show of a video whose local file was missing', async () => {
      const file = describeVideo(randomBytes(10));
      await expect(store.put(file, join(localFolder, 'missing'))).rejects.toThrow();
      expect(await store.find(file.videoId)).toBeUndefined();
      expect(await list(store)).not.toContain(file.videoId);
    });

    it('reads ranges, both ends included', async () => {
      const bytes = randomBytes(100_000);
      const { videoId } = await put(bytes);
      const read = async (start: number, end: number): Promise<Buffer> =>
        buffer(await store.read(videoId, { start, end }));
      expect(await read(0, 0)).toEqual(bytes.subarray(0, 1));
      expect(await read(10, 99)).toEqual(bytes.subarray(10, 100));
      expect(await read(65_530, 65_540)).toEqual(bytes.subarray(65_530, 65_541));
      expect(await read(99_999, 99_999)).toEqual(bytes.subarray(99_999));
    });

    it('lists oldest first', async () => {
      const youngest = await put(randomBytes(10), { storedAt: '2026-11-25T00:00:00.000Z' });
      const oldest = await put(randomBytes(10), { storedAt: '2026-11-23T00:00:00.000Z' });
      const middle = await put(randomBytes(10), { storedAt: '2026-11-24T00:00:00.000Z' });
      const ours = [youngest, oldest, middle].map((file) => file.videoId);
      const listed = (await list(store)).filter((id) => ours.includes(id));
      expect(listed).toEqual([oldest, middle, youngest].map((file) => file.videoId));
    });

    it('forgets what is deleted, also when deleted twice', async () => {
      const file = await put(randomBytes(10));
      await store.delete(file.videoId);
      await store.delete(file.videoId);
      expect(await store.find(file.videoId)).toBeUndefined();
      await expect(store.read(file.videoId)).rejects.toThrow(VideoNotFoundError);
      expect(await list(store)).not.toContain(file.videoId);
    });

    it('takes a deleted video again', async () => {
      const file = await put(randomBytes(10));
      await store.delete(file.videoId);
      const bytes = randomBytes(20);
      await put(bytes, { videoId: file.videoId });
      expect(await buffer(await store.read(file.videoId))).toEqual(bytes);
    });

    it.each([
      '../secret',
      'vid_../../../etc/passwd',
      'vid_',
      '',
      `vid_${'-'.repeat(36)}`,
      `vid_${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}/`,
      `vid_${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}\0`,
    ])('takes %j for no id at all', async (videoId) => {
      expect(await store.find(videoId)).toBeUndefined();
      await expect(store.read(videoId)).rejects.toThrow(VideoNotFoundError);
      await store.delete(videoId);
      const bytes = randomBytes(10);
      await expect(store.put(describeVideo(bytes, { videoId }), await localFile(bytes))).rejects.toThrow();
    });

    it('puts the same video at the same time without harm', async () => {
      const bytes = randomBytes(50_000);
      const file = describeVideo(bytes);
      const path = await localFile(bytes);
      await Promise.all([store.put(file, path), store.put(file, path), store.put(file, path)]);
      expect(await buffer(await store.read(file.videoId))).toEqual(bytes);
    });
  });
}
