import {
  BuildGoneError,
  BuildOfAnotherVersionError,
  BuildServesError,
  RebuildUnderWayError,
} from './build-refused.js';

/**
 * What there is of one projection and what is wanted of it: one value in the store. Whoever asks for something changes it, on whatever
 * instance; the instance that drives the projection sees it there and does it. So what was asked survives every crash.
 */
export interface Builds {
  readonly serving: string;
  /** Built beside the serving one. */
  readonly next?: NextBuild;
  /** What served before: it can serve again. */
  readonly kept?: string;
  /** The last collection that was given a name: names come once. */
  readonly made: string;
  /** The last erasure that was met while there was more than the serving one. Whatever stands still before it, is dropped. */
  readonly erasedAt?: string;
}

export interface NextBuild {
  readonly collection: string;
  /** `stopped`: it stands still, and can be gone on with. */
  readonly state: 'building' | 'stopped';
  /** It served before, and takes the name again. */
  readonly isRollback: boolean;
  /** No faster than this. */
  readonly eventsPerSecond?: number;
}

export interface RebuildOptions {
  readonly eventsPerSecond?: number | undefined;
}

/** Gives names, and knows of each collection which build of today's version it is: 0 when it is of another one. */
export interface Naming {
  readonly newName: () => string;
  readonly numberOf: (collection: string) => number;
}

/** Begins, or goes on with what was stopped. @throws RebuildUnderWayError */
export function rebuilding(builds: Builds, { newName, numberOf }: Naming, options: RebuildOptions): Builds {
  const { next } = builds;
  if (next?.state === 'building') throw new RebuildUnderWayError(next.collection);
  const isUsable = next !== undefined && numberOf(next.collection) > 0;
  const collection = isUsable ? next.collection : newName();
  return { ...builds, made: isUsable ? builds.made : collection, next: begun(collection, options) };
}

const begun = (collection: string, { eventsPerSecond }: RebuildOptions): NextBuild => ({
  ...{ collection, state: 'building', isRollback: false },
  ...(eventsPerSecond !== undefined && { eventsPerSecond }),
});

/** What was built stands still; one that was to serve again is merely kept, as before. */
export function stopping(builds: Builds): Builds {
  const { next, ...rest } = builds;
  if (next?.state !== 'building') return builds;
  if (next.isRollback) return { ...rest, kept: next.collection };
  return { ...rest, next: { ...next, state: 'stopped' } };
}

/** @throws BuildGoneError, BuildOfAnotherVersionError, RebuildUnderWayError */
export function rollingBack(builds: Builds, { numberOf }: Naming): Builds {
  const { next, kept, ...rest } = builds;
  if (next?.isRollback === true) return builds;
  if (kept === undefined) throw new BuildGoneError('no build that served before is kept');
  if (numberOf(kept) === 0) throw new BuildOfAnotherVersionError(kept);
  if (next !== undefined) throw new RebuildUnderWayError(next.collection);
  return { ...rest, next: { collection: kept, state: 'building', isRollback: true } };
}

/** @throws BuildServesError, BuildGoneError */
export function dropping(builds: Builds, collection: string): Builds {
  const { next, kept, ...rest } = builds;
  if (collection === builds.serving) throw new BuildServesError(collection);
  if (collection !== next?.collection && collection !== kept)
    throw new BuildGoneError(`there is no build ${collection}`);
  return {
    ...rest,
    ...(next !== undefined && next.collection !== collection && { next }),
    ...(kept !== undefined && kept !== collection && { kept }),
  };
}

/** The next one takes the name in one step; what served until then is kept, where it may be. */
export function taken(builds: Builds, collection: string, mayKeep: boolean): Builds {
  const { next, kept: _replaced, serving, ...rest } = builds;
  if (next?.collection !== collection || next.state !== 'building') return builds;
  return { ...rest, serving: collection, ...(mayKeep && { kept: serving }) };
}

/**
 * As the instance that drives it wants it to be: where what serves is of another version, whose rules are gone, one of today's is
 * built; where one of today's is kept, as after a release that was taken back, that one goes on.
 */
export function complete(builds: Builds, { newName, numberOf }: Naming): Builds {
  const { next, kept, ...rest } = builds;
  if (next !== undefined && numberOf(next.collection) === 0)
    return complete({ ...rest, ...(kept !== undefined && { kept }) }, { newName, numberOf });
  if (numberOf(builds.serving) > 0 || next?.state === 'building') return builds;
  if (next !== undefined) return { ...builds, next: { ...next, state: 'building' } };
  if (kept !== undefined && numberOf(kept) > 0)
    return { ...rest, next: { collection: kept, state: 'building', isRollback: true } };
  const collection = newName();
  return { ...builds, made: collection, next: begun(collection, {}) };
}

/** Without what is named here. */
export function without(builds: Builds, collections: readonly string[]): Builds {
  const { next, kept, ...rest } = builds;
  return {
    ...rest,
    ...(next !== undefined && !collections.includes(next.collection) && { next }),
    ...(kept !== undefined && !collections.includes(kept) && { kept }),
  };
}

/** All that are of any use. */
export const collectionsOf = ({ serving, next, kept }: Builds): readonly string[] =>
  [serving, next?.collection, kept].filter((collection) => collection !== undefined);
