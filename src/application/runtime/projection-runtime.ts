import type { Position } from '../ports/event-store.js';
import { NO_TELEMETRY, type Telemetry } from '../ports/telemetry.js';
import type { Projection } from '../projections/projection.js';
import type { FeedDeps } from './projection-feed.js';
import {
  type ChangeListener,
  ProjectionLifecycle,
  type ProjectionStatus,
  type RebuildOutcome,
} from './projection-lifecycle.js';
import { Scrubs } from './projection-scrubs.js';

export interface ProjectionRuntimeDeps extends Omit<FeedDeps, 'scrubs' | 'telemetry'> {
  readonly telemetry?: Telemetry;
  readonly projections: readonly Projection[];
}

export interface ProjectionsStatus {
  /** Of the newest event in the log; `undefined` when it is empty. */
  readonly lastPosition: Position | undefined;
  readonly projections: readonly ProjectionStatus[];
}

/**
 * Drives the projections, each on its own: one that cannot go on holds up no other. To be run by one instance at
 * a time; writes of one that does not know yet that it was replaced are refused document by document, by position.
 */
export class ProjectionRuntime {
  readonly #projections: ReadonlyMap<string, ProjectionLifecycle>;

  constructor(private readonly deps: ProjectionRuntimeDeps) {
    const { projections, models, clock } = deps;
    const shared = { telemetry: NO_TELEMETRY, ...deps, scrubs: new Scrubs(models, clock) };
    this.#projections = new Map(
      projections.map((projection) => [projection.name, new ProjectionLifecycle(shared, projection)]),
    );
    if (this.#projections.size < projections.length) throw new Error('two projections have the same name');
  }

  /** Resolves when it is known what serves; catching up goes on after that. */
  async start(): Promise<void> {
    await Promise.all([...this.#projections.values()].map((projection) => projection.start()));
  }

  /** Finishes the batches at hand, and no more. */
  async stop(): Promise<void> {
    await Promise.all([...this.#projections.values()].map((projection) => projection.stop()));
  }

  /** The physical collection that now serves the projection. To be asked anew for each query. */
  collectionOf(name: string): string {
    return this.find(name).collection();
  }

  /** Whether the serving collection has everything up to this position, within the time. */
  waitFor(name: string, position: Position, timeoutMs: number): Promise<boolean> {
    return this.find(name).waitFor(position, timeoutMs);
  }

  /** Calls the listener after each batch that changed documents of the serving collection, until it is called off. */
  onApplied(name: string, listener: ChangeListener): () => void {
    return this.find(name).onChange(listener);
  }

  /**
   * Builds the projection anew beside what serves, which goes on serving and takes new events meanwhile; `status`
   * tells how far it is. Survives restarts. A second call joins the first.
   */
  rebuild(name: string): Promise<RebuildOutcome> {
    return this.find(name).rebuild();
  }

  /** What was built is kept: `rebuild` (or the next start of the program) goes on from there. */
  stopRebuild(name: string): Promise<void> {
    return this.find(name).stopRebuild();
  }

  /** @throws EventStoreUnavailableError */
  async status(): Promise<ProjectionsStatus> {
    const lastPosition = await this.deps.store.lastPosition();
    return { lastPosition, projections: [...this.#projections.values()].map((each) => each.status()) };
  }

  private find(name: string): ProjectionLifecycle {
    const projection = this.#projections.get(name);
    if (projection === undefined) throw new Error(`there is no projection ${name}`);
    return projection;
  }
}
