import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fastify, type FastifyInstance } from 'fastify';
import { mountUploads } from '../../src/interfaces/rest/videos/mount-uploads.js';
import { FolderVideoStore } from '../../src/infrastructure/embedded/videos/folder-video-store.js';
import { UploadFolder } from '../../src/infrastructure/embedded/videos/upload-folder.js';
import { makeId } from '../../src/domain/ids.js';
import { ORDER_ID, uploadAppOn } from '../support/videos/upload-app.js';
import { sample } from '../support/videos/video-samples.js';

/** Whoever writes to this file of Linux is told that the disk is full. */
const FULL = '/dev/full';

(existsSync(FULL) ? describe : describe.skip)(
  'uploads to a folder whose disk is full (needs /dev/full)',
  () => {
    let folder: string;
    let server: FastifyInstance;
    let origin: string;
    let video: Buffer;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'full-disk-'));
      const videos = await FolderVideoStore.open(join(folder, 'videos'));
      const uploads = await UploadFolder.open(join(folder, 'uploads'));
      server = fastify();
      mountUploads(server, uploadAppOn({ videos, uploads }));
      origin = await server.listen({ host: '127.0.0.1', port: 0 });
      video = await readFile(sample('clip.mp4'));
    });
    afterEach(async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    });

    const call = (method: string, path: string, headers: Record<string, string>, body?: Buffer) =>
      fetch(new URL(path, origin), {
        method,
        headers: { 'tus-resumable': '1.0.0', authorization: 'Bearer ada', ...headers },
        ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      });
    const begin = async (): Promise<string> => {
      const metadata = `order_id ${Buffer.from(ORDER_ID).toString('base64')}`;
      const headers = { 'upload-length': String(video.length), 'upload-metadata': metadata };
      return (await call('POST', '/v1/uploads', headers)).headers.get('location') ?? '';
    };
    const send = (path: string, offset = 0) =>
      call(
        ...(['PATCH', path] as const),
        { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
        video.subarray(offset),
      );
    const expectUnavailable = async (response: Response) => {
      expect(response.headers.get('retry-after')).toBe('1');
      expect(await response.json()).toMatchObject({ status: 503, code: 'store_unavailable' });
    };

    it('are told to come back while no byte can be written, and go on where they were', async () => {
      const path = await begin();
      const bytes = join(folder, 'uploads', basename(path));
      await rename(bytes, `${bytes}.aside`);
      await symlink(FULL, bytes);
      await expectUnavailable(await send(path));
      await rename(`${bytes}.aside`, bytes);
      expect((await send(path)).headers.get('shoutouts-video-id')).toMatch(/^vid_/);
    });

    it.each([
      ['what is known of the upload', (id: string) => join('uploads', `${id}.json.draft`)],
      ['what is known of the video', (id: string) => join('videos', `${makeId('vid', id)}.json.draft`)],
    ])('are told to come back while %s cannot be written, and are finished then', async (_, fileOf) => {
      const path = await begin();
      const file = join(folder, fileOf(basename(path)));
      await symlink(FULL, file);
      await expectUnavailable(await send(path));
      await rm(file);
      const asked = await call('HEAD', path, {});
      expect(asked.headers.get('shoutouts-video-id')).toMatch(/^vid_/);
    });
  },
);
