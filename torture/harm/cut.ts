import { setTimeout as pause } from 'node:timers/promises';
import type { Harm, Victims } from './victims.js';

const LATEST_MS = 800;
const CUT_MS = [200, 2_500] as const;

/** One of its stores is out of reach: nobody is there, or nobody answers. */
export const cut: Harm = {
  whyNot: ({ engine }) => (engine.networks.length === 0 ? 'its stores are files' : undefined),
  async befall({ engine, dice }: Victims) {
    const network = dice.oneOf(engine.networks);
    const cutMs = dice.between(...CUT_MS);
    const isSilent = dice.permille(500);
    await pause(dice.between(0, LATEST_MS));
    if (isSilent) network.silence();
    else network.cut();
    await pause(cutMs);
    network.mend();
    return `a store ${isSilent ? 'silent' : 'cut off'} for ${(cutMs / 1_000).toFixed(1)} s`;
  },
};
