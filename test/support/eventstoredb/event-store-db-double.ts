import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { spawnChild } from '../child.js';
import { freePort } from '../free-port.js';
import type { Request } from './faults.js';

interface DoubleOptions {
  readonly dataDir: string;
  readonly certificate?: { readonly path: string; readonly keyPath: string };
}

/** A stand-in for EventStoreDB in a process of its own, to be frozen, killed and told to misbehave. */
export class EventStoreDbDouble {
  #child: ChildProcess | undefined;

  private constructor(
    private readonly options: DoubleOptions,
    readonly port: number,
  ) {}

  static async start(options: DoubleOptions): Promise<EventStoreDbDouble> {
    const double = new EventStoreDbDouble(options, await freePort());
    await double.start();
    return double;
  }

  get url(): string {
    return `esdb://127.0.0.1:${String(this.port)}?tls=false`;
  }

  /** As its operator: after it was killed. Resolves when it listens. */
  async start(): Promise<void> {
    const { dataDir, certificate } = this.options;
    const secured = certificate === undefined ? [] : [certificate.path, certificate.keyPath];
    const child = spawnChild(
      'test/support/eventstoredb/double.child.ts',
      [dataDir, String(this.port), ...secured],
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
    this.#child = child;
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the double ended with ${String(code)}`);
    });
    ended.catch(() => undefined);
    await Promise.race([once(child, 'message'), ended]);
    // It ends with its test, which does not wait for it.
    child.unref();
    child.channel?.unref();
  }

  async ask(request: Request): Promise<void> {
    const child = this.running;
    const done = once(child, 'message');
    child.send(request);
    await done;
  }

  /** As when the power goes. */
  async kill(): Promise<void> {
    const child = this.running;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** It is there and answers nobody. */
  freeze(): void {
    this.running.kill('SIGSTOP');
  }

  thaw(): void {
    this.running.kill('SIGCONT');
  }

  private get running(): ChildProcess {
    if (this.#child === undefined) throw new Error('the double does not run');
    return this.#child;
  }
}
