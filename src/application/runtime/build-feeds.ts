import type { Projection } from '../projections/projection.js';
import { AsideOfFeed, type StoredBuilds } from './aside-of-feed.js';
import type { NextBuild } from './builds.js';
import type { Lease } from './leases.js';
import { type FeedDeps, type FeedHooks, ProjectionFeed } from './projection-feed.js';

/** The feeds of the builds of one projection, by collection. */
export class BuildFeeds {
  readonly #feeds = new Map<string, ProjectionFeed>();
  /** Under which they run, where there are several instances. */
  lease: Lease | undefined;

  constructor(
    private readonly deps: FeedDeps,
    private readonly projection: Projection,
    private readonly hooks: FeedHooks,
    private readonly next: () => NextBuild | undefined,
    private readonly stored: StoredBuilds,
  ) {}

  get(collection: string): ProjectionFeed | undefined {
    return this.#feeds.get(collection);
  }

  has(collection: string): boolean {
    return this.#feeds.has(collection);
  }

  /** Runs these, and no others. */
  async runOnly(collections: readonly string[]): Promise<void> {
    for (const [collection, feed] of this.#feeds) {
      if (collections.includes(collection)) continue;
      await feed.stop();
      this.#feeds.delete(collection);
    }
    for (const collection of collections) {
      const feed = this.#feeds.get(collection) ?? this.newFeed(collection);
      this.#feeds.set(collection, feed);
      feed.start();
    }
  }

  private newFeed(collection: string): ProjectionFeed {
    const { projection, lease } = this;
    const eventsPerSecond = () => this.nextAs(collection)?.eventsPerSecond;
    const until = this.nextAs(collection)?.until;
    const end = until === undefined ? undefined : BigInt(until);
    const { clock, log } = this.deps;
    const aside =
      projection.onFailure === 'stop' ? undefined : new AsideOfFeed(collection, this.stored, clock, log);
    return new ProjectionFeed(
      this.deps,
      {
        projection,
        collection,
        lease,
        isBuild: this.nextAs(collection) !== undefined,
        eventsPerSecond,
        until: end,
        aside,
      },
      this.hooks,
    );
  }

  private nextAs(collection: string): NextBuild | undefined {
    const next = this.next();
    return next?.collection === collection ? next : undefined;
  }
}
