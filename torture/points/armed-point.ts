import type { Dice } from '../../sim/world/dice.js';
import type { EngineName } from '../stores/names.js';
import { PLACES } from './places.js';

/** Where the program is to be killed. */
export interface ArmedPoints {
  /** `before append order`, for one. Of several, at the first that it comes to. */
  readonly points: readonly string[];
  /** At which passing; from 1. */
  readonly pass: number;
}

const MOST_PASSES = 6;

/** Every point, and how often the program was killed there. */
export class Points {
  readonly #hits = new Map<string, number>();
  readonly #tries = new Map<string, number>();

  constructor(
    private readonly dice: Dice,
    engine: EngineName,
  ) {
    const there = PLACES.filter(({ engines }) => engines?.includes(engine) ?? true);
    const names = new Set(there.flatMap((place) => place.names));
    for (const name of names) for (const side of ['before', 'after']) this.#hits.set(`${side} ${name}`, 0);
  }

  /** One of those that were tried least. */
  next(): ArmedPoints {
    const tries = [...this.#hits.keys()].map((point) => ({ point, times: this.#tries.get(point) ?? 0 }));
    const least = Math.min(...tries.map(({ times }) => times));
    const point = this.dice.oneOf(tries.filter(({ times }) => times === least).map((each) => each.point));
    this.#tries.set(point, least + 1);
    return { points: [point], pass: this.dice.between(1, MOST_PASSES) };
  }

  killedAt(point: string): void {
    this.#hits.set(point, (this.#hits.get(point) ?? 0) + 1);
  }

  get summary(): string {
    const hit = [...this.#hits].filter(([, times]) => times > 0);
    return `killed at ${String(hit.length)} of ${String(this.#hits.size)} named points`;
  }
}
