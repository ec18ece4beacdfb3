import type { Position } from '../ports/event-store.js';
import type { Projection } from '../projections/projection.js';
import type { BuildCheck } from './build-check.js';
import type { TroubleOfBuild } from './build-ending.js';
import { type Builds, type LastCheck, type NextBuild, setAsideIn } from './builds.js';
import type { ProjectionFeed, Trouble } from './projection-feed.js';

export interface FeedStatus {
  readonly collection: string;
  readonly position: Position | undefined;
  readonly caughtUp: boolean;
  /** Events that this instance took since it started. */
  readonly eventsTaken: number;
  readonly trouble: Trouble | undefined;
  /** Documents that stand still, since an event could not be applied to them. */
  readonly setAside: number;
  /** Events of types that this release does not know, which this instance passed over since it started. */
  readonly unknownEvents: number;
}

export interface BuildStatus extends FeedStatus {
  readonly purpose: NextBuild['purpose'];
  readonly state: NextBuild['state'];
  /** It served before. */
  readonly isRollback: boolean;
  /** Once it is `compared` or `refused`. */
  readonly check: BuildCheck | undefined;
}

export interface KeptStatus extends FeedStatus {
  /** Whether it can serve again: not one of another version, whose rules are gone. */
  readonly canServe: boolean;
}

export interface ProjectionStatus extends FeedStatus {
  readonly name: string;
  readonly version: number;
  readonly onFailure: Projection['onFailure'];
  /** `elsewhere`: another instance drives it. */
  readonly state: 'running' | 'stopped' | 'rebuilding' | 'failed' | 'elsewhere';
  /** The collection being built beside the serving one, or that was until it was stopped. */
  readonly rebuild: BuildStatus | undefined;
  /** What served before. */
  readonly kept: KeptStatus | undefined;
  /** What was found of the last build that has come to its end. */
  readonly checked: LastCheck | undefined;
}

interface Asked {
  readonly projection: Projection;
  readonly builds: Builds;
  /** Of the newest event, as far as the log was read. */
  readonly end: Position | undefined;
  readonly feedOf: (collection: string) => ProjectionFeed | undefined;
  /** Where another instance drives it: how far each collection has come, as it told. */
  readonly elsewhere: ReadonlyMap<string, Position> | undefined;
  readonly canServe: (collection: string) => boolean;
  /** What keeps builds from what is to be done with them beside being fed. */
  readonly troubles: readonly (TroubleOfBuild | undefined)[];
}

export function statusOf(asked: Asked): ProjectionStatus {
  const { projection, builds, canServe } = asked;
  const { serving, next, kept } = builds;
  return {
    ...{ name: projection.name, version: projection.version, onFailure: projection.onFailure },
    state: stateOf(asked),
    ...feedStatus(asked, serving),
    rebuild: next && {
      ...feedStatus(asked, next.collection),
      ...{ purpose: next.purpose, state: next.state, isRollback: next.isRollback, check: next.check },
    },
    kept: kept === undefined ? undefined : { ...feedStatus(asked, kept), canServe: canServe(kept) },
    checked: builds.checked,
  };
}

function stateOf({ builds, elsewhere, feedOf }: Asked): ProjectionStatus['state'] {
  if (elsewhere !== undefined) return 'elsewhere';
  const { serving, next, kept } = builds;
  const feeds = [serving, next?.collection, kept].flatMap((each) => feedOf(each ?? '') ?? []);
  if (!feeds.some(({ isRunning }) => isRunning)) return 'stopped';
  if (feeds.some(({ trouble }) => trouble !== undefined)) return 'failed';
  return next?.state === 'building' ? 'rebuilding' : 'running';
}

function feedStatus({ feedOf, elsewhere, end, builds, troubles }: Asked, collection: string): FeedStatus {
  const known = { ...IDLE, collection, setAside: setAsideIn(builds, collection).length };
  if (elsewhere !== undefined) {
    const position = elsewhere.get(collection);
    return { ...known, position, caughtUp: hasReached(position, end) };
  }
  const feed = feedOf(collection);
  if (feed === undefined) return known;
  const { position, caughtUp, eventsTaken, unknownEvents } = feed;
  const beside = troubles.find((each) => each?.collection === collection);
  const trouble = feed.trouble ?? (beside && { reason: beside.reason, position: undefined });
  return { ...known, position, caughtUp, eventsTaken, unknownEvents, trouble };
}

const IDLE = { position: undefined, caughtUp: false, eventsTaken: 0, unknownEvents: 0, trouble: undefined };

const hasReached = (position: Position | undefined, end: Position | undefined): boolean =>
  position !== undefined && end !== undefined && position >= end;
