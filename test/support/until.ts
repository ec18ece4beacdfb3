import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

const WITHIN_MS = 15_000;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/** Asks again and again until the answer is as it should be, and answers it. @throws with the last answer when it never is */
export async function until<Fact>(
  read: () => Promise<Fact>,
  holds: (fact: Fact) => boolean,
  withinMs = WITHIN_MS,
): Promise<Fact> {
  const giveUpAt = performance.now() + withinMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const fact = await read();
    if (holds(fact)) return fact;
    if (performance.now() > giveUpAt)
      throw new Error(
        `not true within ${String(withinMs)} ms (${String(holds)}): ${inspect(fact, { depth: null })}`,
      );
    await pause(pauseMs);
  }
}
