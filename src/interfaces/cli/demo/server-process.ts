import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OUR_IBAN } from './journeys/paid-out.js';

const PROGRAM = fileURLToPath(new URL('../../../main.js', import.meta.url));
const COMMAND = fileURLToPath(new URL('../shoutouts.js', import.meta.url));
const STOP_MS = 5_000;

/** The program itself, as a process of its own: in a temporary folder, on a free port, with a clock that can be moved. */
export class ServerProcess {
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'shoutouts-demo-'));
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  #said = '';

  constructor() {
    // Nothing of the caller's environment: a real Stripe key set there must not get into a demonstration.
    const env = {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: this.#dataDir,
      TEST_CLOCK: '1',
      LOG_LEVEL: 'warn',
      BANK_ACCOUNTS: `TRY=${OUR_IBAN}`,
      BANK_ACCOUNT_HOLDER: 'Shoutouts',
    };
    this.#process = spawn(process.execPath, ['--enable-source-maps', PROGRAM], { env, stdio: 'pipe' });
    this.#ended = once(this.#process, 'exit');
    for (const output of [this.#process.stdout, this.#process.stderr])
      output?.on('data', (text: Buffer) => (this.#said += text.toString()));
  }

  /** Where it listens, once it does. @throws Error with what it said, when it ends instead */
  async listening(): Promise<string> {
    const address = new Promise<string>((resolve) => {
      this.#process.stdout?.on('data', () => {
        const [, url] = /listens on (\S+)\n/.exec(this.#said) ?? [];
        if (url !== undefined) resolve(url);
      });
    });
    const ended = this.#ended.then(() => {
      throw new Error(`the server ended before it listened:\n${this.#said}`);
    });
    return Promise.race([address, ended]);
  }

  /** What it had to say: warnings and errors, after the first lines. */
  get said(): string {
    return this.#said;
  }

  /** What `shoutouts` says of what the server has left. It is ended first. */
  async command(...words: readonly string[]): Promise<{ readonly said: string; readonly isWell: boolean }> {
    await this.end();
    const env = { PATH: process.env['PATH'], DATA_DIR: this.#dataDir, TEST_CLOCK: '1' };
    return new Promise((resolve) => {
      execFile(process.execPath, [COMMAND, ...words], { env }, (error, stdout, stderr) => {
        resolve({ said: (error === null ? stdout : stdout + stderr).trimEnd(), isWell: error === null });
      });
    });
  }

  /** Ends it, and leaves nothing behind. */
  async stop(): Promise<void> {
    await this.end();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    const impatience = setTimeout(() => this.#process.kill('SIGKILL'), STOP_MS);
    this.#process.kill('SIGTERM');
    await this.#ended;
    clearTimeout(impatience);
  }
}
