import { cut } from './cut.js';
import { disk } from './disk.js';
import { freeze } from './freeze.js';
import { kill } from './kill.js';
import { HARMS, type HarmName } from './names.js';
import type { Harm, Victims } from './victims.js';

const ALL: Readonly<Record<HarmName, Harm>> = { kill, freeze, disk, cut };

export interface Befallen {
  readonly harm: HarmName;
  readonly words: string;
}

/** What can be done here of what is wanted; what cannot, with the reason. */
export function possibleHarms(only: ReadonlySet<HarmName>, victims: Victims) {
  const wanted = HARMS.filter((name) => only.has(name));
  const skipped = wanted.flatMap((name) => {
    const reason = ALL[name].whyNot(victims);
    return reason === undefined ? [] : [`${name} (${reason})`];
  });
  return { possible: wanted.filter((name) => ALL[name].whyNot(victims) === undefined), skipped };
}

/** Each in its turn comes first; others may follow. */
export async function befall(
  possible: readonly HarmName[],
  round: number,
  victims: Victims,
): Promise<readonly Befallen[]> {
  const first = possible[(round - 1) % possible.length];
  const others = Array.from({ length: victims.dice.between(0, 2) }, () => victims.dice.oneOf(possible));
  const befallen: Befallen[] = [];
  for (const harm of [first, ...others])
    if (harm !== undefined) befallen.push({ harm, words: await ALL[harm].befall(victims) });
  return befallen;
}
