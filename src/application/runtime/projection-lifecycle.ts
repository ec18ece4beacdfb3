import type { Position } from '../ports/event-store.js';
import type { Projection } from '../projections/projection.js';
import {
  type Builds,
  complete,
  dropping,
  type Ended,
  type Naming,
  type RebuildOptions,
  rebuilding,
  rollingBack,
  setAsideIn,
  stopping,
  ended,
  verifying,
  type VerifyOptions,
  without,
} from './builds.js';
import { BuildDropping } from './build-dropping.js';
import { BuildEnding } from './build-ending.js';
import { BuildFeeds } from './build-feeds.js';
import { BuildMending } from './build-mending.js';
import { BuildWatchers, type RebuildOutcome } from './build-watchers.js';
import { backoffMs } from './keep-running.js';
import type { Lease } from './leases.js';
import { ProjectionBuilds } from './projection-builds.js';
import { assertProjectionName } from './projection-collections.js';
import { type FeedDeps, type Progress, type ProjectionFeed } from './projection-feed.js';
import { type ProjectionStatus, statusOf } from './projection-status.js';
import type { Anew, AsideNow, Mending } from './set-aside.js';
import { wanting, wantingAnew } from './setting-aside.js';
import { PositionWaiters } from './projection-waiters.js';
import type { ProgressBoard } from './progress-board.js';

/** Told that documents of the serving collection may have changed. */
export type ChangeListener = () => void;

/**
 * The collections of one projection: one serves, another may be built beside it, and one that served before may be kept. Which is
 * which stands in the store (`Builds`); the instance that drives the projection feeds them, and drops what is of no use any more.
 */
export class ProjectionLifecycle {
  /** As last seen; `undefined` before `start`. */
  #builds: Builds | undefined;
  /** What feeds and endings were last looked at for. */
  #complied = '';
  /** While another instance drives it: how far that one has come, as it told, by collection. */
  #elsewhere: ReadonlyMap<string, Position> | undefined;
  /** Up to where the listeners know that it has come elsewhere. */
  #heard: Position = -1n;
  /** A collection of another version has none: its rules are gone. */
  readonly #feeds: BuildFeeds;
  readonly #ending: BuildEnding;
  readonly #mending: BuildMending;
  readonly #dropping: BuildDropping;
  #stopping = new AbortController();
  /** One thing at a time is done to feeds. */
  #turn: Promise<unknown> = Promise.resolve();
  /** How far what serves has come, where it stands still since it is of another version. */
  #stoodStillAt: Position | undefined;
  readonly #store: ProjectionBuilds;
  readonly #waiters: PositionWaiters;
  readonly #watchers = new BuildWatchers();
  readonly #listeners = new Set<ChangeListener>();

