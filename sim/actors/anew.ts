import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import { RebuildDocuments } from '../../src/application/read-models/mend-documents.js';
import type { Dice } from '../world/dice.js';
import type { World } from '../world/world.js';
import { DAY_MS, MINUTE_MS } from './cast.js';

const ADMIN = { role: 'admin', id: 'admin_2' } as const;
/** Of a thousand worlds. */
const COMES_PERMILLE = 200;
const KEYS_AT_ONCE = 3;
const LOOKS_AFTER_MS = 10 * MINUTE_MS;

/**
 * An admin has documents made anew, at whatever moment, without a reason: what serves is what the log makes, so that nothing may differ. But
 * where the server forgets, where another instance may have gone on, and between the end of somebody's key and its proof in the log.
 */
export function documentsAreMadeAnew(world: World): void {
  const dice = world.diceFor('documents are made anew');
  if (!dice.permille(COMES_PERMILLE)) return;
  for (let times = dice.between(1, 4); times > 0; times -= 1) {
    const { name } = dice.oneOf(ALL_PROJECTIONS);
    world.time.after(dice.between(0, 12 * DAY_MS), () => {
      const which = dice.permille(300)
        ? { from: BigInt(world.log.end) }
        : { keys: someKeys(world, name, dice) };
      void world.ask(ADMIN, (context) => new RebuildDocuments(name, which, context));
      world.time.after(LOOKS_AFTER_MS, () => lookAt(world, name));
    });
  }
}

/** Of documents that are there; and one that is not. */
function someKeys(world: World, name: string, dice: Dice): readonly string[] {
  const { serving } = world.buildsOf(name) ?? {};
  const all = [...(world.documents.collections.get(serving ?? '')?.keys() ?? []), 'of nothing'];
  return Array.from({ length: dice.between(1, KEYS_AT_ONCE) }, () => dice.oneOf(all));
}

function lookAt(world: World, name: string): void {
  const isExcused =
    world.documents.isForgetful ||
    world.isShared ||
    world.log.events.some(({ type }) => type === 'ErasureRequested');
  const differed = (world.buildsOf(name)?.anew ?? []).filter(({ made }) => made?.outcome === 'differed');
  if (differed.length > 0 && !isExcused)
    world.broke(`${name}: made anew, documents differ from what served: ${JSON.stringify(differed)}`);
}
