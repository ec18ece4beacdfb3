import { type Befallen } from './harm/harms.js';
import { HARMS, type HarmName } from './harm/names.js';
import type { Options } from './options.js';
import type { Verdict } from './check/verdict.js';
import type { RoundResult } from './world.js';

const MOST_LINES = 10;
const LINE_CHARS = 1_500;

export interface Totals {
  rounds: number;
  kills: number;
  readonly harms: Record<HarmName, number>;
  acknowledged: number;
  lost: number;
  duplicated: number;
  wrong: number;
}

export const noTotals = (): Totals => ({
  ...{ rounds: 0, kills: 0, harms: { kill: 0, freeze: 0, disk: 0, cut: 0 } },
  ...{ acknowledged: 0, lost: 0, duplicated: 0, wrong: 0 },
});

export function count(totals: Totals, { befallen, acknowledged, verdict }: RoundResult): void {
  totals.rounds += 1;
  for (const { harm, words } of befallen) {
    totals.harms[harm] += 1;
    totals.kills += killsIn(words);
  }
  totals.acknowledged += acknowledged;
  addUp(totals, verdict);
}

export function addUp(totals: Totals, { lost, duplicated, wrong }: Verdict): void {
  totals.lost += lost.length;
  totals.duplicated += duplicated.length;
  totals.wrong += wrong.length;
}

const killsIn = (words: string): number => words.match(/\bkilled\b/g)?.length ?? 0;

export function roundLine(number: number, result: RoundResult, seconds: number): string {
  const { befallen, acknowledged, askedAgain, events, verdict } = result;
  return [
    `round ${String(number).padStart(3)}  acknowledged ${String(acknowledged)}, asked again ${String(askedAgain)}`,
    `lost ${String(verdict.lost.length)}`,
    `duplicated ${String(verdict.duplicated.length)}`,
    `wrong ${String(verdict.wrong.length)}`,
    `${String(events)} events`,
    `${seconds.toFixed(1)} s: ${befallen.map(({ words }: Befallen) => words).join('; ')}`,
  ].join(', ');
}

export function summary({ seed, engine }: Options, totals: Totals): string {
  const { rounds, kills, harms, acknowledged, lost, duplicated, wrong } = totals;
  return (
    `seed ${String(seed)}, ${engine}: ${String(rounds)} rounds, ${String(kills)} kills, ${String(harms.freeze)} freezes, ` +
    `${String(harms.disk)} full disks, ${String(harms.cut)} cuts, ` +
    `${String(acknowledged)} acknowledged, ${String(lost)} lost, ${String(duplicated)} duplicated, ${String(wrong)} wrong`
  );
}

export function report({ lost, duplicated, wrong }: Verdict): readonly string[] {
  return [...some('LOST', lost), ...some('DUPLICATED', duplicated), ...some('WRONG', wrong)];
}

function some(kind: string, violations: readonly string[]): readonly string[] {
  const lines = violations
    .slice(0, MOST_LINES)
    .map((violation) => `${kind}  ${violation.slice(0, LINE_CHARS)}`);
  const left = violations.length - lines.length;
  return left === 0 ? lines : [...lines, `${kind}  and ${String(left)} more`];
}

export function again({ seed, engine, only, stops, planted }: Options, round: number): string {
  const what = [...only, ...(stops > 0 ? ['steps'] : [])];
  return [
    `npm run torture -- --seed ${String(seed)} --engine ${engine} --rounds ${String(round)}`,
    ...(only.size === HARMS.length ? [] : [`--only ${what.join(',')}`]),
    ...(planted === undefined ? [] : [`--planted '${planted.name}'`]),
  ].join(' ');
}
