import type { Position } from '../ports/event-store.js';
import { NO_TELEMETRY, type Telemetry } from '../ports/telemetry.js';
import type { Projection } from '../projections/projection.js';
import type { FeedDeps } from './projection-feed.js';
import type { RebuildOutcome } from './build-watchers.js';
import type { LastCheck, RebuildOptions, VerifyOptions } from './builds.js';
import { type ChangeListener, ProjectionLifecycle } from './projection-lifecycle.js';
import { documentsFrom } from './documents-from.js';
import type { ProjectionStatus } from './projection-status.js';
import { aborted, type Lease, type Leases } from './leases.js';
import { LIMITS } from './limits.js';
import { PositionBeyondLogError } from './read-model-behind.js';
import { ProgressBoard } from './progress-board.js';
import { Scrubs } from './projection-scrubs.js';
import type { Anew, AsideNow, Mending } from './set-aside.js';

export interface ProjectionRuntimeDeps extends Omit<FeedDeps, 'scrubs' | 'telemetry'> {
  readonly telemetry?: Telemetry;
  readonly projections: readonly Projection[];
  /** Where there are several instances: `isDriving` says whether this one may drive any of them. */
  readonly shared?: { readonly leases: Leases; readonly isDriving: boolean } | undefined;
}

export interface ProjectionsStatus {
  /** Of the newest event in the log; `undefined` when it is empty. */
  readonly lastPosition: Position | undefined;
  readonly projections: readonly ProjectionStatus[];
}

/**
 * Drives the projections, each on its own: one that cannot go on holds up no other. Of several instances, one drives a projection at
 * a time, under a lease, and the others read what it makes. Writes of one that does not know yet that it was replaced are
 * refused: documents by their position, checkpoints by the fence of its lease.
 */
export class ProjectionRuntime {
  readonly #projections: ReadonlyMap<string, ProjectionLifecycle>;
  readonly #board: ProgressBoard | undefined;
  readonly #stop = new AbortController();
  readonly #scrubs: Scrubs;
  #watching: Promise<unknown> = Promise.resolve();

