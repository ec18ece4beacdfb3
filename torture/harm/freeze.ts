import { setTimeout as pause } from 'node:timers/promises';
import type { Harm, Victims } from './victims.js';

const LATEST_MS = 800;
const FROZEN_MS = [150, 2_500] as const;

/** It stands still, and goes on without knowing. */
export const freeze: Harm = {
  whyNot: () => undefined,
  async befall({ instances, dice }: Victims) {
    const instance = dice.oneOf(instances);
    const frozenMs = dice.between(...FROZEN_MS);
    await pause(dice.between(0, LATEST_MS));
    instance.freeze();
    await pause(frozenMs);
    instance.thaw();
    return `frozen for ${(frozenMs / 1_000).toFixed(1)} s`;
  },
};
