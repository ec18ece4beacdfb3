import { SEALED_EVENTS } from '../../src/application/events/event-codec.js';
import { auditBatch } from '../../src/application/finance/audit-batch.js';
import { MONEY_RULES_COLLECTION } from '../../src/application/finance/stored-notes.js';
import type { World } from '../world/world.js';

/** What the watch keeps of a batch until all of it is written. */
const HEAD = 'head';
const EMPTY = { getMany: () => Promise.resolve([]) };

/** Whether the watch over the money rules has come to the end of the log, on whichever instance. */
export const hasWatchedAll = ({ up, log }: World): boolean =>
  up.some(({ application }) => application.moneyWatch.status().position === log.end);

/** What the watch has noted down, killed and taken over between its writes, is what one reading of the whole log comes to. */
export async function checkWatch(world: World): Promise<void> {
  const { documents, log } = world;
  if (!hasWatchedAll(world))
    world.broke('the watch over the money rules does not come to the end of the log');
  const events = await SEALED_EVENTS.decode(log.events, 'left sealed');
  const { writes } = await auditBatch(EMPTY, 'fresh', events);
  const kept = new Map(documents.collections.get(MONEY_RULES_COLLECTION.name));
  kept.delete(HEAD);
  for (const { id, doc } of writes) {
    const [noted, expected] = [JSON.stringify(kept.get(id)?.doc), JSON.stringify(doc)];
    if (noted !== expected)
      world.broke(`the watch has noted ${id} as ${noted ?? 'nothing'}, and it is ${expected}`);
    kept.delete(id);
  }
  for (const id of kept.keys()) world.broke(`the watch has noted ${id}, and the log has no such thing`);
}