  constructor(private readonly deps: ProjectionRuntimeDeps) {
    const { projections, models, clock, log } = deps;
    this.#scrubs = new Scrubs(models, clock, { log, signal: this.#stop.signal });
    this.#board =
      deps.shared === undefined ? undefined : new ProgressBoard({ ...deps, signal: this.#stop.signal });
    const shared = {
      board: this.#board,
      telemetry: NO_TELEMETRY,
      ...deps,
      scrubs: this.#scrubs,
      collections: together(() => models.collections()),
    };
    this.#projections = new Map(
      projections.map((projection) => [projection.name, new ProjectionLifecycle(shared, projection)]),
    );
    if (this.#projections.size < projections.length) throw new Error('two projections have the same name');
  }

  /** Resolves when it is known what serves; catching up goes on after that. */
  async start(): Promise<void> {
    const { shared } = this.deps;
    const projections = [...this.#projections.values()];
    if (shared === undefined || this.#board === undefined) {
      await Promise.all(projections.map((projection) => projection.start()));
      return;
    }
    await Promise.all(projections.map((projection) => projection.follow()));
    this.#watching = Promise.all([this.watch(this.#board, projections), this.lookAgain(projections)]);
    if (!shared.isDriving) return;
    for (const projection of projections)
      shared.leases.keep(leaseOf(projection), (lease) => this.drive(projection, lease));
  }

  /** Finishes the batches at hand, and no more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
    await Promise.all([...this.#projections.values()].map((projection) => projection.stop()));
    await this.#scrubs.settled();
  }

  /** The physical collection that now serves the projection. To be asked anew for each query. */
  collectionOf(name: string): string {
    return this.find(name).collection();
  }

  /** Whether the serving collection has everything up to this position, within the time. */
  waitFor(name: string, position: Position, timeoutMs: number): Promise<boolean> {
    const reached = this.find(name).waitFor(position, timeoutMs);
    this.#board?.wake();
    return reached;
  }

  /** Whether the log ends before it: then no waiting helps. */
  async isBeyondLog(position: Position): Promise<boolean> {
    return position > (await this.deps.store.endPosition());
  }

  /** Calls the listener after each batch that changed documents of the serving collection, until it is called off. */
  onApplied(name: string, listener: ChangeListener): () => void {
    return this.find(name).onChange(listener);
  }

  /**
   * Has the projection built anew beside what serves, which goes on serving and takes new events meanwhile; `status` tells how far it
   * is. Any instance can be asked, and it survives restarts. @throws RebuildUnderWayError
   */
  async askRebuild(name: string, options?: RebuildOptions): Promise<void> {
    await this.find(name).rebuild(options);
  }

  /** The same, and waits for what becomes of it. */
  async rebuild(name: string, options?: RebuildOptions): Promise<RebuildOutcome> {
    const projection = this.find(name);
    return projection.outcomeOf(await projection.rebuild(options));
  }

  /** Has it built once more, compared with what serves, and dropped. @throws RebuildUnderWayError, PositionBeyondLogError */
  async askVerify(name: string, options: VerifyOptions = {}): Promise<void> {
    await this.verifying(name, options);
  }

  /** The same, and answers what was found; `undefined` when it was stopped. */
  async verify(name: string, options: VerifyOptions = {}): Promise<LastCheck | undefined> {
    const collection = await this.verifying(name, options);
    await this.find(name).outcomeOf(collection);
    const { checked } = this.find(name).status();
    return checked?.collection === collection ? checked : undefined;
  }

  private async verifying(name: string, options: VerifyOptions): Promise<string> {
    if (options.at !== undefined && (await this.isBeyondLog(options.at)))
      throw new PositionBeyondLogError(name);
    return this.find(name).verify(options);
  }

  /** What was built is kept: `rebuild` goes on from there. */
  stopRebuild(name: string): Promise<void> {
    return this.find(name).stopRebuild();
  }

  /** Has what served before take the name again. @throws BuildGoneError, BuildOfAnotherVersionError, RebuildUnderWayError */
  async askRollBack(name: string): Promise<void> {
    await this.find(name).rollBack();
  }

  /** The same, and waits for what becomes of it. */
  async rollBack(name: string): Promise<RebuildOutcome> {
    const projection = this.find(name);
    return projection.outcomeOf(await projection.rollBack());
  }

  /** @throws BuildServesError, BuildGoneError */
  dropBuild(name: string, collection: string): Promise<void> {
    return this.find(name).dropBuild(collection);
  }

  /** From which event on what serves has nothing of the document; `undefined` where it is not set aside. */
  setAsideSince(name: string, key: string): Promise<Position | undefined> {
    return this.find(name).setAsideSince(key);
  }

  /** Of what serves, as the store has it now. @throws ReadModelsUnavailableError */
  async keysSetAside(name: string): Promise<readonly string[]> {
    const { setAside } = await this.asideOf(name);
    return setAside.filter(({ collection }) => collection === this.collectionOf(name)).map(({ key }) => key);
  }

  /** What is set aside of one, in whatever build. @throws ReadModelsUnavailableError */
  asideOf(name: string): Promise<AsideNow> {
    return this.find(name).asideNow();
  }

  /** Has documents made anew that are set aside; the instance that drives the projection does it. */
  mend(name: string, keys: readonly string[], wanted: Mending): Promise<void> {
    return this.find(name).mend(keys, wanted);
  }

  /** Has documents of what serves made anew; the instance that drives the projection does it. */
  makeAnew(name: string, keys: readonly string[], wanted: Anew['wanted']): Promise<void> {
    return this.find(name).makeAnew(keys, wanted);
  }

  /**
   * The documents that events from this one on are about, and no more than `most` and one more.
   * @throws PositionBeyondLogError, EventStoreUnavailableError
   */
  async documentsFrom(name: string, position: Position, most: number): Promise<readonly string[]> {
    if (await this.isBeyondLog(position)) throw new PositionBeyondLogError(name);
    return documentsFrom({ ...this.deps, projection: this.find(name).projection }, position, most);
  }

  /** @throws EventStoreUnavailableError */
  async status(): Promise<ProjectionsStatus> {
    const lastPosition = await this.deps.store.lastPosition();
    const projections = [...this.#projections.values()].map((each) => each.status(lastPosition));
    return { lastPosition, projections };
  }

  /** Of one, as the store has its builds now. @throws EventStoreUnavailableError, ReadModelsUnavailableError */
  async statusOf(name: string): Promise<ProjectionStatus> {
    const projection = this.find(name);
    if (projection.isElsewhere) await projection.lookAgain();
    return projection.status(await this.deps.store.lastPosition());
  }

  private async drive(projection: ProjectionLifecycle, lease: Lease): Promise<void> {
    const { clock, log } = this.deps;
    const { signal } = lease;
    for (let isStarted = false; !signal.aborted && !isStarted;)
      try {
        await projection.start(lease);
        isStarted = true;
      } catch (error) {
        log.error('projection not started', {
          projection: projection.projection.name,
          trouble: String(error),
        });
        await clock.sleep(START_AGAIN_MS, signal);
      }
    await aborted(signal);
    if (this.#stop.signal.aborted) await projection.stop();
    else await projection.follow();
  }

  private watch(board: ProgressBoard, projections: readonly ProjectionLifecycle[]): Promise<void> {
    const isAwaited = () => projections.some((each) => each.isElsewhere && each.isAwaited);
    const look = (positions: ReadonlyMap<string, Position>) => {
      for (const projection of projections) projection.reachedElsewhere(positions);
    };
    return board.watch(isAwaited, look);
  }

  private async lookAgain(projections: readonly ProjectionLifecycle[]): Promise<void> {
    const { clock, log } = this.deps;
    while (!this.#stop.signal.aborted) {
      await clock.sleep(LIMITS.servingLookMs, this.#stop.signal);
      for (const projection of projections)
        await projection
          .lookAgain()
          .catch((error: unknown) => log.warn('read models not reached', { trouble: String(error) }));
    }
  }

  private find(name: string): ProjectionLifecycle {
    const projection = this.#projections.get(name);
    if (projection === undefined) throw new Error(`there is no projection ${name}`);
    return projection;
  }
}

/** Whoever asks while an answer is awaited is given the same one. */
function together<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asked: Promise<Answer> | undefined;
  return () => (asked ??= ask().finally(() => (asked = undefined)));
}

const START_AGAIN_MS = 1_000;

const leaseOf = ({ projection }: ProjectionLifecycle): string => `projection:${projection.name}`;
