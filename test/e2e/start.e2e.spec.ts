import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { EventStoreDbDouble } from '../support/eventstoredb/event-store-db-double.js';
import { advance, DAY_SECONDS, newFan } from '../support/marketplace.js';
import { type Environment, newDataDir } from '../support/server.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

/** Tells whoever started it what to do, in a line or two; a stack would be for who wrote it. */
const STACK = /^\s+at /m;

describe('the program', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = newDataDir();
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  let worked: string | undefined;
  afterAll(() => {
    if (worked !== undefined) rmSync(worked, { recursive: true, force: true });
  });

  async function refusalOf(environment: Environment = {}, args: readonly string[] = []): Promise<string> {
    const server = await ServerProcess.spawn(dataDir, environment, args);
    const code = await server.ended;
    expect([code, STACK.test(server.output)]).toEqual([1, false]);
    return server.output;
  }

  async function workIn(dir: string): Promise<void> {
    const server = await ServerProcess.start(dir);
    await newFan(server.client());
    expect(await server.stop()).toBe(0);
  }

  /** The folder is as after a day's work. */
  async function workedIn(): Promise<void> {
    if (worked === undefined) await workIn((worked = newDataDir()));
    cpSync(worked, dataDir, { recursive: true });
  }

  it('does not start with an argument, and says where settings and commands are', async () => {
    const refusal = await refusalOf({}, ['--master-key=s3cret']);
    for (const told of ['--master-key', 'docs/settings.md', 'npx shoutouts --help'])
      expect(refusal).toContain(told);
    expect(refusal).not.toContain('s3cret');
    expect(existsSync(join(dataDir, 'writer.lock'))).toBe(false);
  });

  it.each(['--help', '-h'])('explains itself with %s, and does not start', async (asked) => {
    const server = await ServerProcess.spawn(dataDir, {}, [asked]);
    expect(await server.ended).toBe(0);
    expect(server.output).toContain('docs/settings.md');
    expect(existsSync(join(dataDir, 'writer.lock'))).toBe(false);
  });

  it('says where its payment sandbox is, and with which key somebody is the provider there', async () => {
    const server = await ServerProcess.start(dataDir);
    const { output } = await until(
      () => Promise.resolve(server),
      (each) => each.output.includes('SANDBOX_KEY='),
    );
    const [, url = '', key = ''] = /SANDBOX=(\S+) SANDBOX_KEY=(\S+)/.exec(output) ?? [];
    const answer = await fetch(`${url}/sandbox/balance/-/top_up`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: new URLSearchParams({ amount: '2500', currency: 'try' }),
    });
    expect(await answer.json()).toMatchObject({ object: 'topup', amount: 2_500 });
    expect(await server.stop()).toBe(0);
  });

  it('does not start with a setting that is wrong, and names it', async () => {
    expect(await refusalOf({ PORT: '70000' })).toContain('PORT');
  });

  it.each([
    ['EVENTSTORE_URL', 'esdb://somebody:s3cret@127.0.0.1?tlsCAFile=/nowhere/authority.pem'],
    ['EVENTSTORE_URL', 'esdb://somebody:s3cret@127.0.0.1?tlss=false'],
    ['MONGODB_URL', 'mongodb://somebody:s3cret@127.0.0.1/x?tls=perhaps'],
    ['MONGODB_URL', 'mongodb://somebody:s3/cret@127.0.0.1/x'],
  ])('does not start with %s that its driver refuses, and repeats no password', async (name, url) => {
    const refusal = await refusalOf({ [name]: url });
    expect(refusal).toMatch(new RegExp(`^${name}: .*\n$`));
    expect(refusal).not.toMatch(/s3cret|cret@/);
  });

  it('does not start with a master key that is none', async () => {
    const path = join(dataDir, 'other.key');
    writeFileSync(path, 'not a key');
    expect(await refusalOf({ MASTER_KEY_FILE: path })).toContain('MASTER_KEY_FILE');
  });

  it('does not start in a folder that is none', async () => {
    const path = join(dataDir, 'a-file');
    writeFileSync(path, '');
    expect(await refusalOf({ DATA_DIR: path })).toContain('DATA_DIR');
  });

  const itWithFolders = process.env['S3_BUCKET'] === undefined ? it : it.skip;
  itWithFolders.each(['videos', 'uploads'])('does not start where %s is a file', async (name) => {
    writeFileSync(join(dataDir, name), '');
    expect(await refusalOf()).toContain(join(dataDir, name));
  });

  it('does not start on a port that is in use, names it once, and makes nothing', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const DATA_DIR = join(dataDir, 'new');
    expect(await refusalOf({ DATA_DIR, PORT: String(port), LOG_LEVEL: 'info' })).toBe(
      `port ${String(port)} of 127.0.0.1 is in use: stop what listens there, or set PORT to another one\n`,
    );
    expect(await refusalOf({ DATA_DIR, METRICS_PORT: String(port) })).toContain('METRICS_PORT');
    other.close();
    await once(other, 'close');
    const both = { DATA_DIR, PORT: String(port), METRICS_PORT: String(port) };
    expect(await refusalOf(both)).toContain('METRICS_PORT');
    expect(existsSync(DATA_DIR)).toBe(false);
  });

  it('does not start in a folder that another one works in', async () => {
    const first = await ServerProcess.start(dataDir);
    expect(await refusalOf()).toContain('set DATA_DIR');
    expect((await first.client().anyone().tryGet('/v1/markets')).outcome).toBe(200);
    expect(await first.stop()).toBe(0);
  });

  it('says nothing of it when nobody reads what it writes', async () => {
    const server = await ServerProcess.spawn(dataDir, {}, ['--help']);
    server.stopReading();
    expect([await server.ended, server.output]).toEqual([0, '']);
  });

  it('goes on when nobody reads what it writes any more', async () => {
    const server = await ServerProcess.start(dataDir, { LOG_LEVEL: 'debug' });
    server.stopReading();
    const said = server.output;
    for (const _ of [1, 2]) {
      expect((await server.client().anyone().tryGet('/v1/markets')).outcome).toBe(200);
    }
    expect([await server.stop(), server.output]).toEqual([0, said]);
  });

  it('starts again in its folder after it was killed', async () => {
    const first = await ServerProcess.start(dataDir);
    const fan = await newFan(first.client());
    await first.kill();
    const second = await ServerProcess.start(dataDir);
    expect(
      await second
        .client()
        .withToken(fan.caller.credentials['authorization']?.slice(7) ?? '')
        .get('/v1/fans/me'),
    ).toMatchObject({ fan_id: fan.id });
    expect(await second.stop()).toBe(0);
  });

  it('does not start by the time of the machine in a folder whose time was moved ahead', async () => {
    const server = await ServerProcess.start(dataDir);
    const api = server.client();
    await advance(api, 3_600);
    const { outcome } = await api
      .anyone()
      .tryPost('/v1/test-clock/advance', { seconds: 366 * DAY_SECONDS + 1 });
    expect(outcome).toBe('validation_failed');
    expect(await server.stop()).toBe(0);
    expect(await refusalOf({ TEST_CLOCK: '0' })).toContain('TEST_CLOCK=1');
    writeFileSync(
      join(dataDir, 'test-clock.json'),
      JSON.stringify({ aheadMs: 6_970 * 365 * DAY_SECONDS * 1_000 }),
    );
    const late = await ServerProcess.start(dataDir);
    const year = { seconds: 366 * DAY_SECONDS };
    const advanced = () => late.client().anyone().tryPost('/v1/test-clock/advance', year);
    const tooLate = await until(advanced, (answer) => answer.status >= 400);
    expect(tooLate.outcome).toBe('validation_failed');
    expect((await late.client().anyone().tryGet('/v1/test-clock')).outcome).toBe(200);
    expect(await late.stop()).toBe(0);
  });

  it('does not listen at an address that is none', async () => {
    expect(await refusalOf({ HOST: 'no.such.host.invalid' })).toContain('HOST must be');
  });

  it('does not start on a log that ends before the read models do', async () => {
    await workedIn();
    const path = pathOf('events');
    const older = readFileSync(path);
    await workIn(dataDir);
    writeFileSync(path, older);
    expect(await refusalOf()).toContain('restore the newest log');
    expect(readFileSync(path).equals(older)).toBe(true);
  });

  it('does not start on a log with persons where there are no keys of persons, and says what to bring', async () => {
    await workedIn();
    rmSync(pathOf('subject-keys'));
    expect(await refusalOf({ EVENTSTORE_URL: '', MONGODB_URL: '', MASTER_KEY_FILE: '' })).toContain(
      `put that file, and the master key that belongs to it, in place of ${pathOf('subject-keys')}`,
    );
  });

  const STRIPE = { STRIPE_SECRET_KEY: 'sk_test_ofSomebody', STRIPE_WEBHOOK_SECRET: 'whsec_ofSomebody' };

  it('does not start with another payment provider than the one that its log began with', async () => {
    await workedIn();
    const refusal = await refusalOf(STRIPE);
    expect(refusal).toMatch(/made with sandbox_[0-9a-f]{8}, and this start would make them with stripe_test/);
    expect(refusal).toContain('without STRIPE_SECRET_KEY');
    await workIn(dataDir);
  });

  it('does not start as a sandbox beside an instance with Stripe, on one log', async () => {
    const double = await EventStoreDbDouble.start({ dataDir: join(dataDir, 'double') });
    const log = { EVENTSTORE_URL: double.url, MONGODB_URL: '', MASTER_KEY_FILE: '' };
    const first = await ServerProcess.start(join(dataDir, 'first'), { ...log, ...STRIPE });
    const refusal = await refusalOf({ ...log, DATA_DIR: join(dataDir, 'second') });
    expect(refusal).toContain("set STRIPE_SECRET_KEY to a key of Stripe's test mode");
    expect((await first.client().anyone().tryGet('/v1/markets')).outcome).toBe(200);
    expect(await first.stop()).toBe(0);
    await double.kill();
  });

  it.each([
    ['people', {}, /^ {2}uses: {2}payments: a sandbox, which moves no money; log: /m],
    ['machines', { AUTH_ISSUER: 'https://issuer.example' }, /^{.*"payments":"a sandbox, which.*"log":".*}$/m],
  ])('says first of all what it pays with, for %s', async (_whom, environment, said) => {
    const server = await ServerProcess.start(dataDir, environment);
    expect(await server.stop()).toBe(0);
    expect(server.output).toMatch(said);
  });

  it('ends when it is told to, whoever is in the middle of sending', async () => {
    const server = await ServerProcess.start(dataDir);
    const { hostname, port } = new URL(server.url);
    const slow = connect(Number(port), hostname).on('error', () => undefined);
    slow.write('POST /v1/dev/tokens HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n');
    slow.write('content-length: 100\r\n\r\n{');
    // It is answered after the slow one was begun.
    expect((await server.client().anyone().tryGet('/v1/markets')).outcome).toBe(200);
    expect(await server.stop()).toBe(0);
    slow.destroy();
  });

  const DATABASES = ['events', 'read-models', 'subject-keys', 'idempotency', 'stripe-sandbox'] as const;
  const pathOf = (name: string): string => {
    const file = readdirSync(dataDir).find((entry) => entry.startsWith(name) && entry.endsWith('.sqlite'));
    if (file === undefined) throw new Error(`there is no ${name} in ${readdirSync(dataDir).join()}`);
    return join(dataDir, file);
  };

  describe('does not start on a file that is not its own, names it and leaves it as it is:', () => {
    it.each(DATABASES)('%s is no database', async (name) => {
      await workedIn();
      const path = pathOf(name);
      const foreign = Buffer.from('Dear diary, '.repeat(1000));
      writeFileSync(path, foreign);
      expect(await refusalOf()).toContain(path);
      expect(readFileSync(path).equals(foreign)).toBe(true);
    });

    it.each(DATABASES)('%s is damaged', async (name) => {
      await workedIn();
      const path = pathOf(name);
      overwriteFrom(path, 100);
      const damaged = readFileSync(path);
      expect(await refusalOf()).toContain(path);
      expect(readFileSync(path).equals(damaged)).toBe(true);
    });

    it.each(['events', 'read-models'] as const)('%s is the database of another program', async (name) => {
      await workedIn();
      const path = pathOf(name);
      rmSync(path);
      const foreign = new Database(path);
      foreign.exec('CREATE TABLE diary (entry TEXT); INSERT INTO diary VALUES (1);');
      foreign.close();
      const before = readFileSync(path);
      expect(await refusalOf()).toContain(path);
      expect(readFileSync(path).equals(before)).toBe(true);
    });

    it.each(['dev-issuer.json', 'test-clock.json', 'playback.key', 'master.key'])('%s', async (name) => {
      await workedIn();
      const path = join(dataDir, name);
      if (!existsSync(path)) await moveClock();
      writeFileSync(path, '{"half":');
      expect(await refusalOf()).toContain(name);
      expect(readFileSync(path, 'utf8')).toBe('{"half":');
    });
  });

  async function moveClock(): Promise<void> {
    const server = await ServerProcess.start(dataDir);
    await server.client().anyone().post('/v1/test-clock/advance', { seconds: 1 });
    await server.stop();
  }
});

/** The header stays: it looks like a database. */
function overwriteFrom(path: string, offset: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(readFileSync(path).length - offset, 0x5a), 0, undefined, offset);
  closeSync(file);
}
