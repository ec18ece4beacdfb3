import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VideoStore } from '../../src/application/ports/video-store.js';
import { PlaybackGrants } from '../../src/application/videos/playback-grants.js';
import { createLogger } from '../../src/interfaces/rest/http/logger.js';
import { mountUploads } from '../../src/interfaces/rest/videos/mount-uploads.js';
import { ProblemFilter } from '../../src/interfaces/rest/problems/problem-filter.js';
import { PlaybackController } from '../../src/interfaces/rest/videos/playback.controller.js';
import { ORDER_ID, uploadAppOn } from '../support/videos/upload-app.js';
import { sample } from '../support/videos/video-samples.js';
import { openStorage, type VideoStorage } from '../support/videos/video-storage.js';

describe('playback', () => {
  const grants = new PlaybackGrants(Buffer.alloc(32, 7), () => Date.now());
  let storage: VideoStorage;
  let nest: NestFastifyApplication;
  let origin: string;
  let video: Buffer;
  let etag: string;
  let link: string;
  let videoId: string;

  beforeAll(async () => {
    storage = await openStorage('folder', await mkdtemp(join(tmpdir(), 'playback-')));
    const module = await Test.createTestingModule({
      controllers: [PlaybackController],
      providers: [
        { provide: VideoStore, useValue: storage.videos },
        { provide: PlaybackGrants, useValue: grants },
      ],
    }).compile();
    nest = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    nest.useGlobalFilters(new ProblemFilter(createLogger('silent')));
    mountUploads(nest.getHttpAdapter().getInstance(), uploadAppOn(storage));
    await nest.listen(0, '127.0.0.1');
    origin = await nest.getUrl();

    video = await readFile(sample('clip.mp4'));
    etag = `"${createHash('sha256').update(video).digest('hex')}"`;
    videoId = await upload(video);
    link = grants.signPlayback(videoId);
  });
  afterAll(async () => {
    await nest.close();
    await storage.remove();
  });

  /** Through the mount under Nest, beside Nest's own body parsers. */
  const upload = async (bytes: Buffer): Promise<string> => {
    const response = await fetch(`${origin}/v1/uploads`, {
      method: 'POST',
      headers: {
        ...{ 'tus-resumable': '1.0.0', authorization: 'Bearer ada', 'upload-length': String(bytes.length) },
        'upload-metadata': `order_id ${Buffer.from(ORDER_ID).toString('base64')}`,
        'content-type': 'application/offset+octet-stream',
      },
      body: new Uint8Array(bytes),
    });
    expect(response.status).toBe(201);
    return response.headers.get('shoutouts-video-id') ?? '';
  };
  const get = (headers: Record<string, string> = {}, method = 'GET', path = link): Promise<Response> =>
    fetch(origin + path, { method, headers });
  const body = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
  const expectProblem = async (response: Response, status: number, code: string): Promise<void> => {
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status, code });
  };

  it('plays the whole video to who holds the link', async () => {
    const response = await get();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': String(video.length),
      'content-disposition': 'inline',
      'accept-ranges': 'bytes',
      'cache-control': 'private',
      'x-content-type-options': 'nosniff',
      etag,
    });
    expect((await body(response)).equals(video)).toBe(true);
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=100-199', 100, 200],
    ['bytes=100-', 100, undefined],
    ['bytes=-50', -50, undefined],
    ['bytes=0-99999999', 0, undefined],
    ['bytes=-99999999', 0, undefined],
  ])('plays the part %s', async (range, from, to) => {
    const response = await get({ range });
    const part = video.subarray(from, to);
    const start = from < 0 ? video.length + from : from;
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(
      `bytes ${String(start)}-${String(start + part.length - 1)}/${String(video.length)}`,
    );
    expect(response.headers.get('content-length')).toBe(String(part.length));
    expect((await body(response)).equals(part)).toBe(true);
  });

  it.each(['bytes=5-2', 'bytes=-', 'bytes=a-b', 'bytes=0-1,5-6', 'items=0-1'])(
    'plays the whole video for %s',
    async (range) => {
      const response = await get({ range });
      expect(response.status).toBe(200);
      expect((await body(response)).length).toBe(video.length);
    },
  );

  it.each(['bytes=99999999-', 'bytes=-0'])('refuses %s, and tells the size', async (range) => {
    const response = await get({ range });
    expect(response.headers.get('content-range')).toBe(`bytes */${String(video.length)}`);
    await expectProblem(response, 416, 'range_not_satisfiable');
  });

  it('plays a part only of the same file', async () => {
    expect((await get({ range: 'bytes=0-9', 'if-range': etag })).status).toBe(206);
    expect((await get({ range: 'bytes=0-9', 'if-range': '"another"' })).status).toBe(200);
    expect((await get({ range: 'bytes=0-9', 'if-range': 'Mon, 23 Nov 2026 12:00:00 GMT' })).status).toBe(200);
  });

  it('sends nothing that the player has', async () => {
    const response = await get({ 'if-none-match': etag });
    expect(response.status).toBe(304);
    expect((await body(response)).length).toBe(0);
  });

  it('tells HEAD what GET would send', async () => {
    const whole = await get({}, 'HEAD');
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-length')).toBe(String(video.length));
    const part = await get({ range: 'bytes=0-9' }, 'HEAD');
    expect(part.status).toBe(206);
    expect(part.headers.get('content-length')).toBe('10');
  });

  it('refuses a forged link and an expired one', async () => {
    await expectProblem(await get({}, 'GET', link.replace(/.$/, '~')), 403, 'playback_link_invalid');
    await expectProblem(
      await get({}, 'GET', `/v1/videos/${videoId}/content`),
      ...([403, 'playback_link_invalid'] as const),
    );
    const expired = grants.signPlayback(videoId, Date.now() - 1_000);
    await expectProblem(await get({}, 'GET', expired), 403, 'playback_link_expired');
  });

  it('tells that a video is gone', async () => {
    const missing = grants.signPlayback('vid_00000000-0000-7000-8000-000000000009');
    await expectProblem(await get({}, 'GET', missing), 404, 'video_not_found');
  });

  it('plays QuickTime and WebM as what they are', async () => {
    for (const [name, type] of Object.entries({ 'clip.mov': 'video/quicktime', 'clip.webm': 'video/webm' })) {
      const id = await upload(await readFile(sample(name)));
      expect((await get({}, 'HEAD', grants.signPlayback(id))).headers.get('content-type')).toBe(type);
    }
  });
});
