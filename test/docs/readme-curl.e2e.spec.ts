import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spawnChild } from '../support/child.js';
import { freePort } from '../support/free-port.js';
import { namesInTables, repositoryPath, runnableShell } from './markdown.js';

const SHELL_TIMEOUT_MS = 60_000;

/** Everything as a reader would: the program as a process of its own, and the pages' lines in one bash. */
describe('the lines of the documentation', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'shoutouts-docs-'));
  let server: ChildProcess;
  let base: string;

  beforeAll(async () => {
    const port = String(await freePort());
    base = `http://127.0.0.1:${port}`;
    const env = {
      ...process.env,
      PORT: port,
      DATA_DIR: dataDir,
      TEST_CLOCK: '1',
      LOG_LEVEL: 'error',
    };
    server = spawnChild('src/main.ts', [], { env });
    await toldOf(server, 'listens on');
  });

  afterAll(async () => {
    server.kill();
    if (server.exitCode === null) await once(server, 'exit');
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(
    'lead through an order, a declined one and one that nobody answers',
    async () => {
      const { stdout } = await bash(runnableShell('README.md'), { BASE: base });
      expect(stdout).toContain('video: 206, 100 bytes');
      expect(stdout).toContain('"type":"VideoDelivered"');
      expect(stdout).toContain('"state":"earned"');
      expect(stdout).toContain('"actor_role":"creator"');
      expect(stdout).toContain('"ending":"acceptance_expired"');
    },
    SHELL_TIMEOUT_MS,
  );

  it(
    'open a market',
    async () => {
      const terms = runnableShell('docs/how-to/add-a-market.md');
      const { stdout } = await bash(terms, { BASE: base, ADMIN: await adminToken(base) });
      expect(JSON.parse(stdout)).toMatchObject({ market: 'FR' });
    },
    SHELL_TIMEOUT_MS,
  );

  it('name every file of the data folder', () => {
    const documented = namesInTables('docs/settings.md')
      .filter((name) => !isSetting(name))
      .map((name) => name.replace(/\/$/, ''));
    const present = readdirSync(dataDir).filter((name) => !/-(wal|shm|journal)$/.test(name));
    expect(present.sort()).toEqual([...documented].sort());
  });
});

/** Fails at the first line that fails, a command in a pipe included. */
const bash = (script: string, env: Readonly<Record<string, string>>) =>
  promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: repositoryPath('.'),
    env: { ...process.env, ...env },
    timeout: SHELL_TIMEOUT_MS,
  });

async function adminToken(base: string): Promise<string> {
  const response = await fetch(`${base}/v1/dev/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subject: 'selin', roles: ['admin'] }),
  });
  return ((await response.json()) as { token: string }).token;
}

async function toldOf(child: ChildProcess, what: string): Promise<void> {
  let told = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (text: Buffer) => {
      told += text.toString();
      if (told.includes(what)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)}: ${told}`)));
  });
}

const isSetting = (name: string): boolean => /^[A-Z0-9_]+$/.test(name);
