import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** What a seed decides, for one purpose: the purposes draw apart, so that fewer faults do not change what users want. */
export class Dice {
  readonly #generator: RandomGenerator;

  constructor(
    private readonly seed: number,
    private readonly purpose: string,
  ) {
    this.#generator = xoroshiro128plus(hashOf(`${String(seed)} ${purpose}`));
  }

  /** Dice of their own for a part of the purpose. */
  for(part: string): Dice {
    return new Dice(this.seed, `${this.purpose} ${part}`);
  }

  /** A whole number, both ends included. */
  between(from: number, to: number): number {
    return uniformInt(this.#generator, from, to);
  }

  /** True in so many of a thousand cases. */
  permille(share: number): boolean {
    return share > 0 && this.between(0, 999) < share;
  }

  oneOf<T>(choices: readonly T[]): T {
    const choice = choices[this.between(0, choices.length - 1)];
    if (choice === undefined) throw new RangeError('there is nothing to choose from');
    return choice;
  }

  /** One of the keys, as often as its weight says. */
  weighted<Choice extends string>(weights: Readonly<Record<Choice, number>>): Choice {
    const entries = Object.entries<number>(weights);
    let left = this.between(
      1,
      entries.reduce((sum, [, weight]) => sum + weight, 0),
    );
    for (const [choice, weight] of entries) {
      left -= weight;
      if (left <= 0) return choice as Choice;
    }
    throw new RangeError('there is nothing to choose from');
  }

  /** A UUID of version 7 whose time is that of the world. */
  uuid(nowMs: number): string {
    const hex = (digits: number): string =>
      this.between(0, 16 ** digits - 1)
        .toString(16)
        .padStart(digits, '0');
    const time = nowMs.toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`;
  }
}

/** FNV-1a, and the end of MurmurHash3, so that texts that differ by a digit are far apart: a world has hundreds of dice. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
