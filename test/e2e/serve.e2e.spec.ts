import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { CommandLine } from '../support/command-line.js';
import { freePort } from '../support/free-port.js';
import { newDataDir, testEnvironment, withoutEmpty } from '../support/server.js';
import { until } from '../support/until.js';

describe('shoutouts serve', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = newDataDir();
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const serving = async (more = {}, options = {}) =>
    new CommandLine(['serve'], withoutEmpty({ ...(await testEnvironment(dataDir)), ...more }), options);
  const isLive = (port: number) => () =>
    fetch(`http://127.0.0.1:${String(port)}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );

  it('runs the program until SIGTERM, and ends with 0 once it is drained', async () => {
    const program = await serving();
    const said = await until(
      () => Promise.resolve(program.said),
      (text) => text.includes('Shoutouts listens on'),
    );
    const [, url = ''] = /listens on (\S+)/.exec(said) ?? [];
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    program.signal('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('goes on when nobody reads any more what it says', async () => {
    const port = await freePort();
    const program = await serving({ PORT: String(port), LOG_LEVEL: 'info' }, { isRead: false });
    await until(isLive(port), (live) => live);
    expect((await fetch(`http://127.0.0.1:${String(port)}/v1/none`)).status).toBe(404);
    expect(await isLive(port)()).toBe(true);
    program.signal('SIGINT');
    expect((await program.ended).code).toBe(0);
  });

  it('says what is wrong with a setting, and ends with 1, as the program does', async () => {
    const { code, stdout, stderr } = await (await serving({ PORT: 'x' })).ended;
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining('PORT')]);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
