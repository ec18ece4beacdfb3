import { ALL_OVER } from './all-over.js';
import { IN_INSTANTS } from './instants.js';
import { IN_MONEY_RULES } from './money-rules.js';
import { IN_MONEY } from './money.js';
import { IN_ORDERS } from './orders.js';
import { IN_PAYOUTS } from './payouts.js';
import { IN_PEOPLE } from './people.js';
import type { PlantedFault } from './planted-fault.js';
import { IN_READ_MODELS } from './read-models.js';
import { IN_REFUSALS } from './refusals.js';
import { IN_RUNTIME } from './runtime.js';

/** What the simulator must find, each by itself. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  ...ALL_OVER,
  ...IN_ORDERS,
  ...IN_MONEY,
  ...IN_MONEY_RULES,
  ...IN_PAYOUTS,
  ...IN_REFUSALS,
  ...IN_INSTANTS,
  ...IN_PEOPLE,
  ...IN_RUNTIME,
  ...IN_READ_MODELS,
];
