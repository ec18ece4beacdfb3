import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import { DrivenElsewhereError } from '../../src/application/runtime/projection-lifecycle.js';
import type { World } from '../world/world.js';
import { DAY_MS } from './cast.js';

/** Read models are built anew while the program runs, and now and then that is stopped and begun again. */
export function analystsRebuild(world: World): void {
  const { wishes, time, trace, faults } = world;
  if (!wishes.permille(250)) return;
  for (let times = wishes.between(1, 4); times > 0; times -= 1)
    time.after(wishes.between(0, 12 * DAY_MS), () => {
      const { name } = wishes.oneOf(ALL_PROJECTIONS);
      const isStopped = wishes.permille(300);
      const runtime = world.someInstance()?.application.projections;
      if (runtime === undefined || faults.areOver) return;
      time.news();
      trace.tell('analyst', `rebuilds ${name}`);
      const asked = async (what: () => Promise<unknown>) => {
        try {
          trace.tell('analyst', `${name}: ${String(await what())}`);
        } catch (error) {
          if (!(error instanceof DrivenElsewhereError))
            world.broke(`a rebuild of ${name} failed: ${String(error)}`);
        }
      };
      void asked(async () => runtime.rebuild(name));
      if (isStopped)
        void time.work(wishes.between(0, 500)).then(() => asked(() => runtime.stopRebuild(name)));
    });
}
