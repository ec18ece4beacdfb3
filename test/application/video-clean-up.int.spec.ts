import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cleanUploads,
  cleanVideos,
  UNREFERENCED_VIDEO_KEPT_MS,
  UPLOAD_KEPT_MS,
} from '../../src/application/videos/clean-up.js';
import { instant, plusMs } from '../../src/domain/time.js';
import { FolderVideoStore } from '../../src/infrastructure/embedded/videos/folder-video-store.js';
import { LocalFile } from '../../src/infrastructure/embedded/videos/local-file.js';
import { UploadFolder } from '../../src/infrastructure/embedded/videos/upload-folder.js';

const NOW = instant(Date.parse('2026-11-23T12:00:00.000Z'));

describe('cleaning up', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clean-up-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('deletes old videos that no order refers to, and no others', async () => {
    const videos = await FolderVideoStore.open(join(folder, 'videos'));
    const store = async (storedAt: string): Promise<string> => {
      const localPath = join(folder, 'local');
      await writeFile(localPath, 'video');
      const videoId = `vid_${randomUUID()}`;
      const facts = { container: 'mp4', bytes: 5, durationMs: 1, sha256: '', storedAt } as const;
      await videos.put({ videoId, orderId: `ord_${randomUUID()}`, ...facts }, await LocalFile.at(localPath));
      return videoId;
    };
    const olderThan = plusMs(NOW, -UNREFERENCED_VIDEO_KEPT_MS);
    const [forgotten, delivered, recent] = [
      await store(plusMs(olderThan, -1)),
      await store(plusMs(olderThan, -1)),
      await store(olderThan),
    ];
    expect(await cleanVideos(videos, async (videoId) => videoId === delivered, olderThan)).toBe(1);
    expect(await videos.find(forgotten)).toBeUndefined();
    expect(await videos.find(delivered)).toBeDefined();
    expect(await videos.find(recent)).toBeDefined();
  });

  it('deletes expired uploads, and what a crash left of some', async () => {
    const uploads = await UploadFolder.open(join(folder, 'uploads'));
    const path = (uploadId: string): string => join(folder, 'uploads', uploadId);
    const record = (uploadId: string, createdAt: string): Promise<void> =>
      writeFile(`${path(uploadId)}.json`, JSON.stringify({ uploadId, createdAt }));
    const expiry = plusMs(NOW, -UPLOAD_KEPT_MS);
    const [expired, running, orphan, settled, draft] = Array.from({ length: 5 }, () => randomUUID()) as [
      ...[string, string, string, string, string],
    ];
    for (const uploadId of [expired, running, orphan]) await writeFile(path(uploadId), 'bytes');
    await record(expired, plusMs(expiry, -1));
    await record(running, expiry);
    await utimes(path(orphan), 0, 0);
    await record(settled, plusMs(expiry, -1));
    await writeFile(`${path(draft)}.json.draft`, '{');

    expect(await cleanUploads(uploads, NOW)).toBe(4);
    expect((await readdir(join(folder, 'uploads'))).sort()).toEqual([running, `${running}.json`]);
    expect(await cleanUploads(uploads, NOW)).toBe(0);
  });
});
