import type { ReadModels } from '../ports/read-models.js';
import type { Log } from '../ports/log.js';
import type { Clock } from '../ports/clock.js';
import type { Projection } from '../projections/projection.js';
import { BuildComparison } from './build-comparison.js';
import { type Builds, digested, type Ended, type NextBuild, setAsideIn } from './builds.js';
import { digestOf } from './collection-digest.js';
import { LIMITS } from './limits.js';
import type { ProjectionFeed } from './projection-feed.js';

/** A projection, as whoever does something about its builds needs it. */
export interface OfBuilds {
  readonly models: ReadModels;
  readonly clock: Clock;
  readonly log: Log;
  readonly projection: Projection;
  readonly builds: () => Builds;
  readonly feedOf: (collection: string) => ProjectionFeed | undefined;
  /** While it works, nobody else stops or starts feeds; those that are to run, run afterwards. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
  readonly change: (change: (builds: Builds) => Builds) => Promise<void>;
}

/** What keeps a build from what is to be done with it, until that is done. */
export interface TroubleOfBuild {
  readonly collection: string;
  readonly reason: string;
}

type HowItEnded = Pick<Ended, 'check' | 'whole'>;

/** What it needs of the projection whose builds it brings to their end. */
export interface Ending extends OfBuilds {
  /** It has come to its end, with this. */
  readonly ended: (collection: string, how: HowItEnded) => Promise<void>;
}

/**
 * Brings a build to its end, once it has caught up: it is compared, takes the name or does not, and is added up. One at a time. Whatever
 * keeps it from that, it is tried again.
 */
export class BuildEnding {
  #running:
    { readonly collection: string; readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  #comparison: BuildComparison | undefined;
  #trouble: TroubleOfBuild | undefined;

  constructor(private readonly deps: Ending) {}

  get trouble(): TroubleOfBuild | undefined {
    return this.#trouble;
  }

  /** Documents are about to be written. */
  touch(ids: readonly string[]): void {
    this.#comparison?.touch(ids);
  }

  /** Begins what is to be done, if it is; ends what is not to be done any more. */
  look(stopping: AbortSignal): void {
    const { next } = this.deps.builds();
    if (this.#running !== undefined) {
      if (next?.collection !== this.#running.collection || next.state === 'stopped')
        this.#running.stop.abort();
      return;
    }
    const work = next && this.workOn(next);
    if (next === undefined || work === undefined || stopping.aborted) return;
    const stop = new AbortController();
    const done = this.run(next.collection, work, AbortSignal.any([stop.signal, stopping]));
    this.#running = { collection: next.collection, stop, done };
    void done.then(() => {
      this.#running = undefined;
      this.look(stopping);
    });
  }

  async settled(): Promise<void> {
    await this.#running?.done;
  }

  private workOn(next: NextBuild): ((signal: AbortSignal) => Promise<void>) | undefined {
    if (next.state === 'compared' && next.check?.digest === undefined)
      return (signal) => this.digest(next, signal);
    if (next.state === 'building' && this.deps.feedOf(next.collection)?.caughtUp === true)
      return (signal) => this.comeToItsEnd(next, signal);
    return undefined;
  }

  private async run(
    collection: string,
    work: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const { log, clock } = this.deps;
    try {
      await work(signal);
      this.#trouble = undefined;
    } catch (error) {
      const reason = String(error);
      this.#trouble = { collection, reason };
      if (!signal.aborted) log.warn('a build has not come to its end yet', { collection, trouble: reason });
      await clock.sleep(AGAIN_MS, signal);
      // Another build may come to have its name.
      if (signal.aborted) this.#trouble = undefined;
    }
    this.#comparison = undefined;
  }

  /**
   * The serving collection stands still first, and the two are brought to the same position: nobody who saw an event in the one shall
   * miss it in the other; and what differs at one position differs.
   */
  private async comeToItsEnd(next: NextBuild, signal: AbortSignal): Promise<void> {
    const { collection } = next;
    const { models, projection, feedOf } = this.deps;
    const { serving } = this.deps.builds();
    const served = feedOf(serving);
    // One that does not get on is what it is to be replaced for.
    if (next.compares && served !== undefined && served.trouble === undefined) {
      this.#comparison = new BuildComparison({ models, projection, served: serving, built: collection });
      await this.#comparison.whileGoingOn(signal);
    }
    await this.deps.inTurn(async () => {
      const [feed, from] = [feedOf(collection), feedOf(this.deps.builds().serving)];
      if (signal.aborted || feed === undefined) return;
      await Promise.all([feed.stop(), from?.stop()]);
      if (from !== undefined && next.until === undefined) await this.bringTogether(feed, from, signal);
      await this.deps.ended(collection, await this.looked(feed));
    });
  }

  /** What serves need not come as far as what was built, where they are not compared. */
  private async bringTogether(
    built: ProjectionFeed,
    served: ProjectionFeed,
    signal: AbortSignal,
  ): Promise<void> {
    const isBehind = (built.position ?? 0n) < (served.position ?? 0n);
    const [behind, ahead] = isBehind ? [built, served] : [served, built];
    if (ahead.position === undefined || behind.position === ahead.position) return;
    if (!isBehind && this.#comparison === undefined) return;
    const enough = new AbortController();
    void this.deps.clock.sleep(LIMITS.standStillMs, enough.signal).then(() => enough.abort());
    try {
      await behind.runTo(ahead.position, AbortSignal.any([enough.signal, signal]));
    } finally {
      enough.abort();
    }
    if (behind.position !== ahead.position)
      throw new Error(`${behind.collection} is not as far as the other`);
  }

  private async looked({ collection, position }: ProjectionFeed): Promise<HowItEnded> {
    const { models, builds } = this.deps;
    const comparison = await this.#comparison?.standingStill();
    const documents = await models.count(collection);
    const aside = setAsideIn(builds(), collection);
    const keys = aside.map(({ key }) => key);
    const begun = keys.length === 0 ? [] : await models.getMany(collection, keys);
    const check = {
      ...{ position: String(position ?? 0n), documents },
      ...(aside.length > 0 && { setAside: aside.length }),
      ...(comparison !== undefined && { comparison }),
    };
    return { check, whole: documents - begun.length };
  }

  /** It stands still meanwhile, and is there until the value says that it is of no use any more. */
  private async digest({ collection }: NextBuild, signal: AbortSignal): Promise<void> {
    const digest = await digestOf(this.deps.models, collection, signal);
    await this.deps.change((builds) => digested(builds, collection, digest));
  }
}

/** After something kept a build from its end. */
const AGAIN_MS = 1_000;
