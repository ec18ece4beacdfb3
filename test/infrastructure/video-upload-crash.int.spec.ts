import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { Upload } from 'tus-js-client';
import { spawnChild } from '../support/child.js';
import { largeVideo, ORDER_ID } from '../support/videos/upload-app.js';
import { describeEachStorage } from '../support/videos/each-storage.js';
import { openStorage } from '../support/videos/video-storage.js';

const CHUNK_BYTES = 512 * 1024;

interface Server {
  readonly child: ChildProcess;
  readonly origin: string;
}

describeEachStorage('an upload whose server is killed', (kind) => {
  let place: string;
  let servers: ChildProcess[];
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'upload-crash-'));
    servers = [];
  });
  afterEach(async () => {
    await Promise.all(servers.map(kill));
    const storage = await openStorage(kind, place);
    await storage.remove();
    storage.close();
  });

  const start = async (port: string, crashAt: string): Promise<Server> => {
    const child = spawnChild('test/support/videos/upload-server.child.ts', [kind, place, port, crashAt]);
    servers.push(child);
    if (child.stdout === null) throw new Error('the child has no output');
    const [origin] = (await once(createInterface(child.stdout), 'line')) as [string];
    return { child, origin };
  };
  const restart = async (origin: string): Promise<Server> => {
    await Promise.all(servers.map(kill));
    return start(new URL(origin).port, 'never');
  };
  const expectStored = async (video: Buffer, videoId = ''): Promise<void> => {
    const storage = await openStorage(kind, place);
    const sha256 = createHash('sha256').update(video).digest('hex');
    expect(await storage.videos.find(videoId)).toMatchObject({ videoId, sha256, bytes: video.length });
    expect((await buffer(await storage.videos.read(videoId))).equals(video)).toBe(true);
    const { uploadBytes, videos } = await storage.lying();
    expect([uploadBytes, videos.length]).toEqual([[], 2]);
    storage.close();
  };

  it('continues after the restart, from the offset on disk', async () => {
    const video = await largeVideo(6_000_000);
    const { child, origin } = await start('0', 'never');
    let restarted: Promise<Server> | undefined;
    let requestsAfterRestart = 0;
    const videoId = await upload(origin, video, {
      onChunkComplete: (offset) => {
        if (offset < 2_000_000 || restarted !== undefined) return;
        child.kill('SIGKILL');
        restarted = restart(origin);
      },
      onAfterResponse: (method) => {
        if (restarted !== undefined && method === 'PATCH') requestsAfterRestart += 1;
      },
    });
    await restarted;
    await expectStored(video, videoId);
    expect(requestsAfterRestart).toBeLessThan(video.length / CHUNK_BYTES - 2);
  });

  it.each(['before-put', 'after-put', 'before-settle', 'before-reply'])(
    'becomes one video when the kill comes %s',
    async (crashAt) => {
      const video = await largeVideo(1_000_000);
      const { child, origin } = await start('0', crashAt);
      const restarted = once(child, 'exit').then(() => restart(origin));
      const videoId = await upload(origin, video, {});
      await restarted;
      await expectStored(video, videoId);
    },
  );
});

interface UploadHooks {
  readonly onChunkComplete?: (offset: number) => void;
  readonly onAfterResponse?: (method: string) => void;
}

/** Uploads as the creator's app does, trying again as long as it takes. @returns the id of the video */
function upload(origin: string, video: Buffer, hooks: UploadHooks): Promise<string | undefined> {
  let videoId: string | undefined;
  return new Promise((resolve, reject) => {
    new Upload(video, {
      endpoint: `${origin}/v1/uploads`,
      chunkSize: CHUNK_BYTES,
      retryDelays: Array.from({ length: 100 }, () => 100),
      metadata: { order_id: ORDER_ID, filename: 'birthday.mp4' },
      headers: { authorization: 'Bearer ada' },
      onChunkComplete: (_chunkBytes, offset) => hooks.onChunkComplete?.(offset),
      onAfterResponse: (request, response) => {
        videoId = response.getHeader('shoutouts-video-id') ?? videoId;
        hooks.onAfterResponse?.(request.getMethod());
      },
      onSuccess: () => resolve(videoId),
      onError: reject,
    }).start();
  });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
