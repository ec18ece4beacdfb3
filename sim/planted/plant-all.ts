import { Crew } from '../crew.js';
import type { WorldResult } from '../run-world.js';
import { PLANTED_FAULTS } from './planted-faults.js';

/** Plants each fault by itself, and says how many seeds it took to find it. Answers how many were not found. */
export async function plantAll(
  which: string,
  seeds: number,
  say: (text: string) => void,
  tell: (text: string) => void,
): Promise<number> {
  const wanted = PLANTED_FAULTS.filter(({ name }) => which === 'all' || name.includes(which));
  if (wanted.length === 0)
    throw new Error(
      `--planted takes "all" or a part of a name: ${PLANTED_FAULTS.map(({ name }) => name).join('; ')}`,
    );
  let missed = 0;
  for (const fault of wanted) {
    tell(fault.name);
    const crew = new Crew(fault);
    let found: WorldResult | undefined;
    let tried = 0;
    const orders = Array.from({ length: seeds }, (_, index) => ({ seed: index + 1 }));
    await crew.runAll(orders[Symbol.iterator](), (result) => {
      tried += 1;
      if (result.broken.length > 0) found = result;
      return found !== undefined;
    });
    await crew.end();
    if (found === undefined) missed += 1;
    say(
      found === undefined
        ? `NOT FOUND   in ${String(tried)} seeds: ${fault.name}`
        : `${String(tried).padStart(5)} seeds  ${fault.name}: ${found.broken[0]?.slice(0, 160) ?? ''} (seed ${String(found.seed)})`,
    );
  }
  say(`${String(wanted.length - missed)} of ${String(wanted.length)} planted faults found`);
  return missed === 0 ? 0 : 1;
}
