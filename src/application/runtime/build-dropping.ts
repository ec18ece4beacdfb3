import type { Clock } from '../ports/clock.js';
import type { EventStore } from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import type { ReadModels } from '../ports/read-models.js';
import type { Builds } from './builds.js';
import { backoffMs } from './keep-running.js';
import { LIMITS } from './limits.js';
import type { ProjectionBuilds } from './projection-builds.js';
import type { Scrubs } from './projection-scrubs.js';

interface Dropping {
  readonly store: Pick<EventStore, 'readAll'>;
  readonly models: Pick<ReadModels, 'dropCollection' | 'lookAtCheckpoint' | 'count'>;
  readonly scrubs: Scrubs;
  readonly clock: Clock;
  readonly log: Log;
  /** The name of the projection, for the log. */
  readonly projection: string;
  readonly ofProjection: Pick<ProjectionBuilds, 'leftOver' | 'read'>;
  readonly builds: () => Builds;
}

/** Drops the collections of a projection that are of no use any more. */
export class BuildDropping {
  #dropping: Promise<void> = Promise.resolve();

  constructor(private readonly deps: Dropping) {}

  async settled(): Promise<void> {
    await this.#dropping;
  }

  /** What is left over, in its own time, until the signal. */
  later(signal: AbortSignal): void {
    this.#dropping = this.#dropping.then(() => this.dropLeftOver(signal));
  }

  async drop(collections: readonly string[]): Promise<void> {
    const { scrubs, models, log } = this.deps;
    if (collections.length === 0) return;
    await scrubs.after(
      async () => {
        for (const collection of collections) await models.dropCollection(collection);
      },
      async () => {
        for (const collection of collections) if (await this.mayHaveErased(collection)) return true;
        return false;
      },
    );
    for (const collection of collections) log.info('collection dropped', { collection });
    await scrubs.performBeside();
  }

  /**
   * Whether it may have what somebody wrote who was erased since it was fed last. Otherwise, what it leaves in the files is only of people
   * whose erasure will have them scrubbed, as a scrub takes seconds in which nothing else is written.
   */
  private async mayHaveErased(collection: string): Promise<boolean> {
    const { store, models } = this.deps;
    let after = await models.lookAtCheckpoint(collection);
    // Nothing was built yet, or the checkpoint of what was is not stored.
    if (after === undefined) return (await models.count(collection)) > 0;
    for (let page = 0; page < LIMITS.dropPages; page += 1) {
      const events = await store.readAll({ after, limit: LIMITS.logBatch });
      if (events.some(({ type }) => type === 'PersonErased')) return true;
      const last = events.at(-1);
      if (last === undefined) return false;
      after = last.position;
    }
    return true;
  }

  /**
   * Queries that were given the old name are let finish. Whatever keeps this from happening, it is tried again, now or by the next start:
   * nothing erases in what is left over.
   */
  private async dropLeftOver(signal: AbortSignal): Promise<void> {
    const { clock, log, ofProjection, builds, projection } = this.deps;
    for (let failures = 0; !signal.aborted; failures += 1)
      try {
        if ((await ofProjection.leftOver(builds())).length === 0) return;
        await clock.sleep(LIMITS.dropAfterMs, signal);
        if (!signal.aborted) await this.drop(await ofProjection.leftOver(await ofProjection.read()));
        return;
      } catch (error) {
        log.warn('collections not dropped yet', { projection, trouble: String(error) });
        await clock.sleep(backoffMs(failures), signal);
      }
  }
}
