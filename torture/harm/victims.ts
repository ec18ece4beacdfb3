import type { Dice } from '../../sim/world/dice.js';
import type { Points } from '../points/armed-point.js';
import type { Instance } from '../program/instance.js';
import type { Engine } from '../stores/engine.js';
import type { SmallDisk } from '../stores/small-disk.js';

/** What there is to be hurt, and with what luck. */
export interface Victims {
  readonly instances: readonly Instance[];
  readonly engine: Pick<Engine, 'networks'>;
  /** The folder of the first instance, where its files are. */
  readonly dataDir: string;
  readonly disk: SmallDisk | undefined;
  readonly points: Points;
  readonly dice: Dice;
}

export interface Harm {
  /** Why it cannot be done here, if it cannot. */
  whyNot(victims: Victims): string | undefined;
  /** Does it, and takes back what can be taken back. @returns what was done, in words */
  befall(victims: Victims): Promise<string>;
}
