import type { Clock } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import type { Position } from '../ports/event-store.js';
import { type Builds, setAsideIn } from './builds.js';
import type { AsideOf } from './projection-batch.js';
import type { NotApplied, SetAside } from './set-aside.js';
import { forgettingErrors, settingAside, takingTurn } from './setting-aside.js';

/** Where it is stored. */
export interface StoredBuilds {
  readonly read: () => Promise<Builds>;
  readonly change: (change: (builds: Builds) => Builds) => Promise<Builds>;
}

/**
 * What is set aside of one build, as the feed that goes on with it knows it: as it was when the feed began, and what it has set aside
 * since. Whoever takes one out stops the feed for that.
 */
export class AsideOfFeed implements AsideOf {
  #all: ReadonlyMap<string, SetAside> = new Map();

  constructor(
    private readonly collection: string,
    private readonly stored: StoredBuilds,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly log: Log,
  ) {}

  /** From now on nobody takes anything out who knew it from before: not even by a change whose reply was lost. */
  async begin(): Promise<void> {
    const builds = await this.stored.read();
    const isAnything = setAsideIn(builds, this.collection).length > 0;
    this.saw(isAnything ? await this.stored.change((now) => takingTurn(now, this.collection)) : builds);
  }

  since(key: string): Position | undefined {
    const found = this.#all.get(key);
    return found && BigInt(found.position);
  }

  get(key: string): SetAside | undefined {
    return this.#all.get(key);
  }

  async add(notApplied: readonly NotApplied[]): Promise<void> {
    const since = this.clock.now();
    this.saw(await this.stored.change((builds) => settingAside(builds, this.collection, notApplied, since)));
    for (const each of notApplied)
      this.log.error('document set aside', { collection: this.collection, ...each });
  }

  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  get hasErrors(): boolean {
    return [...this.#all.values()].some(({ error }) => error !== null);
  }

  /** Before an erasure is passed: they may quote what is personal. */
  async forgetErrors(): Promise<void> {
    this.saw(await this.stored.change((builds) => forgettingErrors(builds, this.collection)));
  }

  private saw(builds: Builds): void {
    this.#all = new Map(setAsideIn(builds, this.collection).map((each) => [each.key, each]));
  }
}
