import { describe, expect, it } from '@jest/globals';
import { runWorld } from '../../sim/run-world.js';
import { shrink } from '../../sim/shrink.js';

/** `npm run sim` has hundreds of them: under Jest a world takes a second, and on a busy machine some. */
const WORLDS = 5;
const WITHIN_MS = 120_000;

describe('simulated worlds', () => {
  it(
    'keep every law',
    async () => {
      for (let seed = 1; seed <= WORLDS; seed += 1)
        expect({ seed, broken: (await runWorld({ seed })).broken }).toEqual({ seed, broken: [] });
    },
    WITHIN_MS,
  );

  it(
    'nearly all have orders, for nobody gives up in the first storm',
    async () => {
      let withOrders = 0;
      for (let seed = 101; seed <= 100 + WORLDS; seed += 1)
        if ((await runWorld({ seed })).orders > 0) withOrders += 1;
      expect(withOrders).toBeGreaterThanOrEqual(WORLDS - 1);
    },
    WITHIN_MS,
  );

  it(
    'come out the same from the same seed, and otherwise from another one',
    async () => {
      const [first, again, other] = [
        await runWorld({ seed: 7 }),
        await runWorld({ seed: 7 }),
        await runWorld({ seed: 8 }),
      ];
      expect(again.digest).toBe(first.digest);
      expect(other.digest).not.toBe(first.digest);
    },
    WITHIN_MS,
  );

  it(
    'are the same but for the faults that are left out',
    async () => {
      const whole = await runWorld({ seed: 8 });
      const numbers = whole.faults.map(({ number }) => number);
      expect(numbers.length).toBeGreaterThan(0);
      expect((await runWorld({ seed: 8, leftOut: new Set(numbers) })).faults.length).toBeLessThan(
        numbers.length,
      );
    },
    WITHIN_MS,
  );
});

describe('a world that breaks a law', () => {
  it('is made smaller, down to the faults that it takes', async () => {
    const whole = await runWorld({ seed: 8 });
    const culprit = whole.faults.at(3)?.number ?? 0;
    const resultOf = (leftOut: readonly number[]) => {
      const faults = whole.faults.filter(({ number }) => !leftOut.includes(number));
      return { ...whole, faults, broken: faults.some(({ number }) => number === culprit) ? ['a law'] : [] };
    };
    const { result } = await shrink(8, resultOf([]), ({ leftOut = [] }) =>
      Promise.resolve(resultOf(leftOut)),
    );
    expect(result.faults.map(({ number }) => number)).toEqual([culprit]);
  });
});
