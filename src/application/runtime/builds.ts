import type { Position } from '../ports/event-store.js';
import type { BuildCheck } from './build-check.js';
import {
  BuildGoneError,
  BuildOfAnotherVersionError,
  BuildServesError,
  RebuildUnderWayError,
} from './build-refused.js';
import type { Anew, LeftOut, SetAside } from './set-aside.js';

/**
 * What a build is for: to take the name, to be compared with what serves and wait, or to be compared and dropped.
 */
export type Purpose = 'serve' | 'compare' | 'verify';

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
  /** What was found of a build that has come to its end since. */
  readonly checked?: LastCheck;
  /** Documents that an event could not be applied to. */
  readonly setAside?: readonly SetAside[];
  /** Events that somebody had left out of documents. */
  readonly leftOut?: readonly LeftOut[];
  /** Documents that somebody wants, or wanted, made anew. */
  readonly anew?: readonly Anew[];
}

export interface LastCheck extends BuildCheck {
  readonly collection: string;
  readonly purpose: Purpose;
}

export interface NextBuild {
  readonly collection: string;
  readonly purpose: Purpose;
  /**
   * `stopped`: it stands still, and can be gone on with. `compared`: so does this one, which has come to its end. `refused`: so has this
   * one, which was to take the name, and most of whose documents are set aside: nothing goes on with it.
   */
  readonly state: 'building' | 'stopped' | 'compared' | 'refused';
  /** Whether it is compared with what serves. */
  readonly compares: boolean;
  /** It served before, and takes the name again. */
  readonly isRollback: boolean;
  /** No faster than this. */
  readonly eventsPerSecond?: number;
  /** No further than this. */
  readonly until?: string;
  /** Once it has come to its end. */
  readonly check?: BuildCheck;
}

export interface RebuildOptions {
  readonly eventsPerSecond?: number | undefined;
  /** It is compared, and takes no name. */
  readonly isDryRun?: boolean | undefined;
  /** Whether it is compared before it takes the name: it is, unless that is said. */
  readonly compares?: boolean | undefined;
}

export interface VerifyOptions {
  readonly eventsPerSecond?: number | undefined;
  /** Told is what the log makes up to there; with what serves, which has gone on, it is not compared. */
  readonly at?: Position | undefined;
}

/** Gives names, and knows of each collection which build of today's version it is: 0 when it is of another one. */
export interface Naming {
  readonly newName: () => string;
  readonly numberOf: (collection: string) => number;
}

/** Begins, or goes on with what was stopped or compared. @throws RebuildUnderWayError */
export function rebuilding(builds: Builds, { newName, numberOf }: Naming, options: RebuildOptions): Builds {
  const { next } = builds;
  if (next?.state === 'building' || next?.purpose === 'verify')
    throw new RebuildUnderWayError(next.collection);
  const isUsable = canBeGoneOnWith(next) && numberOf(next.collection) > 0;
  const collection = isUsable ? next.collection : newName();
  return { ...builds, made: isUsable ? builds.made : collection, next: begun(collection, options) };
}

const canBeGoneOnWith = (next: NextBuild | undefined): next is NextBuild =>
  next !== undefined && next.state !== 'refused';

const begun = (
  collection: string,
  { eventsPerSecond, isDryRun = false, compares = true }: RebuildOptions,
): NextBuild => ({
  ...{ collection, purpose: isDryRun ? 'compare' : 'serve', state: 'building', isRollback: false },
  compares: isDryRun || compares,
  ...(eventsPerSecond !== undefined && { eventsPerSecond }),
});

/** @throws RebuildUnderWayError */
export function verifying(
  builds: Builds,
  { newName }: Naming,
  { at, eventsPerSecond }: VerifyOptions,
): Builds {
  if (builds.next !== undefined) throw new RebuildUnderWayError(builds.next.collection);
  const collection = newName();
  const next: NextBuild = {
    ...begun(collection, { eventsPerSecond, compares: at === undefined }),
    purpose: 'verify',
    ...(at !== undefined && { until: String(at) }),
  };
  return { ...builds, made: collection, next };
}

