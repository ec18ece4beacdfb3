import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HAS_S3 } from '../support/s3.js';
import { type Environment, newDataDir } from '../support/server.js';
import { ServerProcess } from '../support/server-process.js';

/** Tells whoever started it what to do, in a line or two; a stack would be for who wrote it. */
const STACK = /^\s+at /m;

describe('the program with its videos in S3', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = newDataDir();
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  async function refusalOf(environment: Environment): Promise<string> {
    const server = await ServerProcess.spawn(dataDir, environment);
    const code = await server.ended;
    expect([code, STACK.test(server.output)]).toEqual([1, false]);
    return server.output;
  }

  it('does not start where S3 cannot be reached, and says so', async () => {
    const nobody = { S3_ENDPOINT: 'http://127.0.0.1:1', S3_BUCKET: 'videos' };
    const credentials = { AWS_ACCESS_KEY_ID: 'somebody', AWS_SECRET_ACCESS_KEY: 'whispered' };
    const refusal = await refusalOf({ ...nobody, ...credentials });
    expect(refusal).toContain('S3_BUCKET: the bucket videos at http://127.0.0.1:1 cannot be reached');
    expect(refusal).not.toContain('whispered');
  });

  (HAS_S3 ? it : it.skip)(
    'does not start without its bucket, nor without access to it (set S3_BUCKET)',
    async () => {
      expect(await refusalOf({ S3_BUCKET: 'no-such-bucket' })).toContain('no-such-bucket');
      expect(await refusalOf({ AWS_SECRET_ACCESS_KEY: 'wrong' })).toContain('refuses access');
    },
  );

  (HAS_S3 ? it : it.skip)('warns once of videos that are left in its folder (set S3_BUCKET)', async () => {
    const folder = join(dataDir, 'videos');
    const warnings = async () => {
      const server = await ServerProcess.start(dataDir, { LOG_LEVEL: 'warn' });
      expect(await server.stop()).toBe(0);
      return server.output.split('\n').filter((line) => line.includes('are not looked for'));
    };
    mkdirSync(folder);
    expect(await warnings()).toEqual([]);
    writeFileSync(join(folder, 'a-video'), 'bytes');
    expect(await warnings()).toEqual([expect.stringContaining(JSON.stringify(folder))]);
  });
});
