import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { fastify, type FastifyInstance } from 'fastify';
import { openS3, type S3Storage } from '../../src/infrastructure/s3/open-s3.js';
import { mountUploads } from '../../src/interfaces/rest/videos/mount-uploads.js';
import { quietLog } from '../application/projection-fixtures.js';
import { HAS_S3, s3Settings } from '../support/s3.js';
import { Toxiproxy } from '../support/toxiproxy.js';
import { largeVideo, ORDER_ID, uploadAppOn } from '../support/videos/upload-app.js';

const { TOXIPROXY_URL } = process.env;
const CAN_RUN = HAS_S3 && TOXIPROXY_URL !== undefined;

(CAN_RUN ? describe : describe.skip)(
  'uploads to an S3 that is away (set S3_BUCKET and TOXIPROXY_URL)',
  () => {
    let proxy: Toxiproxy;
    let storage: S3Storage;
    let server: FastifyInstance;
    let origin: string;

    beforeAll(async () => {
      const settings = s3Settings(`outage-${randomUUID()}`);
      proxy = await Toxiproxy.inFrontOf(new URL(settings.endpoint ?? '').host);
      storage = await openS3({ ...settings, endpoint: `http://${proxy.listen}` }, quietLog);
      server = fastify();
      mountUploads(server, uploadAppOn(storage));
      origin = await server.listen({ host: '127.0.0.1', port: 0 });
    });
    afterEach(() => proxy.mend());
    afterAll(async () => {
      await server.close();
      storage.close();
      await proxy.remove();
    });

    const call = (method: string, path: string, headers: Record<string, string> = {}, body?: Buffer) =>
      fetch(new URL(path, origin), {
        method,
        headers: { 'tus-resumable': '1.0.0', authorization: 'Bearer ada', ...headers },
        ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      });
    const begin = async (bytes: number): Promise<string> => {
      const metadata = `order_id ${Buffer.from(ORDER_ID).toString('base64')}`;
      const headers = { 'upload-length': String(bytes), 'upload-metadata': metadata };
      return (await call('POST', '/v1/uploads', headers)).headers.get('location') ?? '';
    };
    const patch = (path: string, offset: number, body: Buffer) =>
      call(
        ...(['PATCH', path] as const),
        { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
        body,
      );
    const offsetOf = async (path: string) => Number((await call('HEAD', path)).headers.get('upload-offset'));
    const expectUnavailable = async (response: Response) => {
      expect(response.headers.get('retry-after')).toBe('1');
      expect(await response.json()).toMatchObject({ status: 503, code: 'store_unavailable' });
    };
    const expectWhole = async (videoId: string | null, video: Buffer) =>
      expect((await buffer(await storage.videos.read(String(videoId)))).equals(video)).toBe(true);

    it('are told to come back, and go on with what was acknowledged', async () => {
      const video = await largeVideo(7_000_000);
      const path = await begin(video.length);
      expect((await patch(path, 0, video.subarray(0, 6_000_000))).status).toBe(204);
      await proxy.cut();
      await expectUnavailable(await patch(path, 6_000_000, video.subarray(6_000_000)));
      await proxy.mend();
      expect(await offsetOf(path)).toBe(6_000_000);
      const last = await patch(path, 6_000_000, video.subarray(6_000_000));
      await expectWhole(last.headers.get('shoutouts-video-id'), video);
    });

    it.each<readonly [string, () => Promise<void>]>([
      ['breaks off in the middle of an answer', () => proxy.breakOff(3_000_000)],
      ['falls silent', () => proxy.slow(60_000)],
    ])(
      'are finished later when it %s while they are looked into',
      async (_what, spoil) => {
        const video = await largeVideo(7_000_000);
        const path = await begin(video.length);
        await patch(path, 0, video.subarray(0, video.length - 1));
        const content = storage.uploads.content.bind(storage.uploads);
        storage.uploads.content = async (uploadId) => {
          await spoil();
          return content(uploadId);
        };
        await expectUnavailable(await patch(path, video.length - 1, video.subarray(-1)));
        storage.uploads.content = content;
        await proxy.mend();
        const head = await call('HEAD', path);
        const videoId = head.headers.get('shoutouts-video-id');
        expect(await storage.videos.find(String(videoId))).toMatchObject({ bytes: video.length });
        await expectWhole(videoId, video);
      },
      90_000,
    );

    it('come through a line that is slow', async () => {
      const video = await largeVideo(6_000_000);
      const path = await begin(video.length);
      await proxy.narrow(4_000);
      const done = await patch(path, 0, video);
      await proxy.mend();
      await expectWhole(done.headers.get('shoutouts-video-id'), video);
    }, 60_000);
  },
);
