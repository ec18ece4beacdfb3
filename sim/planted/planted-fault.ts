import type { MoneyRule } from '../../src/domain/money-rules/rules.js';

/** A mistake that somebody might make: one place of one module, as it is compiled. */
export interface PlantedFault {
  readonly name: string;
  /** The rule that it is planted for: it is found by a world in which this one is broken, whatever else is. */
  readonly breaks?: MoneyRule;
  /** Below `src/`, without its ending. */
  readonly module: string;
  readonly find: string;
  readonly replace: string;
}
