import type { Builds, NextBuild } from './builds.js';

/**
 * `served`: it took the name; `stopped`: it did not, and is there to go on with; `compared`: so it is, or was, and what was found is told;
 * `refused`: it came to its end, and takes no name; `dropped`: it is gone.
 */
export type RebuildOutcome = 'served' | 'stopped' | 'compared' | 'refused' | 'dropped';

/** Those who wait for what becomes of a build. */
export class BuildWatchers {
  #builds: Builds | undefined;
  readonly #watching = new Set<{
    readonly collection: string;
    readonly settle: (outcome: RebuildOutcome) => void;
  }>();

  outcomeOf(collection: string): Promise<RebuildOutcome> {
    return new Promise((settle) => {
      this.#watching.add({ collection, settle });
      if (this.#builds !== undefined) this.saw(this.#builds);
    });
  }

  saw(builds: Builds): void {
    this.#builds = builds;
    for (const watcher of this.#watching) {
      const outcome = outcomeIn(builds, watcher.collection);
      if (outcome === undefined) continue;
      this.#watching.delete(watcher);
      watcher.settle(outcome);
    }
  }

  /** What was not finished is gone on with at the next start. */
  giveUp(): void {
    for (const { settle } of this.#watching) settle('stopped');
    this.#watching.clear();
  }
}

function outcomeOfNext({ state, check }: NextBuild): RebuildOutcome | undefined {
  if (state === 'stopped' || state === 'refused') return state;
  return check?.digest === undefined ? undefined : 'compared';
}

function outcomeIn({ serving, next, kept, checked }: Builds, collection: string): RebuildOutcome | undefined {
  if (serving === collection) return 'served';
  if (kept === collection) return 'stopped';
  if (next?.collection !== collection) return checked?.collection === collection ? 'compared' : 'dropped';
  return outcomeOfNext(next);
}
