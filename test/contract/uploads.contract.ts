import type { DataStore } from '@tus/server';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Uploads } from '../../src/application/ports/uploads.js';
import { UPLOAD_KEPT_MS } from '../../src/application/videos/clean-up.js';
import { beginUpload, receiveBytes } from '../support/videos/tus-store.js';

export interface OpenUploads {
  readonly uploads: Uploads & DataStore;
  /** How many objects or files hold bytes. */
  byteHolders(): Promise<number>;
  close(): Promise<void>;
}

const VIDEO = { videoId: `vid_${randomUUID()}` };
const REFUSED = { code: 'video_too_long', detail: 'it is too long' } as const;

/** What every place of uploads does, for the use cases and for the tus server. */
export function uploadsContract(name: string, open: () => Promise<OpenUploads>): void {
  describe(`${name}: uploads`, () => {
    let opened: OpenUploads;
    let uploads: Uploads & DataStore;
    beforeEach(async () => {
      opened = await open();
      uploads = opened.uploads;
    });
    afterEach(() => opened.close());

    const contentOf = async (uploadId: string) => buffer(await (await uploads.content(uploadId)).read());
    const offsetOf = async (uploadId: string) => (await uploads.find(uploadId))?.receivedBytes;

    it('know of an upload what was said when it began', async () => {
      const createdAt = '2026-11-23T09:30:00.000Z';
      const uploadId = await beginUpload(uploads, 10, { orderId: 'ord_1', createdAt });
      expect(await uploads.find(uploadId)).toEqual({
        ...{ uploadId, orderId: 'ord_1', creatorId: 'ada', createdAt, lengthBytes: 10, receivedBytes: 0 },
        outcome: undefined,
      });
      expect(await uploads.getUpload(uploadId)).toMatchObject({
        ...{ id: uploadId, size: 10, offset: 0, metadata: { order_id: 'ord_1' } },
      });
      expect(uploads.getExpiration()).toBe(UPLOAD_KEPT_MS);
    });

    it('keep bytes as they come, request by request', async () => {
      const bytes = randomBytes(300_000);
      const uploadId = await beginUpload(uploads, bytes.length);
      expect(await receiveBytes(uploads, uploadId, 0, bytes.subarray(0, 1))).toBe(1);
      expect(await receiveBytes(uploads, uploadId, 1, bytes.subarray(1, 100_000))).toBe(100_000);
      expect(await offsetOf(uploadId)).toBe(100_000);
      expect(await receiveBytes(uploads, uploadId, 100_000, Buffer.alloc(0))).toBe(100_000);
      expect(await receiveBytes(uploads, uploadId, 100_000, bytes.subarray(100_000))).toBe(bytes.length);
      expect((await contentOf(uploadId)).equals(bytes)).toBe(true);
      const part = await (await uploads.content(uploadId)).read({ start: 99_990, end: 100_009 });
      expect(await buffer(part)).toEqual(bytes.subarray(99_990, 100_010));
    });

    it('lose nothing that they had when the connection breaks', async () => {
      const bytes = randomBytes(300_000);
      const uploadId = await beginUpload(uploads, bytes.length);
      await receiveBytes(uploads, uploadId, 0, bytes.subarray(0, 100_000));
      await receiveBytes(uploads, uploadId, 100_000, bytes.subarray(100_000, 200_000), true).catch(
        () => undefined,
      );
      const offset = (await offsetOf(uploadId)) ?? 0;
      expect(offset).toBeGreaterThanOrEqual(100_000);
      await receiveBytes(uploads, uploadId, offset, bytes.subarray(offset));
      expect((await contentOf(uploadId)).equals(bytes)).toBe(true);
    });

    it('are told the length later', async () => {
      const uploadId = await beginUpload(uploads);
      expect((await uploads.getUpload(uploadId)).size).toBeUndefined();
      await receiveBytes(uploads, uploadId, 0, randomBytes(10));
      await uploads.declareUploadLength(uploadId, 10);
      expect(await uploads.find(uploadId)).toMatchObject({ lengthBytes: 10, receivedBytes: 10 });
    });

    it('record one outcome, and let go of the bytes then', async () => {
      const uploadId = await beginUpload(uploads, 10);
      await receiveBytes(uploads, uploadId, 0, randomBytes(10));
      expect(await opened.byteHolders()).toBe(1);
      expect(await uploads.settle(uploadId, VIDEO)).toEqual(VIDEO);
      expect(await opened.byteHolders()).toBe(0);
      expect(await uploads.settle(uploadId, REFUSED)).toEqual(VIDEO);
      expect(await uploads.find(uploadId)).toMatchObject({ outcome: VIDEO, receivedBytes: 10 });
    });

    it('have nothing of an upload that was taken back', async () => {
      const uploadId = await beginUpload(uploads, 10);
      await receiveBytes(uploads, uploadId, 0, randomBytes(5));
      await uploads.remove(uploadId);
      await uploads.delete(uploadId);
      expect([await uploads.find(uploadId), await opened.byteHolders()]).toEqual([undefined, 0]);
      await expect(uploads.getUpload(uploadId)).rejects.toMatchObject({ status_code: 404 });
      await expect(uploads.declareUploadLength(uploadId, 5)).rejects.toMatchObject({ status_code: 404 });
    });

    it('tell which began before an instant, whatever came of them', async () => {
      const [early, late] = ['2026-11-23T09:30:00.000Z', '2026-11-24T09:30:00.000Z'];
      const begin = (createdAt: string) => beginUpload(uploads, 10, { createdAt });
      const [first, settled, second] = [await begin(early), await begin(early), await begin(late)];
      await uploads.settle(settled, REFUSED);
      expect([...(await uploads.begunBefore(late))].toSorted()).toEqual([first, settled].toSorted());
      expect(await uploads.begunBefore('2999-01-01T00:00:00.000Z')).toHaveLength(3);
      expect(await uploads.find(second)).toBeDefined();
    });

    it.each(['', '../x', 'record.json', `${randomUUID()}/`])('take %j for no id', async (uploadId) => {
      expect(await uploads.find(uploadId)).toBeUndefined();
      await uploads.delete(uploadId);
      await expect(uploads.getUpload(uploadId)).rejects.toMatchObject({ status_code: 404 });
    });
  });
}
