import { RequestErasure } from '../../src/application/erasure/request-erasure.js';
import type { World } from '../world/world.js';
import { asCreator, asFan, type Cast, DAY_MS } from './cast.js';

/** Some ask to be forgotten, in the middle of whatever goes on. */
export function peopleEraseThemselves(world: World, { fans, creators }: Cast): void {
  const { wishes, time } = world;
  for (const id of fans)
    if (wishes.permille(150))
      time.after(wishes.between(0, 8 * DAY_MS), () => {
        void world.ask(asFan(id), (context) => new RequestErasure(id, context));
      });
  for (const { id } of creators)
    if (wishes.permille(80))
      time.after(wishes.between(0, 8 * DAY_MS), () => {
        void world.ask(asCreator(id), (context) => new RequestErasure(id, context));
      });
}
