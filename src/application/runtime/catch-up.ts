import type { CatchUp, CatchUpHooks } from '../ports/catch-ups.js';
import type { Projection } from '../projections/projection.js';
import { type FeedDeps, ProjectionFeed } from './projection-feed.js';

/** What a `CatchUps` does, wherever it does it. @param projections those that this program has */
export async function catchUp(
  deps: FeedDeps,
  projections: readonly Projection[],
  { projection: name, collection, fence, until, eventsPerSecond }: CatchUp,
  hooks: CatchUpHooks,
  signal: AbortSignal,
): Promise<void> {
  const projection = projections.find((each) => each.name === name);
  if (projection === undefined) throw new Error(`there is no projection ${name}`);
  const lease = fence === undefined ? undefined : { fence, signal, giveUp: () => undefined };
  let taken = 0;
  const feed = new ProjectionFeed(
    deps,
    { projection, collection, lease, isBuild: true, eventsPerSecond: () => eventsPerSecond },
    {
      advanced: async ({ eventsTaken }, { position }) => {
        const events = eventsTaken - taken;
        taken = eventsTaken;
        await hooks.advanced(position, events);
      },
      erasing: (_feed, position) => hooks.erasing(position),
      touching: (ids) => hooks.touching(ids),
    },
  );
  await feed.catchUpTo(until, signal);
}
