import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { lookAfter } from '../program/children.js';
import type { LoadAnswer, LoadRequest, LoadSettings } from './messages.js';

/** The load, from a process of its own: it lives on while the program is killed. */
export class Load {
  readonly #ended: Promise<void>;

  private constructor(private readonly child: ChildProcess) {
    this.#ended = lookAfter(child);
  }

  static async open(settings: LoadSettings): Promise<Load> {
    const load = new Load(fork(new URL('./worker.js', import.meta.url), { detached: true }));
    await load.ask({ ask: 'open', ...settings });
    return load;
  }

  async ask(request: LoadRequest): Promise<LoadAnswer> {
    const answer = once(this.child, 'message') as Promise<[LoadAnswer]>;
    const ended = this.#ended.then(() => Promise.reject(new Error('the load ended')));
    this.child.send(request);
    const [answered] = await Promise.race([answer, ended]);
    return answered;
  }

  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#ended;
  }
}
