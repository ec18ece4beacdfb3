import { TooManySetAsideError } from './build-refused.js';
import { type Builds, collectionsOf, setAsideIn } from './builds.js';
import { LIMITS } from './limits.js';
import type { Anew, LeftOut, MadeAnew, Mending, NotApplied, Remade, SetAside } from './set-aside.js';

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

/** In what serves. What is set aside is tried again; what came of earlier wishes is told no longer. */
export function wantingAnew(builds: Builds, keys: readonly string[], wanted: Anew['wanted']): Builds {
  const { serving: collection, anew = [] } = builds;
  const aside = new Set(setAsideIn(builds, collection).map(({ key }) => key));
  const open = anew.filter(({ made, key }) => made === undefined && !keys.includes(key));
  const fresh = keys.filter((key) => !aside.has(key)).map((key): Anew => ({ collection, key, wanted }));
  return { ...wanting(builds, keys, { ...wanted, what: 'retry' }), anew: [...open, ...fresh] };
}

/** What came of some of them, by key. */
export function madeAnew(
  builds: Builds,
  wishes: readonly Anew[],
  outcomes: ReadonlyMap<string, MadeAnew>,
): Builds {
  const { anew = [] } = builds;
  const isMeant = (each: Anew) =>
    wishes.some((wish) => isSame(wish, each) && wish.wanted.recordedAt === each.wanted.recordedAt);
  return {
    ...builds,
    anew: anew.map((each) => {
      const made = isMeant(each) ? outcomes.get(each.key) : undefined;
      return made === undefined ? each : { ...each, made };
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
export function tidied({ setAside = [], leftOut = [], anew = [], ...builds }: Builds): Builds {
  const used = collectionsOf(builds);
  const ofUse = <Of extends { readonly collection: string }>(all: readonly Of[]) =>
    all.filter(({ collection }) => used.includes(collection));
  const [aside, left, wanted] = [ofUse(setAside), ofUse(leftOut), ofUse(anew)];
  return {
    ...builds,
    ...(aside.length > 0 && { setAside: aside }),
    ...(left.length > 0 && { leftOut: left }),
    ...(wanted.length > 0 && { anew: wanted }),
  };
}

function changing(builds: Builds, collection: string, to: (each: SetAside) => SetAside): Builds {
  if (setAsideIn(builds, collection).length === 0) return builds;
  const { setAside = [] } = builds;
  return { ...builds, setAside: setAside.map((each) => (each.collection === collection ? to(each) : each)) };
}

const isSame = (one: DocumentOf, other: DocumentOf): boolean =>
  one.collection === other.collection && one.key === other.key;

type DocumentOf = Pick<SetAside, 'collection' | 'key'>;
