import type { Position } from '../ports/event-store.js';
import type { Projection } from '../projections/projection.js';
import type { Lease } from './leases.js';
import { LIMITS } from './limits.js';
import { ProjectionBuilds } from './projection-builds.js';
import { assertProjectionName } from './projection-collections.js';
import { type FeedDeps, type Progress, ProjectionFeed, type Trouble } from './projection-feed.js';
import { PositionWaiters } from './projection-waiters.js';
import type { ProgressBoard } from './progress-board.js';

/** Told that documents of the serving collection may have changed. */
export type ChangeListener = () => void;

/** Only the instance that drives a projection can build it. */
export class DrivenElsewhereError extends Error {
  override readonly name = 'DrivenElsewhereError';
  constructor(projection: string) {
    super(`another instance drives ${projection}`);
  }
}

/** `served`: the new collection took the name; `stopped`: it did not, and is kept to go on with. */
export type RebuildOutcome = 'served' | 'stopped';

export interface FeedStatus {
  readonly collection: string;
  readonly position: Position | undefined;
  readonly caughtUp: boolean;
  /** Events that this instance took since it started. */
  readonly eventsTaken: number;
  readonly trouble: Trouble | undefined;
}

export interface ProjectionStatus extends FeedStatus {
  readonly name: string;
  readonly version: number;
  /** `elsewhere`: another instance drives it. */
  readonly state: 'running' | 'stopped' | 'rebuilding' | 'failed' | 'elsewhere';
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
  /** While another instance drives it: how far that one has come, as it told. */
  #elsewhere: { position: Position | undefined } | undefined;
  #lease: Lease | undefined;
  /** Feeds the serving collection; none while that one is of another version, whose rules are gone. */
  #feed: ProjectionFeed | undefined;
  /** The collection that is built beside, or was until it was stopped. */
  #building: string | undefined;
  #rebuild: Rebuild | undefined;
  /** While collections that no feed keeps up are dropped. */
  #discarding: Promise<void> | undefined;
  #stopping = new AbortController();
  /** The collection that served before, until it is dropped. */
  #retired: string | undefined;
  #dropping: Promise<void> = Promise.resolve();
  readonly #builds: ProjectionBuilds;
  readonly #waiters: PositionWaiters;
  readonly #listeners = new Set<ChangeListener>();

  constructor(
    private readonly deps: FeedDeps & { readonly board?: ProgressBoard | undefined },
    readonly projection: Projection,
  ) {
    assertProjectionName(projection.name);
    this.#builds = new ProjectionBuilds(deps.models, projection);
    this.#waiters = new PositionWaiters(deps.clock);
  }

