import { jest } from '@jest/globals';
import fc from 'fast-check';

/** Which hostile input is made: the same each time, unless `HOSTILE_SEED` says otherwise. */
export const SEED = Number(process.env['HOSTILE_SEED'] ?? '1');

/** How many times as much of it, for an hour of new seeds instead of some seconds of known ones. */
const TIMES = Number(process.env['HOSTILE_TIMES'] ?? '1');

/** On a machine that does much else, and for more of it: every test of a file that has seeds may take so long. */
const PATIENCE_MS = 120_000 * TIMES;
jest.setTimeout(PATIENCE_MS);

/** For the name of a suite, so that every report says how to see the same again. */
export const SEEDED = `HOSTILE_SEED=${String(SEED)}`;

/** @throws with the smallest input that fails, and the seed that makes it */
export const everyInput = <Input>(
  inputs: fc.Arbitrary<Input>,
  runs: number,
  holds: (input: Input) => Promise<void>,
): Promise<void> =>
  fc.assert(fc.asyncProperty(inputs, holds), {
    seed: SEED,
    numRuns: runs * TIMES,
    // The search for a smaller input is given up before the test is.
    interruptAfterTimeLimit: PATIENCE_MS / 2,
  });

/** For what never happens the same way twice: no smaller input is looked for. */
export const inputsOf = <Input>(inputs: fc.Arbitrary<Input>, many: number): readonly Input[] =>
  fc.sample(inputs, { seed: SEED, numRuns: many * TIMES });
