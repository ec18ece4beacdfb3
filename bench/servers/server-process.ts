import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';
import { CREATORS, creatorSubject, FANS, fanSubject } from '../seed/people.js';

/** The program as it is started in earnest, and the same ways in over nothing. */
const ENTRIES = { real: '../../src/main.js', empty: './empty-server.js' };

/** Those of `npm start`. */
const NODE_FLAGS = startCommand().match(/--\S+/g) ?? [];

/** None of them outlives this process. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const FIRST_ANSWER_LIMIT_MS = 60_000;
const CATCH_UP_LIMIT_MS = 30 * 60_000;
const POLL_MS = 5;
const STATUS_POLL_MS = 200;
const BUILD_POLL_MS = 20;
const ADMIN = 'bench-admin';

/** A server in a process of its own, with a data folder of its own. */
export class ServerProcess {
  #tokens: Record<string, string> | undefined;
  #admin: string | undefined;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    /** From the start of the process to its first answer. */
    readonly startMs: number,
  ) {}

  static async start(
    what: keyof typeof ENTRIES,
    dataDir: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const port = await freePort();
    const {
      AUTH_ISSUER: _issuer,
      STRIPE_SECRET_KEY: _key,
      EVENTSTORE_URL: _log,
      MONGODB_URL: _models,
      ...env
    } = process.env;
    const entry = fileURLToPath(new URL(ENTRIES[what], import.meta.url));
    const startedAtMs = performance.now();
    const child = spawn(process.execPath, [...NODE_FLAGS, entry], {
      env: { ...env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    const url = `http://127.0.0.1:${String(port)}`;
    await firstAnswer(child, `${url}/v1/markets`);
    return new ServerProcess(child, url, performance.now() - startedAtMs);
  }

  /** Tokens of everybody who was seeded, by subject. */
  async tokens(): Promise<Readonly<Record<string, string>>> {
    if (this.#tokens !== undefined) return this.#tokens;
    const tokens: Record<string, string> = {};
    for (let n = 0; n < FANS; n += 1) tokens[fanSubject(n)] = await this.token(fanSubject(n), 'fan');
    for (let n = 0; n < CREATORS; n += 1)
      tokens[creatorSubject(n)] = await this.token(creatorSubject(n), 'creator');
    return (this.#tokens = tokens);
  }

  /** Resident memory of the process and all its threads. */
  residentMb(): number {
    const kib = execFileSync('ps', ['-o', 'rss=', '-p', String(this.child.pid)], { encoding: 'utf8' });
    return Number(kib) / 1024;
  }

  /** Waits until every read model and every process has all that is in the log. */
  async caughtUp(): Promise<void> {
    const giveUpAtMs = performance.now() + CATCH_UP_LIMIT_MS;
    while (performance.now() < giveUpAtMs) {
      const { last_position: last = '0', projections, processes } = await this.projections();
      const isThere = ({ position = '0', caught_up: caughtUp }: Place) =>
        caughtUp && BigInt(position) >= BigInt(last);
      if ([...projections, ...processes].every(isThere)) return;
      await sleep(STATUS_POLL_MS);
    }
    throw new Error('the read models did not catch up');
  }

  /** Resolves when another build of it serves. */
  async rebuilt(name: string, body: object): Promise<void> {
    const { rebuild, collection: now } = await this.ask<ReadModel>('POST', `${name}/rebuild`, body);
    const collection = rebuild?.collection ?? now;
    while ((await this.ask<ReadModel>('GET', name)).collection !== collection) await sleep(BUILD_POLL_MS);
  }

  /** What served before is not fed any longer. */
  async dropKept(name: string): Promise<void> {
    const { kept } = await this.ask<ReadModel>('GET', name);
    if (kept !== undefined) await this.ask('DELETE', `${name}/builds/${kept.collection}`);
  }

  /** All read models there are, and how far each is. */
  projections(): Promise<Status> {
    return this.ask('GET', '');
  }

  /** Begins a build that is to take the name; one that is under way goes on. */
  async rebuild(name: string): Promise<void> {
    await this.ask('POST', `${name}/rebuild`, {});
  }

  /** In the midst of whatever it does. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  /** Of one person, whether they were seeded or not. */
  async token(subject: string, role: string): Promise<string> {
    const answer = await fetch(`${this.url}/v1/dev/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subject, roles: [role] }),
    });
    return ((await answer.json()) as { token: string }).token;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }

  private async ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    this.#admin ??= await this.token(ADMIN, 'admin');
    const answer = await fetch(`${this.url}/v1/projections${path && `/${path}`}`, {
      method,
      headers: { authorization: `Bearer ${this.#admin}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }
}

interface Place {
  readonly position?: string;
  readonly caught_up: boolean;
}

interface ReadModel extends Place {
  readonly name: string;
  readonly collection: string;
  readonly rebuild?: Place & { readonly collection: string };
  readonly kept?: { readonly collection: string };
  /** Of the last build that has come to its end. */
  readonly checked?: {
    readonly collection: string;
    readonly documents: number;
    readonly comparison?: { readonly differing: number };
  };
}

interface Status {
  readonly last_position?: string;
  readonly projections: readonly ReadModel[];
  readonly processes: readonly Place[];
}

async function firstAnswer(child: ChildProcess, url: string): Promise<void> {
  const giveUpAtMs = performance.now() + FIRST_ANSWER_LIMIT_MS;
  while (performance.now() < giveUpAtMs) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${String(child.exitCode)}`);
    const answer = await fetch(url).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await sleep(POLL_MS);
  }
  throw new Error('the server did not answer');
}

function startCommand(): string {
  const manifest = readFileSync(fileURLToPath(new URL('../../../package.json', import.meta.url)), 'utf8');
  return (JSON.parse(manifest) as { scripts: { start: string } }).scripts.start;
}