  /** Drives it. @param lease where there are several instances, under which it does */
  async start(lease?: Lease): Promise<void> {
    this.#stopping = new AbortController();
    this.#lease = lease;
    const serving = await this.#builds.findServing();
    const isUpToDate = this.#builds.numberOf(serving) > 0;
    const begun = await this.#builds.begunAfter(serving);
    this.#serving = serving;
    this.#building = begun ?? (isUpToDate ? undefined : this.#builds.collection(1));
    await this.drop(await this.#builds.leftOver([serving, this.#building]));
    if (isUpToDate) {
      this.#feed = this.newFeed(serving);
      this.#feed.start();
    }
    this.#elsewhere = undefined;
    if (this.#building !== undefined) void this.rebuild();
  }

  async stop(): Promise<void> {
    await this.standStill();
    this.#waiters.giveUp();
  }

  /** Lets another instance drive it, and reads what that one makes. */
  async follow(): Promise<void> {
    await this.standStill();
    this.#feed = undefined;
    this.#building = undefined;
    this.#elsewhere = { position: this.#elsewhere?.position };
    this.#serving = await this.#builds.findServing();
  }

  get isElsewhere(): boolean {
    return this.#elsewhere !== undefined;
  }

  /** Somebody waits for it, or listens to it. */
  get isAwaited(): boolean {
    return this.#waiters.areThere || this.#listeners.size > 0;
  }

  /** Which collection serves may have changed under the hands of the instance that drives it. */
  async lookAgain(): Promise<void> {
    const serving = await this.#builds.findServing();
    if (this.isElsewhere) this.#serving = serving;
  }

  /** What the instance that drives it told last. */
  reachedElsewhere(positions: ReadonlyMap<string, Position>): void {
    const position = positions.get(this.#serving ?? '');
    if (this.#elsewhere === undefined || position === undefined) return;
    if (position <= (this.#elsewhere.position ?? -1n)) return;
    this.#elsewhere = { position };
    this.#waiters.reached(position);
    this.callListeners();
  }

  private async standStill(): Promise<void> {
    this.#stopping.abort();
    await this.stopRebuild();
    await this.#feed?.stop();
    await this.#dropping;
  }

  /** @throws Error before `start` */
  collection(): string {
    if (this.#serving === undefined) throw new Error(`projection ${this.projection.name} is not started`);
    return this.#serving;
  }

  waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    const reached = this.#elsewhere === undefined ? this.#feed?.position : this.#elsewhere.position;
    if (reached !== undefined && reached >= position) return Promise.resolve(true);
    if (this.#stopping.signal.aborted && !this.isElsewhere) return Promise.resolve(false);
    return this.#waiters.wait(position, timeoutMs);
  }

  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins, goes on with what was stopped, or joins what is under way. @throws DrivenElsewhereError */
  rebuild(): Promise<RebuildOutcome> {
    if (this.isElsewhere) throw new DrivenElsewhereError(this.projection.name);
    if (this.#rebuild === undefined) {
      this.#building ??= this.#builds.collection(this.#builds.numberOf(this.collection()) + 1);
      let settle: Rebuild['settle'] = () => undefined;
      const outcome = new Promise<RebuildOutcome>((resolve) => (settle = resolve));
      this.#rebuild = { feed: this.newFeed(this.#building), outcome, settle };
      void this.startBuilding(this.#rebuild);
    }
    return this.#rebuild.outcome;
  }

  /** A collection that is just being dropped is gone before it is built anew. */
  private async startBuilding(rebuild: Rebuild): Promise<void> {
    if (this.#discarding !== undefined) await this.#discarding.catch(() => undefined);
    if (this.#rebuild === rebuild) rebuild.feed.start();
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

  /** @param end the position of the newest event, as far as the log was read: where another instance drives it, that tells how it stands */
  status(end?: Position): ProjectionStatus {
    const { name, version } = this.projection;
    const feeds = [this.#feed, this.#rebuild?.feed].filter((feed) => feed !== undefined);
    const rebuild = this.#rebuild && feedStatus(this.#rebuild.feed);
    const serving = this.#feed ? feedStatus(this.#feed) : { ...IDLE, collection: this.#serving ?? '' };
    if (this.#elsewhere !== undefined) {
      const { position } = this.#elsewhere;
      const caughtUp = hasReached(position, end);
      return { name, version, state: 'elsewhere', ...serving, position, caughtUp, rebuild };
    }
    const isFailed = feeds.some(({ trouble }) => trouble !== undefined);
    const state = rebuild === undefined ? 'running' : 'rebuilding';
    const isStopped = !feeds.some(({ isRunning }) => isRunning);
    return { name, version, state: isStopped ? 'stopped' : isFailed ? 'failed' : state, ...serving, rebuild };
  }

  private newFeed(collection: string): ProjectionFeed {
    return new ProjectionFeed(this.deps, this.projection, collection, this.#lease, (feed, progress) =>
      feed === this.#feed ? this.tell(progress) : this.takeName(feed, progress),
    );
  }

  private async tell({ position, isChanged, isErased }: Progress): Promise<void> {
    this.#waiters.reached(position);
    this.deps.board?.tell(this.collection(), position);
    if (isErased) await this.dropUnfed();
    if (isChanged) this.callListeners();
  }

  private callListeners(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
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
    this.#discarding = this.drop(unfed).finally(() => (this.#discarding = undefined));
    await this.#discarding;
    // It may have been begun anew meanwhile.
    if (this.#rebuild === undefined && this.#building === stopped) this.#building = undefined;
    this.#retired = undefined;
    await this.deps.scrubs.perform();
  }

  private async drop(collections: readonly string[]): Promise<void> {
    if (collections.length === 0) return;
    await this.deps.scrubs.after(async () => {
      for (const collection of collections) await this.deps.models.dropCollection(collection);
    });
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
    this.deps.board?.tell(feed.collection, position);
  }

  /** Queries that were given the old name are let finish; whatever keeps this from happening, the next start does it. */
  private async dropLater(collection: string): Promise<void> {
    const { scrubs, clock, log } = this.deps;
    await clock.sleep(LIMITS.dropAfterMs, this.#stopping.signal);
    if (this.#stopping.signal.aborted || this.#retired !== collection) return;
    try {
      await this.drop([collection]);
      this.#retired = undefined;
      await scrubs.perform();
    } catch (error) {
      log.warn('collection not dropped yet', { collection, trouble: String(error) });
    }
  }
}

const IDLE = { position: undefined, caughtUp: false, eventsTaken: 0, trouble: undefined };

const hasReached = (position: Position | undefined, end: Position | undefined): boolean =>
  position !== undefined && end !== undefined && position >= end;

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
