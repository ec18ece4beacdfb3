import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFile } from '../../src/infrastructure/embedded/videos/local-file.js';
import { inspectVideo } from '../../src/infrastructure/video/inspect-video.js';
import { sample } from '../support/videos/video-samples.js';

const refused = (detail: RegExp) => ({
  code: 'video_not_a_video',
  detail: expect.stringMatching(detail) as unknown,
});

const inspect = async (path: string, timeoutMs?: number) => inspectVideo(await LocalFile.at(path), timeoutMs);

describe('inspection of a video', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inspection-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const write = async (bytes: Buffer): Promise<string> => {
    const path = join(folder, 'upload');
    await writeFile(path, bytes);
    return path;
  };

  it.each([
    ['clip.mp4', { container: 'mp4', durationMs: 2_000 }],
    ['clip.mov', { container: 'quicktime', durationMs: 2_000 }],
    ['clip.webm', { container: 'webm', durationMs: 2_000 }],
    ['three-minutes.mp4', { container: 'mp4', durationMs: 180_000 }],
    ['three-minutes-and-one-second.mp4', { container: 'mp4', durationMs: 181_000 }],
  ])('tells container and duration of %s', async (name, found) => {
    expect(await inspect(sample(name))).toEqual(found);
  });

  it.each([
    ['fragmented.mp4', { container: 'mp4', durationMs: 2_200 }],
    ['live.webm', { container: 'webm', durationMs: 2_000 }],
  ])('takes the duration from the packets of %s, whose header has none', async (name, found) => {
    expect(await inspect(sample(name))).toEqual(found);
  });

  it('goes by content, not by name', async () => {
    expect(await inspect(await write(await readFile(sample('clip.webm'))))).toMatchObject({
      container: 'webm',
    });
  });

  it.each([
    ['music.mp4', /neither MP4 nor/],
    ['picture.mp4', /neither MP4 nor/],
    ['text.mp4', /neither MP4 nor/],
    ['audio-only.mp4', /no video track/],
    ['truncated.mp4', /cut off/],
  ])('refuses %s', async (name, detail) => {
    expect(await inspect(sample(name))).toEqual(refused(detail));
  });

  it('refuses an empty file', async () => {
    expect(await inspect(await write(Buffer.alloc(0)))).toMatchObject({ code: 'video_not_a_video' });
  });

  it.each(['clip.mp4', 'clip.mov', 'clip.webm', 'fragmented.mp4', 'live.webm'])(
    'refuses %s wherever it is cut off',
    async (name) => {
      const whole = await readFile(sample(name));
      for (const part of [0.2, 0.6, 0.999]) {
        const cut = await write(whole.subarray(0, Math.floor(whole.length * part)));
        expect(await inspect(cut)).toMatchObject({ code: 'video_not_a_video' });
      }
    },
  );

  it.each(['clip.mp4', 'clip.mov', 'clip.webm', 'live.webm'])(
    'refuses %s with an archive appended',
    async (name) => {
      const archive = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), Buffer.alloc(60)]);
      const polyglot = await write(Buffer.concat([await readFile(sample(name)), archive]));
      expect(await inspect(polyglot)).toMatchObject({ code: 'video_not_a_video' });
    },
  );

  it('refuses tables that point beyond the file', async () => {
    const video = await readFile(sample('clip.mp4'));
    const chunkOffsets = video.indexOf('stco') + 12;
    video.writeUInt32BE(0x7fffffff, chunkOffsets);
    expect(await inspect(await write(video))).toMatchObject({ code: 'video_not_a_video' });
  });

  it('believes the packets when the header declares less', async () => {
    const video = await readFile(sample('three-minutes-and-one-second.mp4'));
    const movieHeader = video.indexOf('mvhd');
    const trackHeader = video.indexOf('tkhd');
    video.writeUInt32BE(10_000, movieHeader + 20);
    video.writeUInt32BE(10_000, trackHeader + 24);
    expect(await inspect(await write(video))).toEqual({ container: 'mp4', durationMs: 181_000 });
  });

  it('survives a file that claims four billion pictures, within its memory', async () => {
    const video = await readFile(sample('clip.mp4'));
    const firstTimeToSample = video.indexOf('stts') + 12;
    video.writeUInt32BE(0xffffffff, firstTimeToSample);
    const path = await write(video);
    const before = process.memoryUsage().rss;
    let peak = before;
    const sampling = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 10);
    const found = await inspect(path).finally(() => {
      clearInterval(sampling);
    });
    expect(found).toEqual(refused(/too much memory/));
    expect(peak - before).toBeLessThan(600_000_000);
  });

  it('inspects many at once, in turns', async () => {
    const all = await Promise.all(Array.from({ length: 7 }, () => inspect(sample('clip.mp4'))));
    expect(all).toEqual(all.map(() => ({ container: 'mp4', durationMs: 2_000 })));
  });

  it('does not load tables as large as the file', async () => {
    const video = await readFile(sample('clip.mp4'));
    const path = await write(video.subarray(0, video.readUInt32BE(0)));
    const file = await open(path, 'r+');
    const hugeTables = Buffer.from([0x20, 0, 0, 0, ...Buffer.from('moov')]);
    await file.write(hugeTables, 0, hugeTables.length, video.readUInt32BE(0));
    await file.close();
    await truncate(path, video.readUInt32BE(0) + 0x20000000);
    expect(await inspect(path)).toEqual(refused(/damaged/));
  });

  it('gives up on a file that takes too long', async () => {
    expect(await inspect(sample('clip.mp4'), 1)).toEqual(refused(/too long to read/));
  });

  it('answers for any damage, and never by an error', async () => {
    const videos = await Promise.all(['clip.mp4', 'clip.webm'].map((name) => readFile(sample(name))));
    const damage = fc.record({
      whole: fc.constantFrom(...videos),
      at: fc.double({ min: 0, max: 0.3, noNaN: true }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ whole, at, bytes }) => {
        const damaged = Buffer.from(whole);
        damaged.set(bytes, Math.floor(at * (damaged.length - 8)));
        const found = await inspect(await write(damaged));
        expect('code' in found ? found.code : found.container).toMatch(
          /^(video_not_a_video|mp4|webm|quicktime)$/,
        );
      }),
      { numRuns: 25 },
    );
  });

  it('reports a file that cannot be read as an error, not as a refusal', async () => {
    const path = await write(Buffer.alloc(100));
    const file = await LocalFile.at(path);
    await rm(path);
    await expect(inspectVideo(file)).rejects.toThrow(/ENOENT/);
  });
});
