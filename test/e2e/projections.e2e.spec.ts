import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { CommandLine, type Ended, runCommandLine } from '../support/command-line.js';
import { freePort } from '../support/free-port.js';
import { newFan } from '../support/marketplace.js';
import { newDataDir } from '../support/server.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

/** More than one batch of the log. */
const FANS = 600;
const SIDE_BY_SIDE = 20;
/** A second batch comes only after seconds. */
const SLOWLY = ['--throttle', '50'];
/** Only after minutes, for what is stopped before. */
const VERY_SLOWLY = ['--throttle', '5'];

interface Profiles {
  readonly collection: string;
  readonly state: string;
  readonly rebuild?: { readonly collection: string; readonly state: string; readonly events_taken: number };
  readonly kept?: { readonly collection: string };
}

describe('read models, asked of the running program by its command line', () => {
  const dataDir = newDataDir();
  let port: string;
  let server: ServerProcess;
  let environment: Record<string, string>;

  const start = () => ServerProcess.start(dataDir, { PORT: port });
  const shoutouts = (...args: readonly string[]) => runCommandLine(args, environment);
  const projections = (...args: readonly string[]) => shoutouts('projections', ...args);
  const json = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>;
  const profiles = async () =>
    json(await projections('status', 'fan_profiles', '--json')) as unknown as Profiles;

  beforeAll(async () => {
    port = String(await freePort());
    server = await start();
    environment = { SHOUTOUTS_URL: server.url };
    const { code, stdout } = await shoutouts('token', '--role', 'admin');
    expect(code).toBe(0);
    environment['SHOUTOUTS_TOKEN'] = stdout.trim();
    for (let made = 0; made < FANS; made += SIDE_BY_SIDE)
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => newFan(server.client())));
  }, 120_000);
  afterAll(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('are listed, with what serves', async () => {
    const { code, stdout } = await projections('list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^read model +state +position +serves +set aside +beside +kept\n/);
    expect(stdout).toMatch(/^fan_profiles +running +\d+ +fan_profiles_v1$/m);
  });

  it('are built anew, compared, taken back and dropped', async () => {
    const rebuilt = await projections('rebuild', 'fan_profiles', 'catalogue');
    expect([rebuilt.code, rebuilt.stderr]).toEqual([0, '']);
    expect(rebuilt.stdout).toContain('fan_profiles: fan_profiles_v1_r2 serves.\n  fan_profiles_v1 is kept');
    expect(rebuilt.stdout).toMatch(
      /^ {2}600 documents at position \d+\n {2}the same as the 600 in fan_profiles_v1$/m,
    );
    const back = await projections('rollback', 'fan_profiles', '--json');
    expect(json(back)).toMatchObject({ outcome: 'served', serving: 'fan_profiles_v1' });
    expect((await projections('drop', 'fan_profiles', 'fan_profiles_v1_r2')).code).toBe(0);
    expect(await profiles()).not.toHaveProperty('kept');
  });

  it('are not built where one of them is not there, and each once', async () => {
    const catalogue = () => projections('status', 'catalogue', '--json').then(json);
    const before = await catalogue();
    const refused = await projections('rebuild', 'catalogue', 'nothing');
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('there is no read model nothing'),
    ]);
    expect(await catalogue()).toMatchObject({ collection: before['collection'] });
    const verified = await projections('verify', 'catalogue', 'catalogue', '--json');
    expect(verified.stdout.trim().split('\n')).toHaveLength(1);
  });

  it('have a digest that is the same each time, and tell nothing where nothing differs', async () => {
    const first = await projections('verify', 'fan_profiles', '--json');
    expect([first.code, json(first)]).toEqual([
      0,
      expect.objectContaining({ outcome: 'compared', differing: 0, documents: FANS }),
    ]);
    const { position, digest } = json(first);
    const again = await projections('verify', 'fan_profiles', '--at', String(position), '--json');
    expect(json(again)).toMatchObject({ position, digest, differing: null });
    const early = await projections('verify', 'fan_profiles', '--at', '1', '--json');
    expect(json(early)).toMatchObject({ position: '1', documents: 0 });
  });

  it.each([
    ['an unknown read model', ['rebuild', 'nothing'], 2, 'not_found'],
    ['a build that serves', ['drop', 'fan_profiles', 'fan_profiles_v1'], 1, 'build_serves'],
    ['a build that is not there', ['drop', 'fan_profiles', 'fan_profiles_v1_r77'], 1, 'build_gone'],
    ['a rollback to nothing', ['rollback', 'market_terms'], 1, 'build_gone'],
    ['a position that the log has not', ['verify', 'catalogue', '--at', '99999999'], 2, 'position_invalid'],
    ['a token of nobody', ['list', '--token', 'x.y.z'], 2, 'token_invalid'],
    ['no token', ['list', '--token', ''], 2, 'usage'],
    ['no program', ['list', '--url', 'http://127.0.0.1:9'], 1, 'unavailable'],
  ])('say what is wrong with %s', async (_what, args, code, outcome) => {
    const ended = await projections(...args, '--json');
    expect(ended.code).toBe(code);
    expect(JSON.parse(ended.stderr)).toMatchObject({ outcome });
  });

  it.each([
    ['no address', ['list', '--url', 'ftp://x'], 'An address'],
    ['no number', ['rebuild', 'catalogue', '--throttle', '0'], 'A whole number'],
    ['no position', ['verify', 'catalogue', '--at', 'now'], 'A position'],
    ['no name', ['rebuild'], 'names'],
  ])('have a command line that says what is wrong with %s', async (_what, args, said) => {
    const { code, stderr } = await projections(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });

  it('go on being built when nobody waits any longer, until that is stopped', async () => {
    const waiting = new CommandLine(['projections', 'rebuild', 'fan_profiles', ...VERY_SLOWLY], environment);
    await until(profiles, ({ rebuild }) => (rebuild?.events_taken ?? 0) > 0);
    const second = await projections('rebuild', 'fan_profiles', '--json');
    expect([second.code, JSON.parse(second.stderr)]).toEqual([
      1,
      expect.objectContaining({ outcome: 'rebuild_under_way' }),
    ]);
    waiting.signal('SIGINT');
    expect(await waiting.ended).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('goes on') as unknown,
    });
    expect(await profiles()).toMatchObject({ state: 'rebuilding', rebuild: { state: 'building' } });
    expect((await projections('stop', 'fan_profiles')).stdout).toContain('stopped');
    expect((await projections('rebuild', 'fan_profiles', '--no-compare')).code).toBe(0);
  });

  it('go on being built where the program was killed, and are waited for meanwhile', async () => {
    const before = await profiles();
    const waiting = new CommandLine(
      ['projections', 'rebuild', 'fan_profiles', '--json', ...SLOWLY],
      environment,
    );
    const { rebuild } = await until(profiles, (now) => (now.rebuild?.events_taken ?? 0) > 0);
    await server.kill();
    server = await start();
    const { code, stdout, stderr } = await waiting.ended;
    expect(stderr).toContain('cannot be asked');
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({
        ...{ outcome: 'served', serving: rebuild?.collection, kept: before.collection },
        ...{ documents: FANS, differing: 0 },
      }),
    ]);
  });
});
