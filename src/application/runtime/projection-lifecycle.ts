import type { Position } from '../ports/event-store.js';
import type { Projection } from '../projections/projection.js';
import { LIMITS } from './limits.js';
import { ProjectionBuilds } from './projection-builds.js';
import { assertProjectionName } from './projection-collections.js';
import { type FeedDeps, type Progress, ProjectionFeed, type Trouble } from './projection-feed.js';
import { PositionWaiters } from './projection-waiters.js';

/** Which documents of the serving collection changed, and up to where the log is in it. */
export interface Change {
  readonly ids: ReadonlySet<string>;
  readonly position: Position;
}

export type ChangeListener = (change: Change) => void;

/** `served`: the new collection took the name; `stopped`: it did not, and is kept to go on with. */
export type RebuildOutcome = 'served' | 'stopped';

export interface FeedStatus {
  readonly collection: string;
  readonly position: Position | undefined;
  readonly caughtUp: boolean;
  /** Events taken since the program started. */
  readonly eventsTaken: number;
  readonly trouble: Trouble | undefined;
}

export interface ProjectionStatus extends FeedStatus {
  readonly name: string;
  readonly version: number;
  readonly state: 'running' | 'stopped' | 'rebuilding' | 'failed';
  /** The collection being built beside the serving one. */
  readonly rebuild: FeedStatus | undefined;
}

interface Rebuild {
  readonly feed: ProjectionFeed;
  readonly outcome: Promise<RebuildOutcome>;
  readonly settle: (outcome: RebuildOutcome) => void;
}

/**
 * The collections of one projection: one serves, and another may be built beside it, for a new version or a
 * rebuild. What the store has of collections says what was going on: one of this version and later than the
 * serving one is a build to go on with; any other that does not serve is left over.
 */
export class ProjectionLifecycle {
  #serving: string | undefined;
  /** Feeds the serving collection; none while that one is of another version, whose rules are gone. */
  #feed: ProjectionFeed | undefined;
  /** The collection that is built beside, or was until it was stopped. */
  #building: string | undefined;
  #rebuild: Rebuild | undefined;
  #stopping = new AbortController();
  /** The collection that served before, until it is dropped. */
  #retired: string | undefined;
  #dropping: Promise<void> = Promise.resolve();
  readonly #builds: ProjectionBuilds;
  readonly #waiters: PositionWaiters;
  readonly #listeners = new Set<ChangeListener>();

  constructor(
    private readonly deps: FeedDeps,
    readonly projection: Projection,
  ) {
    assertProjectionName(projection.name);
    this.#builds = new ProjectionBuilds(deps.models, projection);
    this.#waiters = new PositionWaiters(deps.clock);
  }

