import type { PlayedOrder, Stage } from '../stage.js';

/** One story of the product, from ordering to where it rests. */
export interface Journey {
  readonly title: string;
  /** Answers every order that was placed in it. */
  readonly play: (stage: Stage) => Promise<readonly PlayedOrder[]>;
}

export const MINUTE_S = 60;
export const DAY_S = 24 * 60 * MINUTE_S;