/**
 * What was built stands still; one that was to serve again is merely kept, as before; of one that was to be compared and dropped nothing
 * is left.
 */
export function stopping(builds: Builds): Builds {
  const { next, ...rest } = builds;
  if (next?.purpose === 'verify') return rest;
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
  return { ...rest, next: servingAgain(kept) };
}

const servingAgain = (collection: string): NextBuild => ({
  ...{ collection, purpose: 'serve', state: 'building', isRollback: true, compares: false },
});

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

/** How a build has come to its end. */
export interface Ended {
  readonly check: BuildCheck;
  /** Documents that have all of their events. */
  readonly whole: number;
  /** Whether what serves until then may be kept. */
  readonly mayKeep: boolean;
}

/**
 * The next one has come to its end. It takes the name in one step, and what served until then is kept, where it may be; or it stands
 * still, with what was found.
 */
export function ended(builds: Builds, collection: string, { check, whole, mayKeep }: Ended): Builds {
  const { next, kept: _replaced, serving, ...rest } = builds;
  if (next?.collection !== collection || next.state !== 'building') return builds;
  if (next.purpose !== 'serve') return { ...builds, next: { ...next, state: 'compared', check } };
  if (isMostlySetAside(builds, next, whole)) return { ...builds, next: { ...next, state: 'refused', check } };
  const checked = { ...check, collection, purpose: next.purpose };
  return { ...rest, serving: collection, ...(mayKeep && { kept: serving }), checked };
}

/** A rule that fails for most is no matter of single documents: what serves is better, unless it lacks as many. */
function isMostlySetAside(builds: Builds, { collection, isRollback }: NextBuild, whole: number): boolean {
  const aside = setAsideIn(builds, collection).length;
  return !isRollback && aside > whole && aside > lackingIn(builds, builds.serving);
}

/** How many documents there are events missing in, whether they wait for these or somebody had them left out. */
function lackingIn({ setAside = [], leftOut = [] }: Builds, collection: string): number {
  const all = [...setAside, ...leftOut].filter((each) => each.collection === collection);
  return new Set(all.map(({ key }) => key)).size;
}

export const setAsideIn = ({ setAside = [] }: Builds, collection: string): readonly SetAside[] =>
  setAside.filter((each) => each.collection === collection);

/** Its digest is known. */
export function digested(
  builds: Builds,
  collection: string,
  digest: Pick<BuildCheck, 'documents' | 'digest'>,
): Builds {
  const { next, ...rest } = builds;
  if (next?.collection !== collection || next.state !== 'compared' || next.check === undefined) return builds;
  const check = { ...next.check, ...digest };
  const checked = { ...check, collection, purpose: next.purpose };
  return next.purpose === 'verify' ? { ...rest, checked } : { ...builds, next: { ...next, check }, checked };
}

/**
 * As the instance that drives it wants it to be: where what serves is of another version, whose rules are gone, one of today's is
 * built; where one of today's is kept, as after a release that was taken back, that one goes on. One that was refused is begun anew.
 */
export function complete(builds: Builds, { newName, numberOf }: Naming): Builds {
  const { next, kept, ...rest } = builds;
  if (next !== undefined && numberOf(next.collection) === 0)
    return complete({ ...rest, ...(kept !== undefined && { kept }) }, { newName, numberOf });
  if (numberOf(builds.serving) > 0 || next?.state === 'building') return builds;
  if (canBeGoneOnWith(next)) return { ...builds, next: begun(next.collection, { compares: false }) };
  if (kept !== undefined && numberOf(kept) > 0) return { ...rest, next: servingAgain(kept) };
  const collection = newName();
  return { ...builds, made: collection, next: begun(collection, { compares: false }) };
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
export const collectionsOf = ({
  serving,
  next,
  kept,
}: Pick<Builds, 'serving' | 'next' | 'kept'>): readonly string[] =>
  [serving, next?.collection, kept].filter((collection) => collection !== undefined);
