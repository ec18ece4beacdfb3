import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { VideoFile } from '../../src/application/ports/video-store.js';
import { FolderVideoStore } from '../../src/infrastructure/embedded/videos/folder-video-store.js';
import { LocalFile } from '../../src/infrastructure/embedded/videos/local-file.js';
import { type OpenVideoStore, videoStoreContract } from './video-store.contract.js';

videoStoreContract('folder', async (): Promise<OpenVideoStore> => {
  const folder = await mkdtemp(join(tmpdir(), 'videos-'));
  const uploads = await mkdtemp(join(tmpdir(), 'videos-local-'));
  return {
    store: await FolderVideoStore.open(folder),
    source: async (bytes) => {
      const path = join(uploads, randomUUID());
      await writeFile(path, bytes);
      return LocalFile.at(path);
    },
    lose: (source) => rm((source as LocalFile).path),
    reopen: () => FolderVideoStore.open(folder),
    close: async () => {
      await rm(folder, { recursive: true });
      await rm(uploads, { recursive: true });
    },
  };
});

describe('folder video store after a crash', () => {
  const videoId = 'vid_00000000-0000-7000-8000-000000000001';
  const file: VideoFile = {
    videoId,
    orderId: 'ord_00000000-0000-7000-8000-000000000002',
    container: 'mp4',
    bytes: 5,
    durationMs: 2_000,
    sha256: '0'.repeat(64),
    storedAt: '2026-11-23T09:30:00.000Z',
  };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'videos-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('shows nothing of bytes without a sidecar, and replaces them', async () => {
    await writeFile(join(folder, videoId), 'half');
    await writeFile(join(folder, `${videoId}.json.draft`), '{"videoId":');
    const store = await FolderVideoStore.open(folder);
    expect(await store.find(videoId)).toBeUndefined();
    await expect(store.read(videoId)).rejects.toThrow();

    await writeFile(join(folder, 'upload'), 'whole');
    await store.put(file, await LocalFile.at(join(folder, 'upload')));
    expect((await buffer(await store.read(videoId))).toString()).toBe('whole');
  });

  it('deletes the bytes that were never made a video of, once they are old', async () => {
    await writeFile(join(folder, videoId), 'half');
    await writeFile(join(folder, `${videoId}.json.draft`), '{"videoId":');
    const store = await FolderVideoStore.open(folder);
    await store.deleteRemains('2026-01-01T00:00:00.000Z');
    expect((await readdir(folder)).length).toBe(2);
    await store.deleteRemains('2999-01-01T00:00:00.000Z');
    expect(await readdir(folder)).toEqual([]);
  });

  it('reads on from a video that is deleted meanwhile', async () => {
    const store = await FolderVideoStore.open(folder);
    await writeFile(join(folder, 'upload'), 'whole');
    await store.put(file, await LocalFile.at(join(folder, 'upload')));
    const stream = await store.read(videoId);
    await store.delete(videoId);
    expect((await buffer(stream)).toString()).toBe('whole');
    expect(await readdir(folder)).toEqual(['upload']);
  });
});
