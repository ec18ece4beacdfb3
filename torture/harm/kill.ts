import { setTimeout as pause } from 'node:timers/promises';
import type { Instance } from '../program/instance.js';
import type { Harm, Victims } from './victims.js';

const AT_POINT_PERMILLE = 700;
const LATEST_MS = 2_000;
const POINT_WITHIN_MS = 3_000;

/** By -9 at any moment; and then, often, at a named point of what comes after. */
export const kill: Harm = {
  whyNot: () => undefined,
  async befall({ instances, points, dice }: Victims) {
    const instance = dice.oneOf(instances);
    await pause(dice.between(0, LATEST_MS));
    await instance.kill();
    if (!dice.permille(AT_POINT_PERMILLE)) {
      instance.start();
      return 'killed';
    }
    const armed = points.next();
    instance.start(armed);
    const here = await killedAt(instance);
    instance.start();
    if (here === undefined) return `killed, and killed without having come ${armed.points.join(' or ')}`;
    points.killedAt(here);
    return `killed, and killed ${here}`;
  },
};

/** @returns undefined where it did not come there in time: then it is killed anyway */
async function killedAt(instance: Instance): Promise<string | undefined> {
  const passing = instance.ready().then(() => pause(POINT_WITHIN_MS));
  await Promise.race([instance.ended, passing.catch(() => instance.ended)]);
  await instance.kill();
  return instance.killedAt;
}
