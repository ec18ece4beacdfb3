import { TooManySetAsideError } from './build-refused.js';
import { type Builds, collectionsOf, setAsideIn } from './builds.js';
import { LIMITS } from './limits.js';
import type { LeftOut, Mending, NotApplied, Remade, SetAside } from './set-aside.js';

/** @throws TooManySetAsideError what fails for so many is no matter of single documents */
export function settingAside(
  builds: Builds,
  collection: string,
  notApplied: readonly NotApplied[],
  since: string,
): Builds {
  const known = setAsideIn(builds, collection);
  const fresh = notApplied.filter(({ key }) => !known.some((each) => each.key === key));
  if (known.length + fresh.length > LIMITS.setAside) throw new TooManySetAsideError(collection);
  const entries = fresh.map((each): SetAside => ({ collection, ...each, since, turn: 0 }));
  return fresh.length === 0 ? builds : { ...builds, setAside: [...(builds.setAside ?? []), ...entries] };
}

/** The feed of the collection begins, or begins again. */
export const takingTurn = (builds: Builds, collection: string): Builds =>
  changing(builds, collection, (each) => ({ ...each, turn: each.turn + 1 }));

export const forgettingErrors = (builds: Builds, collection: string): Builds =>
  changing(builds, collection, (each) => ({ ...each, error: null }));

/** In whatever builds they are. */
export function wanting(builds: Builds, keys: readonly string[], wanted: Mending): Builds {
  const { setAside = [] } = builds;
  return {
    ...builds,
    setAside: setAside.map((each) => {
      const isMeant = wanted.eventId === undefined || wanted.eventId === each.eventId;
      return isMeant && keys.includes(each.key) ? { ...each, wanted } : each;
    }),
  };
}

/**
 * Those that have everything now are set aside no more; of the others, what they could not take is told anew. Nothing, where the build
 * was gone on with by somebody else meanwhile: that one has passed over what is in no document then.
 */
export function remade(builds: Builds, all: readonly Remade[]): Builds {
  const { setAside = [], leftOut = [] } = builds;
  const isOfThisTurn = ({ of }: Remade) =>
    setAside.some((each) => isSame(each, of) && each.turn === of.turn && each.position === of.position);
  if (!all.every(isOfThisTurn)) throw new Error('what is set aside has changed meanwhile');
  return {
    ...builds,
    setAside: setAside.flatMap((each) => {
      const found = all.find(({ of }) => isSame(each, of));
      if (found === undefined) return [each];
      if (found.notApplied === undefined) return [];
      const { wanted: _done, ...rest } = each;
      return [{ ...rest, ...found.notApplied }];
    }),
    leftOut: [...leftOut, ...all.flatMap(({ of }) => leftOutBy(of))],
  };
}

export function leftOutBy({
  collection,
  key,
  position,
  eventId,
  type,
  wanted,
}: SetAside): readonly LeftOut[] {
  if (wanted?.what !== 'skip') return [];
  const { by, reason = '' } = wanted;
  return [{ ...{ collection, key, position, eventId, type }, by, reason }];
}

/** Without what is of collections that are no more. */
export function tidied({ setAside = [], leftOut = [], ...builds }: Builds): Builds {
  const used = collectionsOf(builds);
  const ofUse = <Of extends { readonly collection: string }>(all: readonly Of[]) =>
    all.filter(({ collection }) => used.includes(collection));
  const [aside, left] = [ofUse(setAside), ofUse(leftOut)];
  return {
    ...builds,
    ...(aside.length > 0 && { setAside: aside }),
    ...(left.length > 0 && { leftOut: left }),
  };
}

function changing(builds: Builds, collection: string, to: (each: SetAside) => SetAside): Builds {
  if (setAsideIn(builds, collection).length === 0) return builds;
  const { setAside = [] } = builds;
  return { ...builds, setAside: setAside.map((each) => (each.collection === collection ? to(each) : each)) };
}

const isSame = (one: SetAside, other: SetAside): boolean =>
  one.collection === other.collection && one.key === other.key;
