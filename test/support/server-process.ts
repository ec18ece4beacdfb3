import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ApiClient } from './api-client.js';
import { spawnChild } from './child.js';
import { type Environment, testEnvironment, withoutEmpty } from './server.js';

const LISTENS = /listens on (\S+)/;

/** The program as a process of its own: for what must be killed, or whose every written line must be seen. */
export class ServerProcess {
  /** All that it has written so far, to both outputs. */
  output = '';
  #client: ApiClient | undefined;
  readonly ended: Promise<number | NodeJS.Signals>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    // `close`, not `exit`: by then everything that it wrote has been read.
    this.ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  }

  static async spawn(
    dataDir: string,
    environment: Environment = {},
    args: readonly string[] = [],
  ): Promise<ServerProcess> {
    const env = withoutEmpty({ ...inherited(), ...(await testEnvironment(dataDir)), ...environment });
    return new ServerProcess(spawnChild('src/main.ts', args, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Resolves when it listens. @throws with what it wrote when it ends instead */
  static async start(dataDir: string, environment: Environment = {}): Promise<ServerProcess> {
    const server = await ServerProcess.spawn(dataDir, environment);
    await server.listening();
    return server;
  }

  get url(): string {
    const [, url] = LISTENS.exec(this.output) ?? [];
    if (url === undefined) throw new Error(`it does not listen yet: ${this.output}`);
    return url;
  }

  /** The same each time, so that it knows what it has seen there. */
  client(): ApiClient {
    this.#client ??= new ApiClient(this.url);
    return this.#client;
  }

  /** As `head` does when it has enough: what it writes from now on meets a closed pipe. */
  stopReading(): void {
    this.child.stdout?.destroy();
  }

  /** As when the power goes. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** It is there, and does nothing. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  async stop(): Promise<number | NodeJS.Signals> {
    this.child.kill('SIGTERM');
    return this.ended;
  }

  private async listening(): Promise<void> {
    const told = new Promise<boolean>((resolve) => {
      this.child.stdout?.on('data', () => {
        if (LISTENS.test(this.output)) resolve(true);
      });
    });
    const listens = await Promise.race([told, this.ended.then(() => false)]);
    if (!listens) throw new Error(`it ended before it listened: ${this.output}`);
  }
}

/** What the machine needs, and none of the settings that somebody may have set for themselves. */
function inherited(): Environment {
  const { PATH, HOME, COMPILED_SOURCES } = process.env;
  const kept = { PATH, HOME, COMPILED_SOURCES };
  return Object.fromEntries(
    Object.entries(kept).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
