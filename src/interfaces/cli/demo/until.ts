import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 20;
const TRIES = 400;

/**
 * Looks again and again until the fact is there, and answers it.
 *
 * @param look answers `undefined` while it is not
 * @throws Error that names the fact, when it does not come within 400 looks (8 seconds and more)
 */
export async function until<Fact>(what: string, look: () => Promise<Fact | undefined>): Promise<Fact> {
  for (let tries = 0; tries < TRIES; tries++) {
    const fact = await look();
    if (fact !== undefined) return fact;
    await pause(EVERY_MS);
  }
  throw new Error(`waited in vain until ${what}`);
}
