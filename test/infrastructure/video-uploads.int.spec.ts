import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify, type FastifyInstance } from 'fastify';
import { UPLOAD_KEPT_MS, cleanUploads } from '../../src/application/videos/clean-up.js';
import { instant } from '../../src/domain/time.js';
import { mountUploads } from '../../src/interfaces/rest/videos/mount-uploads.js';
import { largeVideo, MAX_BYTES, ORDER_ID, uploadAppOn } from '../support/videos/upload-app.js';
import { sample } from '../support/videos/video-samples.js';
import { describeEachStorage } from '../support/videos/each-storage.js';
import { openStorage, type VideoStorage } from '../support/videos/video-storage.js';

const metadata = (pairs: Record<string, string>): string =>
  Object.entries(pairs)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

describeEachStorage('uploads', (kind) => {
  let storage: VideoStorage;
  let server: FastifyInstance;
  let origin: string;

  beforeEach(async () => {
    storage = await openStorage(kind, await mkdtemp(join(tmpdir(), 'uploads-')));
    server = fastify();
    mountUploads(server, uploadAppOn(storage));
    origin = await server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    const closed = server.close();
    // Whatever a test left open: what is under test here is not how the program ends.
    server.server.closeAllConnections();
    await closed;
    await storage.remove();
    storage.close();
  });

  const call = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: Buffer,
  ): Promise<Response> =>
    fetch(new URL(path, origin), {
      method,
      headers: { 'tus-resumable': '1.0.0', authorization: 'Bearer ada', ...headers },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
    });
  const create = (headers: Record<string, string>, body?: Buffer): Promise<Response> =>
    call('POST', '/v1/uploads', { 'upload-metadata': metadata({ order_id: ORDER_ID }), ...headers }, body);
  const begin = async (lengthBytes: number): Promise<string> => {
    const response = await create({ 'upload-length': String(lengthBytes) });
    expect(response.status).toBe(201);
    return response.headers.get('location') ?? '';
  };
  const patch = (path: string, offset: number, body: Buffer, headers = {}): Promise<Response> =>
    call(
      'PATCH',
      path,
      { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...headers },
      body,
    );
  const send = async (video: Buffer): Promise<Response> => patch(await begin(video.length), 0, video);
  const expectProblem = async (response: Response, status: number, code: string): Promise<void> => {
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status, code });
    expect(response.status).toBe(status);
  };

  it('makes a video of an upload and tells its id', async () => {
    const video = await readFile(sample('clip.mp4'));
    const path = await begin(video.length);
    const response = await patch(path, 0, video);
    expect(response.status).toBe(204);
    expect(response.headers.get('upload-offset')).toBe(String(video.length));
    const videoId = response.headers.get('shoutouts-video-id') ?? '';
    expect(await storage.videos.find(videoId)).toMatchObject({
      ...{ videoId, orderId: ORDER_ID, container: 'mp4', bytes: video.length, durationMs: 2_000 },
      sha256: createHash('sha256').update(video).digest('hex'),
    });
    const { uploadBytes, records } = await storage.lying();
    expect([uploadBytes, records.length]).toEqual([[], 1]);
  });

  it('goes on where it stopped', async () => {
    const video = await largeVideo(3_000_000);
    const path = await begin(video.length);
    expect((await patch(path, 0, video.subarray(0, 1_000_000))).headers.get('upload-offset')).toBe('1000000');
    const head = await call('HEAD', path, {});
    expect(head.headers.get('upload-offset')).toBe('1000000');
    expect(head.headers.get('upload-length')).toBe('3000000');
    const response = await patch(path, 1_000_000, video.subarray(1_000_000));
    expect(response.headers.get('shoutouts-video-id')).toMatch(/^vid_/);
  });

  it('lets the client take over from its own dead connection', async () => {
    const video = await largeVideo(3_000_000);
    const path = await begin(video.length);
    const stalled = request(new URL(path, origin), {
      method: 'PATCH',
      headers: {
        ...{ 'tus-resumable': '1.0.0', authorization: 'Bearer ada', 'upload-offset': '0' },
        ...{ 'content-type': 'application/offset+octet-stream', 'content-length': String(video.length) },
      },
    });
    stalled.on('error', () => undefined);
    const isReceived = new Promise<void>((resolve) => {
      const write = storage.uploads.write.bind(storage.uploads);
      storage.uploads.write = (...args) => {
        resolve();
        return write(...args);
      };
    });
    stalled.write(video.subarray(0, 1_000_000));
    await isReceived;

    // As tus clients do: what the old request had received may be kept only when it is cut off, and then it is at another offset.
    const goOn = async (): Promise<Response> => {
      const offset = Number((await call('HEAD', path, {})).headers.get('upload-offset'));
      return patch(path, offset, video.subarray(offset));
    };
    const first = await goOn();
    const rest = first.status === 409 ? await goOn() : first;
    expect(rest.headers.get('shoutouts-video-id')).toMatch(/^vid_/);
    stalled.destroy();
  });

  it('takes a whole video with its creation', async () => {
    const video = await readFile(sample('clip.webm'));
    const response = await create(
      { 'upload-length': String(video.length), 'content-type': 'application/offset+octet-stream' },
      video,
    );
    expect(response.status).toBe(201);
    expect(response.headers.get('shoutouts-video-id')).toMatch(/^vid_/);
  });

  it('answers a finished upload again: to HEAD and to an empty PATCH', async () => {
    const video = await readFile(sample('clip.mp4'));
    const path = await begin(video.length);
    const videoId = (await patch(path, 0, video)).headers.get('shoutouts-video-id');
    const head = await call('HEAD', path, {});
    expect(head.status).toBe(200);
    expect(head.headers.get('upload-offset')).toBe(String(video.length));
    expect(head.headers.get('shoutouts-video-id')).toBe(videoId);
    const again = await patch(path, video.length, Buffer.alloc(0));
    expect(again.status).toBe(204);
    expect(again.headers.get('shoutouts-video-id')).toBe(videoId);
  });

  it.each([
    ['text.mp4', 'video_not_a_video'],
    ['truncated.mp4', 'video_not_a_video'],
    ['three-minutes-and-one-second.mp4', 'video_too_long'],
  ])('refuses %s as %s, keeps no byte of it, and says so again', async (name, code) => {
    const file = await readFile(sample(name));
    const path = await begin(file.length);
    await expectProblem(await patch(path, 0, file), 422, code);
    expect(await storage.lying()).toMatchObject({ uploadBytes: [], videos: [] });
    await expectProblem(await patch(path, file.length, Buffer.alloc(0)), 422, code);
    expect((await call('HEAD', path, {})).status).toBe(422);
  });

  it('takes exactly three minutes', async () => {
    expect((await send(await readFile(sample('three-minutes.mp4')))).status).toBe(204);
  });

  it('refuses what is too big when it is declared, before any byte', async () => {
    await expectProblem(await create({ 'upload-length': String(MAX_BYTES + 1) }), 413, 'video_too_big');
    expect(await storage.lying()).toMatchObject({ uploadBytes: [], records: [] });
  });

  it('bounds an upload that does not declare its length', async () => {
    const created = await create({ 'upload-defer-length': '1' });
    const path = created.headers.get('location') ?? '';
    const half = Buffer.alloc(MAX_BYTES / 2 + 1);
    expect((await patch(path, 0, half)).status).toBe(204);
    await expectProblem(await patch(path, half.length, half), 413, 'video_too_big');
    await expectProblem(
      await patch(path, half.length, Buffer.alloc(1), { 'upload-length': String(MAX_BYTES + 1) }),
      413,
      'video_too_big',
    );
  });

  it('refuses a length that is both declared and to be declared', async () => {
    await expectProblem(
      await create({ 'upload-length': '10', 'upload-defer-length': '1' }),
      400,
      'upload_invalid',
    );
  });

  it('finishes an upload that declares its length with its last bytes', async () => {
    const video = await readFile(sample('clip.mp4'));
    const path = (await create({ 'upload-defer-length': '1' })).headers.get('location') ?? '';
    await patch(path, 0, video.subarray(0, 5_000));
    const last = await patch(path, 5_000, video.subarray(5_000), { 'upload-length': String(video.length) });
    expect(last.headers.get('shoutouts-video-id')).toMatch(/^vid_/);
  });

  it('takes no more bytes than declared', async () => {
    const path = await begin(10);
    await expectProblem(await patch(path, 0, Buffer.alloc(11)), 413, 'video_too_big');
  });

  it('refuses a wrong offset, and the connection stays usable', async () => {
    const path = await begin(3_000_000);
    await expectProblem(await patch(path, 5, Buffer.alloc(2_000_000)), 409, 'upload_offset_conflict');
    expect((await call('HEAD', path, {})).headers.get('upload-offset')).toBe('0');
  });

  it('needs an order in the metadata', async () => {
    for (const given of ['', 'order_id', metadata({ order_id: '../x' }), metadata({ filename: 'x.mp4' })])
      await expectProblem(
        await call('POST', '/v1/uploads', { 'upload-length': '10', 'upload-metadata': given }),
        ...([400, 'upload_invalid'] as const),
      );
  });

  it('passes the refusal of the authorisation on', async () => {
    const other = metadata({ order_id: ORDER_ID.replace(/a$/, 'b') });
    await expectProblem(
      await create({ 'upload-length': '10', 'upload-metadata': other }),
      404,
      'order_not_found',
    );
  });

  it('is there for its creator alone', async () => {
    const path = await begin(10);
    const bob = { authorization: 'Bearer bob' };
    expect((await call('HEAD', path, bob)).status).toBe(404);
    await expectProblem(await patch(path, 0, Buffer.alloc(10), bob), 404, 'upload_not_found');
    await expectProblem(await call('DELETE', path, bob), 404, 'upload_not_found');
    expect((await call('HEAD', path, {})).headers.get('upload-offset')).toBe('0');
  });

  it('does not let the client name the creator, and keeps nothing else it says', async () => {
    const secret = 'Happy birthday Zeynep.mp4';
    const given = metadata({ order_id: ORDER_ID, creator_id: 'bob', filename: secret });
    const created = await create({ 'upload-length': '10', 'upload-metadata': given });
    const path = created.headers.get('location') ?? '';
    const [kept] = (await storage.lying()).records;
    expect(kept).toContain('ada');
    expect(kept).not.toMatch(/bob|Zeynep/);
    const head = await call('HEAD', path, {});
    expect(head.headers.get('upload-metadata')).toBe(metadata({ order_id: ORDER_ID }));
  });

  it('is taken back by its creator while it is unfinished', async () => {
    const path = await begin(10);
    expect((await call('DELETE', path, {})).status).toBe(204);
    expect((await call('HEAD', path, {})).status).toBe(404);
    expect(await storage.lying()).toMatchObject({ uploadBytes: [], records: [] });
  });

  it('is not taken back once it is complete', async () => {
    const video = await readFile(sample('clip.mp4'));
    const path = await begin(video.length);
    await patch(path, 0, video);
    await expectProblem(await call('DELETE', path, {}), 409, 'upload_complete');
  });

  it('shows nothing at the paths of others', async () => {
    for (const path of ['/v1/uploads/..%2f..%2fetc%2fpasswd', '/v1/uploads/x', '/v1/uploads/%00'])
      expect([400, 404]).toContain((await call('HEAD', path, {})).status);
    expect((await call('GET', await begin(10), {})).status).toBe(404);
  });

  it('tells what it can', async () => {
    const response = await call('OPTIONS', '/v1/uploads', {});
    expect(response.status).toBe(204);
    expect(response.headers.get('tus-version')).toBe('1.0.0');
    expect(response.headers.get('tus-max-size')).toBe(String(MAX_BYTES));
    expect(response.headers.get('tus-extension')?.split(',')).toEqual(
      expect.arrayContaining(['creation', 'creation-with-upload', 'termination', 'expiration']),
    );
  });

  it('names the version it speaks to who speaks another', async () => {
    const response = await create({ 'upload-length': '10', 'tus-resumable': '0.2.2' });
    expect(response.headers.get('tus-version')).toBe('1.0.0');
    await expectProblem(response, 412, 'upload_version_unsupported');
  });

  it('tells when an unfinished upload expires, and removes it then', async () => {
    const response = await create({ 'upload-length': '10' });
    const expires = Date.parse(response.headers.get('upload-expires') ?? '');
    expect(Math.abs(expires - Date.now() - UPLOAD_KEPT_MS)).toBeLessThan(60_000);
    const now = Date.now();
    expect(await cleanUploads(storage.uploads, instant(now))).toBe(0);
    expect(await cleanUploads(storage.uploads, instant(now + UPLOAD_KEPT_MS + 60_000))).toBe(1);
    expect(await storage.lying()).toMatchObject({ uploadBytes: [], records: [] });
    expect((await call('HEAD', response.headers.get('location') ?? '', {})).status).toBe(404);
  });

  it('finishes once when the last request is repeated at the same time', async () => {
    const video = await readFile(sample('clip.mp4'));
    const path = await begin(video.length);
    const first = patch(path, 0, video);
    const others = Array.from({ length: 5 }, () => patch(path, video.length, Buffer.alloc(0)));
    const videoIds = (await Promise.all([first, ...others]))
      .map((response) => response.headers.get('shoutouts-video-id'))
      .filter((id) => id !== null);
    expect(new Set(videoIds).size).toBe(1);
    expect((await storage.lying()).videos.length).toBe(2);
  });
});
