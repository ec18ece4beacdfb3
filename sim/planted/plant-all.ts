import { readFile } from 'node:fs/promises';
import { MONEY_RULES } from '../../src/domain/money-rules/rules.js';
import { Crew, SilentWorldError } from '../crew.js';
import type { Options } from '../options.js';
import type { WorldResult } from '../run-world.js';
import type { PlantedFault } from './planted-fault.js';
import { planted } from './planting.js';

/** Where a fault was found, and what it broke. */
interface Found {
  readonly seed: number;
  readonly law: string;
}

/** Plants each fault by itself, and says how many worlds it took to find it. Answers 1 where one was not found or not planted. */
export async function plantAll(
  faults: readonly PlantedFault[],
  { from, seeds }: Options,
  say: (text: string) => void,
  tell: (text: string) => void,
): Promise<number> {
  let found = 0;
  for (const fault of faults) {
    const trouble = await troubleOf(fault);
    if (trouble !== undefined) {
      say(`NOT PLANTED  ${fault.name}: ${trouble}`);
      continue;
    }
    tell(fault.name);
    const { tried, first } = await look(fault, from, seeds);
    if (first === undefined) {
      say(`NOT FOUND    in ${String(tried)} worlds: ${fault.name}`);
      continue;
    }
    found += 1;
    say(`${String(tried).padStart(5)} worlds  ${fault.name}: ${first.law.slice(0, 200)}`);
    say(`              see it with: npm run sim -- --replay ${String(first.seed)} --planted "${fault.name}"`);
  }
  say(`${String(found)} of ${String(faults.length)} planted faults found`);
  return found === faults.length ? 0 : 1;
}

/** Why it cannot be planted: the code has changed. */
async function troubleOf(fault: PlantedFault): Promise<string | undefined> {
  try {
    planted(fault, await readFile(new URL(`../../src/${fault.module}.js`, import.meta.url), 'utf8'));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The law by which it is found: the first that broke; of one that is planted for a money rule, that rule. */
const foundBy = ({ breaks }: PlantedFault, { broken }: WorldResult): string | undefined =>
  broken.find((law) => breaks === undefined || law.includes(MONEY_RULES[breaks]));

async function look(
  fault: PlantedFault,
  from: number,
  seeds: number,
): Promise<{ readonly tried: number; readonly first: Found | undefined }> {
  const crew = new Crew(fault);
  const orders = Array.from({ length: seeds }, (_, index) => ({ seed: from + index }));
  let tried = 0;
  let broken: WorldResult | undefined;
  try {
    await crew.runAll(orders[Symbol.iterator](), (result) => {
      tried += 1;
      if (foundBy(fault, result) !== undefined) broken = result;
      return broken !== undefined;
    });
    if (broken === undefined) return { tried, first: undefined };
    // Once more, with names for ids.
    const { seed } = broken;
    const again = await crew.run({ seed, keepsTrace: true });
    return { tried, first: { seed, law: foundBy(fault, again) ?? '' } };
  } catch (error) {
    if (!(error instanceof SilentWorldError)) throw error;
    return { tried: tried + 1, first: { seed: error.seed, law: error.message } };
  } finally {
    await crew.end();
  }
}
