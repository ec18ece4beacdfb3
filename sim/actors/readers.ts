import { makeId } from '../../src/domain/ids.js';
import { instant } from '../../src/domain/time.js';
import { type OrderStory, textIn } from '../laws/order-story.js';
import { queryIdOf } from '../world/handlers.js';
import type { World } from '../world/world.js';
import { type Look, looksAt } from './looks.js';

/** After so many of a thousand events of an order, somebody reads. */
const READ_PERMILLE = 80;

const MAY_BE_SAID: ReadonlySet<string> = new Set([
  'ReadModelBehindError',
  'ReadModelsUnavailableError',
  'EventStoreUnavailableError',
]);

/**
 * People look: at their orders, lists and sums, and at what is not theirs. Whoever asks for everything that is in the log is shown what
 * somebody else makes of the same log.
 */
export function peopleRead(world: World, stories: ReadonlyMap<string, OrderStory>): void {
  const dice = world.diceFor('readers');
  const { log, time, documents } = world;

  const look = async ({ query, what, expected, shown }: Look): Promise<void> => {
    const { up } = world;
    const { end } = log;
    if (up.length === 0) return;
    const handler = dice.oneOf(up).queries.get(queryIdOf(query));
    if (handler === undefined) throw new Error(`nobody handles ${query.constructor.name}`);
    try {
      const told = shown((await handler.execute(query)) as never);
      if (log.end === end && told !== expected)
        world.broke(`${what}: is shown ${told}, and it is ${expected}`);
    } catch (error) {
      if (!MAY_BE_SAID.has((error as Error).name)) world.broke(`${what}: ${String(error)}`);
    }
  };

  world.onEvent(({ data }) => {
    const story = stories.get(textIn(data, 'orderId'));
    // What a server forgot may be shown as it was, until its writer has heard of it.
    if (story === undefined || documents.isForgetful || !dice.permille(READ_PERMILLE)) return;
    void time.work(dice.between(0, 5_000)).then(() => {
      const strangerId = makeId('fan', dice.uuid(time.nowMs));
      const now = instant(time.nowMs);
      return look(dice.oneOf(looksAt(story, { all: [...stories.values()], strangerId, now, end: log.end })));
    });
  });
}