  async start(): Promise<void> {
    this.#stopping = new AbortController();
    const serving = await this.#builds.findServing();
    const isUpToDate = this.#builds.numberOf(serving) > 0;
    const begun = await this.#builds.begunAfter(serving);
    this.#serving = serving;
    this.#building = begun ?? (isUpToDate ? undefined : this.#builds.collection(1));
    const dropped = await this.#builds.dropAllBut([serving, this.#building]);
    if (dropped > 0) await this.deps.scrubs.request();
    if (isUpToDate) {
      this.#feed = this.newFeed(serving);
      this.#feed.start();
    }
    if (this.#building !== undefined) void this.rebuild();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.stopRebuild();
    await this.#feed?.stop();
    await this.#dropping;
    this.#waiters.giveUp();
  }

  /** @throws Error before `start` */
  collection(): string {
    if (this.#serving === undefined) throw new Error(`projection ${this.projection.name} is not started`);
    return this.#serving;
  }

  waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    const reached = this.#feed?.position;
    if (reached !== undefined && reached >= position) return Promise.resolve(true);
    if (this.#stopping.signal.aborted) return Promise.resolve(false);
    return this.#waiters.wait(position, timeoutMs);
  }

  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins, goes on with what was stopped, or joins what is under way. */
  rebuild(): Promise<RebuildOutcome> {
    if (this.#rebuild === undefined) {
      this.#building ??= this.#builds.collection(this.#builds.numberOf(this.collection()) + 1);
      let settle: Rebuild['settle'] = () => undefined;
      const outcome = new Promise<RebuildOutcome>((resolve) => (settle = resolve));
      this.#rebuild = { feed: this.newFeed(this.#building), outcome, settle };
      this.#rebuild.feed.start();
    }
    return this.#rebuild.outcome;
  }

  /** What was built so far is kept, for `rebuild` or the next start to go on with. */
  async stopRebuild(): Promise<void> {
    const rebuild = this.#rebuild;
    if (rebuild === undefined) return;
    await rebuild.feed.stop();
    if (this.#rebuild === rebuild) this.#rebuild = undefined;
    rebuild.settle('stopped');
    // The serving one stands still while a rebuild takes its name; and the rebuild may just have taken it.
    if (!this.#stopping.signal.aborted) this.#feed?.start();
  }

  status(): ProjectionStatus {
    const { name, version } = this.projection;
    const feeds = [this.#feed, this.#rebuild?.feed].filter((feed) => feed !== undefined);
    const rebuild = this.#rebuild && feedStatus(this.#rebuild.feed);
    const serving = this.#feed ? feedStatus(this.#feed) : { ...IDLE, collection: this.#serving ?? '' };
    const isFailed = feeds.some(({ trouble }) => trouble !== undefined);
    const state = rebuild === undefined ? 'running' : 'rebuilding';
    const isStopped = !feeds.some(({ isRunning }) => isRunning);
    return { name, version, state: isStopped ? 'stopped' : isFailed ? 'failed' : state, ...serving, rebuild };
  }

  private newFeed(collection: string): ProjectionFeed {
    return new ProjectionFeed(this.deps, this.projection, collection, (feed, progress) =>
      feed === this.#feed ? this.tell(progress) : this.takeName(feed, progress),
    );
  }

  private async tell({ ids, position, erased }: Progress): Promise<void> {
    this.#waiters.reached(position);
    if (erased) await this.dropUnfed();
    if (ids.size === 0) return;
    for (const listener of this.#listeners) {
      try {
        listener({ ids, position });
      } catch (error) {
        this.deps.log.error('listener failed', { projection: this.projection.name, trouble: String(error) });
      }
    }
  }

  /** Nothing erases in a collection that no feed keeps up: a rebuild that was stopped, and one that served before. */
  private async dropUnfed(): Promise<void> {
    const stopped = this.#rebuild === undefined ? this.#building : undefined;
    const unfed = [stopped, this.#retired].filter((collection) => collection !== undefined);
    if (unfed.length === 0) return;
    for (const collection of unfed) await this.deps.models.dropCollection(collection);
    if (stopped !== undefined) this.#building = undefined;
    this.#retired = undefined;
    await this.deps.scrubs.request();
    await this.deps.scrubs.perform();
  }

  /** The serving collection stands still first: nobody who saw an event in it shall miss it in the new one. */
  private async takeName(feed: ProjectionFeed, { caughtUp, position }: Progress): Promise<void> {
    if (!caughtUp) return;
    await this.#feed?.stop();
    const servedUpTo = this.#feed?.position;
    if (servedUpTo !== undefined && servedUpTo > position) return;
    const previous = this.collection();
    await this.#builds.setServing(feed.collection, previous);
    this.#serving = feed.collection;
    this.#feed = feed;
    this.#building = undefined;
    this.#rebuild?.settle('served');
    this.#rebuild = undefined;
    this.deps.log.info('projection serves another collection', { previous, now: feed.collection });
    this.#retired = previous;
    this.#dropping = this.dropLater(previous);
    this.#waiters.reached(position);
  }

  /** Queries that were given the old name are let finish; whatever keeps this from happening, the next start does it. */
  private async dropLater(collection: string): Promise<void> {
    const { models, scrubs, clock, log } = this.deps;
    await clock.sleep(LIMITS.dropAfterMs, this.#stopping.signal);
    if (this.#stopping.signal.aborted || this.#retired !== collection) return;
    try {
      await models.dropCollection(collection);
      this.#retired = undefined;
      await scrubs.request();
      await scrubs.perform();
    } catch (error) {
      log.warn('collection not dropped yet', { collection, trouble: String(error) });
    }
  }
}

const IDLE = { position: undefined, caughtUp: false, eventsTaken: 0, trouble: undefined };

const feedStatus = ({
  collection,
  position,
  caughtUp,
  eventsTaken,
  trouble,
}: ProjectionFeed): FeedStatus => ({
  collection,
  position,
  caughtUp,
  eventsTaken,
  trouble,
});