  constructor(
    private readonly deps: FeedDeps & {
      readonly board?: ProgressBoard | undefined;
      readonly collections: () => Promise<readonly string[]>;
    },
    readonly projection: Projection,
  ) {
    assertProjectionName(projection.name);
    this.#store = new ProjectionBuilds(deps.models, projection, deps.collections);
    this.#waiters = new PositionWaiters(deps.clock);
    this.#dropping = new BuildDropping({
      ...deps,
      projection: projection.name,
      ofProjection: this.#store,
      builds: () => this.builds(),
    });
    this.#feeds = new BuildFeeds(
      deps,
      projection,
      {
        advanced: (feed, progress) => this.advanced(feed, progress),
        erasing: (feed, position) => this.erasing(feed, position),
        touching: (ids) => Promise.resolve(this.#ending.touch(ids)),
      },
      () => this.#builds?.next,
      {
        read: async () => this.saw(await this.#store.read()),
        change: (change) => this.change(change),
      },
    );
    const ofBuilds = {
      ...deps,
      projection,
      builds: () => this.builds(),
      feedOf: (collection: string) => this.#feeds.get(collection),
      inTurn: (work: () => Promise<void>) => this.inTurn(() => work().finally(() => this.comply())),
    };
    this.#ending = new BuildEnding({
      ...ofBuilds,
      ended: (collection, how) => this.ended(collection, how),
      change: (change) => this.ask(change).then(() => undefined),
    });
    this.#mending = new BuildMending({
      ...ofBuilds,
      touching: (ids) => this.#ending.touch(ids),
      change: (change) => this.change(change).then(() => undefined),
    });
  }

  /** Drives it. @param lease where there are several instances, under which it does */
  async start(lease?: Lease): Promise<void> {
    this.#stopping = new AbortController();
    this.#feeds.lease = lease;
    this.saw(await this.#store.change(complete));
    this.#elsewhere = undefined;
    await this.inTurn(() => this.comply());
  }

  async stop(): Promise<void> {
    await this.standStill();
    this.#waiters.giveUp();
    this.#watchers.giveUp();
  }

  /** Lets another instance drive it, and reads what that one makes. */
  async follow(): Promise<void> {
    await this.standStill();
    this.#elsewhere ??= new Map();
    this.saw(await this.#store.read());
  }

  get isElsewhere(): boolean {
    return this.#elsewhere !== undefined;
  }

  /** Somebody waits for it, or listens to it. */
  get isAwaited(): boolean {
    return this.#waiters.areThere || this.#listeners.size > 0;
  }

  /** What serves, and what is wanted, may have changed under the hands of another instance. */
  async lookAgain(): Promise<void> {
    const builds = await this.#store.read();
    const isNew = JSON.stringify(builds) !== this.#complied;
    this.saw(builds);
    if (isNew && !this.isElsewhere) await this.inTurn(() => this.comply());
  }

  /** What the instance that drives it told last. */
  reachedElsewhere(positions: ReadonlyMap<string, Position>): void {
    if (this.#elsewhere === undefined || this.#builds === undefined) return;
    this.#elsewhere = positions;
    const position = positions.get(this.#builds.serving);
    if (position === undefined) return;
    this.#waiters.reached(position);
    if (position <= this.#heard) return;
    this.#heard = position;
    this.callListeners();
  }

  /** @throws Error before `start` */
  collection(): string {
    return this.builds().serving;
  }

  waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    const serving = this.#builds?.serving ?? '';
    const reached = this.#elsewhere?.get(serving) ?? this.#feeds.get(serving)?.position;
    if (reached !== undefined && reached >= position) return Promise.resolve(true);
    if (this.#stopping.signal.aborted && !this.isElsewhere) return Promise.resolve(false);
    return this.#waiters.wait(position, timeoutMs);
  }

  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins, or goes on with what was stopped. Answers which collection it is. @throws RebuildUnderWayError */
  async rebuild(options: RebuildOptions = {}): Promise<string> {
    const { next } = await this.ask((builds, naming) => rebuilding(builds, naming, options));
    return next?.collection ?? this.collection();
  }

  /** What was built so far is kept, for `rebuild` to go on with. */
  async stopRebuild(): Promise<void> {
    await this.ask(stopping);
  }

  /** Built once more, compared with what serves, and dropped. @throws RebuildUnderWayError */
  async verify(options: VerifyOptions = {}): Promise<string> {
    const { next } = await this.ask((builds, naming) => verifying(builds, naming, options));
    return next?.collection ?? this.collection();
  }

  /** What served before takes the name again. @throws BuildGoneError, BuildOfAnotherVersionError, RebuildUnderWayError */
  async rollBack(): Promise<string> {
    const { next } = await this.ask(rollingBack);
    return next?.collection ?? this.collection();
  }

  /** @throws BuildServesError, BuildGoneError */
  async dropBuild(collection: string): Promise<void> {
    await this.ask((builds) => dropping(builds, collection));
  }

  /** Where another instance drives it, as the store has it: that one stored it before it told how far it is. */
  async setAsideSince(key: string): Promise<Position | undefined> {
    const builds = this.isElsewhere ? await this.#store.read() : this.builds();
    const found = setAsideIn(builds, builds.serving).find((each) => each.key === key);
    return found && BigInt(found.position);
  }

  /** What is set aside, left out and made anew, in whatever build, as the store has it now. */
  async asideNow(): Promise<AsideNow> {
    const { setAside = [], leftOut = [], anew = [] } = await this.#store.read();
    return { setAside, leftOut, anew };
  }

  /** Documents that are set aside, in whatever build, are to be made anew. */
  async mend(keys: readonly string[], wanted: Mending): Promise<void> {
    await this.ask((builds) => wanting(builds, keys, wanted));
  }

  /** Documents of what serves are to be made anew. */
  async makeAnew(keys: readonly string[], wanted: Anew['wanted']): Promise<void> {
    await this.ask((builds) => wantingAnew(builds, keys, wanted));
  }

  /** What became of a collection that was being built, once something has. */
  outcomeOf(collection: string): Promise<RebuildOutcome> {
    return this.#watchers.outcomeOf(collection);
  }

  /** @param end the position of the newest event, as far as the log was read: where another instance drives it, that tells how it stands */
  status(end?: Position): ProjectionStatus {
    return statusOf({
      ...{ projection: this.projection, builds: this.builds(), end },
      feedOf: (collection) => this.#feeds.get(collection),
      elsewhere: this.#elsewhere,
      canServe: (collection) => this.#store.numberOf(collection) > 0,
      troubles: [this.#ending.trouble, this.#mending.trouble],
    });
  }

  private builds(): Builds {
    if (this.#builds === undefined) throw new Error(`projection ${this.projection.name} is not started`);
    return this.#builds;
  }

  private saw(builds: Builds): Builds {
    this.#builds = builds;
    this.#watchers.saw(builds);
    return builds;
  }

  /** Writes down what is wanted; done at once where this instance drives it. */
  private ask(change: (builds: Builds, naming: Naming) => Builds): Promise<Builds> {
    return this.lookingAgain(async () => {
      const builds = this.saw(await this.#store.change(change));
      if (!this.isElsewhere) await this.inTurn(() => this.comply());
      return builds;
    });
  }

  private change(change: (builds: Builds, naming: Naming) => Builds): Promise<Builds> {
    return this.lookingAgain(async () => this.saw(await this.#store.change(change)));
  }

  /** Where it fails: if the reply of the store was lost, what is wanted may have been written down all the same, and nobody has done it. */
  private async lookingAgain<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      void this.lookUntilSeen();
      throw error;
    }
  }

  private async lookUntilSeen(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; failures += 1)
      try {
        await this.lookAgain();
        return;
      } catch {
        await this.deps.clock.sleep(backoffMs(failures), signal);
      }
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  private async standStill(): Promise<void> {
    this.#stopping.abort();
    await this.inTurn(() => this.#feeds.runOnly([]));
    await Promise.all([this.#dropping.settled(), this.#ending.settled(), this.#mending.settled()]);
  }

  /** Feeds what is to be fed, and nothing else. */
  private async comply(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const wished = JSON.stringify(this.builds());
    const { serving, next, kept } = this.builds();
    const wanted = [serving, next?.state === 'building' ? next.collection : undefined, kept];
    const fed = wanted.filter((each) => each !== undefined && this.#store.numberOf(each) > 0);
    await this.#feeds.runOnly(fed as readonly string[]);
    this.#ending.look(this.#stopping.signal);
    this.#mending.look(this.#stopping.signal);
    if (!this.#feeds.has(serving)) this.#stoodStillAt = await this.deps.models.checkpoint(serving);
    await this.dropLeftBehind();
    this.#dropping.later(this.#stopping.signal);
    this.#complied = wished;
  }

  private advanced(
    { collection }: ProjectionFeed,
    { position, isChanged, caughtUp }: Progress,
  ): Promise<void> {
    this.deps.board?.tell(collection, position);
    const { serving, next } = this.builds();
    if (collection === serving) {
      this.#waiters.reached(position);
      if (isChanged) this.callListeners();
    }
    if (collection === next?.collection && caughtUp) this.#ending.look(this.#stopping.signal);
    this.#mending.look(this.#stopping.signal);
    return Promise.resolve();
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

  private async ended(collection: string, how: Omit<Ended, 'mayKeep'>): Promise<void> {
    const { log } = this.deps;
    const previous = this.collection();
    const { serving, next } = await this.change((builds) =>
      ended(builds, collection, { ...how, mayKeep: this.mayKeep(builds) }),
    );
    if (serving !== previous) log.info('projection serves another collection', { previous, now: serving });
    if (next?.state === 'refused')
      log.error('a build takes no name: most of its documents are set aside', {
        ...{ collection, setAside: how.check.setAside, whole: how.whole },
      });
    const position = this.#feeds.get(serving)?.position;
    if (position !== undefined) this.#waiters.reached(position);
  }

  /** Nothing erases in what no feed keeps up. */
  private mayKeep({ serving, erasedAt }: Builds): boolean {
    if (this.#feeds.has(serving)) return true;
    return erasedAt === undefined || (this.#stoodStillAt ?? 0n) >= BigInt(erasedAt);
  }

  /**
   * Called before an erasure is stored anywhere, so that no crash leaves behind what nothing would erase: what stands still. What is
   * fed comes to the erasure by itself.
   */
  private async erasing({ collection }: ProjectionFeed, position: Position): Promise<void> {
    const { serving, next, kept } = this.builds();
    if ((next ?? kept) === undefined) return;
    const isNew = this.#feeds.has(serving)
      ? collection === serving
      : this.#stoodStillAt === undefined || this.#stoodStillAt < position;
    if (!isNew) return;
    const standing = [next?.collection, kept].filter(
      (each) => each !== undefined && !this.#feeds.has(each),
    ) as readonly string[];
    const erasedAt = String(position);
    await this.change((builds) => ({ ...without(builds, standing), erasedAt }));
    // Whoever comes to the erasure again does not see it any more, written off as it is: it is left over.
    await this.lookingAgain(() => this.#dropping.drop(standing));
  }

  /** What was stopped before it came to an erasure that the serving one has. */
  private async dropLeftBehind(): Promise<void> {
    const { next, erasedAt } = this.builds();
    if (next === undefined || next.state === 'building' || erasedAt === undefined) return;
    const position = (await this.deps.models.checkpoint(next.collection)) ?? 0n;
    if (position >= BigInt(erasedAt)) return;
    await this.change((builds) => without(builds, [next.collection]));
  }
}
