import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ArmedPoints } from '../points/armed-point.js';
import { lookAfter } from './children.js';

const PRELOAD = new URL('../points/preload.js', import.meta.url).href;
const REPOSITORY = new URL('../../../', import.meta.url);
/** Those of `npm start`. */
const NODE_FLAGS = startCommand().match(/--\S+/g) ?? [];

const READY_WITHIN_MS = 60_000;
const POLL_MS = 20;
const SAID_CHARS = 4_000;
const KILLED_AT = /^killed (.+)$/gm;

/** It did not come back. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
}

export interface InstanceSettings {
  /** The folder of the built program. */
  readonly program: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Where what it says is kept. */
  readonly logFile: string;
}

/** The built program as a process of its own, started again and again at one address. */
export class Instance {
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #said = '';

  constructor(private readonly settings: InstanceSettings) {}

  get url(): string {
    return `http://127.0.0.1:${String(this.settings.port)}`;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Resolves when it has ended, however. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** What it said last. */
  get said(): string {
    return this.#said.slice(-SAID_CHARS);
  }

  /** Does not wait for it: an armed point may end it while it starts. */
  start(armed?: ArmedPoints): void {
    const { program, port, environment, logFile } = this.settings;
    const child = spawn(process.execPath, [...NODE_FLAGS, '--import', PRELOAD, join(program, 'main.js')], {
      env: {
        ...inherited(),
        ...{ HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'warn' },
        ...environment,
        TORTURE_PROGRAM: `${pathToFileURL(program).href}/`,
        ...(armed === undefined
          ? {}
          : { TORTURE_POINTS: armed.points.join('|'), TORTURE_PASS: String(armed.pass) }),
      },
      // A group of its own: who presses Ctrl-C means the torture, which ends it in its own time.
      ...{ stdio: ['ignore', 'pipe', 'pipe'], detached: true },
    });
    this.#said = '';
    for (const output of [child.stdout, child.stderr])
      output?.setEncoding('utf8').on('data', (text: string) => {
        this.#said = (this.#said + text).slice(-2 * SAID_CHARS);
        appendFileSync(logFile, text);
      });
    this.#child = child;
    this.#ended = lookAfter(child);
  }

  /** @throws NotReadyError with what it said */
  async ready(): Promise<void> {
    const giveUpAtMs = performance.now() + READY_WITHIN_MS;
    while (performance.now() < giveUpAtMs) {
      if (!this.isRunning) throw new NotReadyError(`the program ended while it started:\n${this.said}`);
      if (await this.isReady()) return;
      await pause(POLL_MS);
    }
    throw new NotReadyError(
      `the program was not ready within ${String(READY_WITHIN_MS / 1_000)} s:\n${this.said}`,
    );
  }

  /** Whether it is now. */
  async isReady(): Promise<boolean> {
    const signal = AbortSignal.timeout(1_000);
    const answer = await fetch(`${this.url}/health/ready`, { signal }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    return answer?.status === 200;
  }

  /** At which named point it was killed, if it was. */
  get killedAt(): string | undefined {
    return [...this.#said.matchAll(KILLED_AT)].at(-1)?.[1];
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  /** It is there, and does nothing. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }
}

/** What the machine needs, and none of the settings that somebody may have set for themselves. */
function inherited(): Readonly<Record<string, string>> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME };
}

function startCommand(): string {
  const manifest = readFileSync(fileURLToPath(new URL('package.json', REPOSITORY)), 'utf8');
  return (JSON.parse(manifest) as { scripts: { start: string } }).scripts.start;
}
