import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { FileSource } from '../../src/application/ports/file-source.js';
import {
  type VideoFile,
  VideoNotFoundError,
  type VideoStore,
} from '../../src/application/ports/video-store.js';

export interface OpenVideoStore {
  readonly store: VideoStore;
  /** The bytes of an upload that belongs to the store. */
  source(bytes: Buffer): Promise<FileSource>;
  /** Removes what `source` made. */
  lose(source: FileSource): Promise<void>;
  /** Another store over what the first one has put away. */
  reopen(): Promise<VideoStore>;
  close(): Promise<void>;
}

/** What every store of videos does. */
export function videoStoreContract(name: string, open: () => Promise<OpenVideoStore>): void {
  describe(`${name}: video store`, () => {
    let opened: OpenVideoStore;
    let store: VideoStore;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

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
      await store.put(file, await opened.source(bytes));
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

    it('keeps it when the upload is gone', async () => {
      const bytes = randomBytes(1_000);
      const file = describeVideo(bytes);
      const source = await opened.source(bytes);
      await store.put(file, source);
      await opened.lose(source);
      expect(await buffer(await store.read(file.videoId))).toEqual(bytes);
    });

    it('keeps it when it is opened again', async () => {
      const bytes = randomBytes(1_000);
      const file = await put(bytes);
      const reopened = await opened.reopen();
      expect(await reopened.find(file.videoId)).toEqual(file);
      expect(await buffer(await reopened.read(file.videoId))).toEqual(bytes);
    });

    it('does nothing when the same video is put again, even when the upload is gone', async () => {
      const bytes = randomBytes(1_000);
      const file = await put(bytes);
      const gone = await opened.source(bytes);
      await opened.lose(gone);
      await store.put({ ...file, storedAt: '2027-01-01T00:00:00.000Z' }, gone);
      expect(await store.find(file.videoId)).toEqual(file);
      expect(await buffer(await store.read(file.videoId))).toEqual(bytes);
    });

    it('has nothing to show of a video whose upload was missing', async () => {
      const bytes = randomBytes(10);
      const file = describeVideo(bytes);
      const gone = await opened.source(bytes);
      await opened.lose(gone);
      await expect(store.put(file, gone)).rejects.toThrow();
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

    it('lists all, oldest first', async () => {
      const files = [await put(randomBytes(10)), await put(randomBytes(10)), await put(randomBytes(10))];
      const instants: string[] = [];
      for await (const { storedAt } of store.list()) instants.push(storedAt);
      expect(instants).toEqual(instants.toSorted());
      expect((await list(store)).toSorted()).toEqual(files.map(({ videoId }) => videoId).toSorted());
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
      const source = await opened.source(bytes);
      await expect(store.put(describeVideo(bytes, { videoId }), source)).rejects.toThrow();
    });

    it('puts the same video at the same time without harm', async () => {
      const bytes = randomBytes(50_000);
      const file = describeVideo(bytes);
      const source = await opened.source(bytes);
      await Promise.all([store.put(file, source), store.put(file, source), store.put(file, source)]);
      expect(await buffer(await store.read(file.videoId))).toEqual(bytes);
    });

    it('keeps what is whole when remains are deleted', async () => {
      const bytes = randomBytes(10);
      const file = await put(bytes);
      await store.deleteRemains('2999-01-01T00:00:00.000Z');
      expect(await store.find(file.videoId)).toEqual(file);
      expect(await buffer(await store.read(file.videoId))).toEqual(bytes);
    });
  });
}
