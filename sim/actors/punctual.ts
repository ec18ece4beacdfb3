import { type OrderStory, textIn } from '../laws/order-story.js';
import type { Instance, World } from '../world/world.js';

/** Of a thousand deadlines of orders, so many are looked at when they come. Of quotes, all: few are left to end by themselves. */
const LOOKED_AT_PERMILLE = 200;
const DEADLINES = 'deadlines';

/**
 * The program looks for what is due at the very instant of a deadline, twice: where nothing went wrong meanwhile, what was due is over
 * then.
 */
export function deadlinesAreMet(world: World, stories: ReadonlyMap<string, OrderStory>): void {
  const wishes = world.diceFor('punctual');
  world.onEvent(({ type, data }) => {
    const orderId = textIn(data, 'orderId');
    const story = stories.get(orderId);
    const due = story?.due ?? null;
    if (story === undefined || due === null || type.startsWith('Payment')) return;
    if (wishes.permille(LOOKED_AT_PERMILLE)) lookAt(world, due, orderId, () => story.due === due);
  });
}

/** The same, of conversations about a price. */
export function quotesEndInTime(world: World): void {
  world.onEvent(({ type, data }) => {
    if (type !== 'QuoteAsked') return;
    const quoteId = textIn(data, 'quoteId');
    const isOpen = () => !world.log.stream(`quote-${quoteId}`).some(isEnd);
    lookAt(world, textIn(data, 'expiresAt'), quoteId, isOpen);
  });
}

function lookAt(world: World, due: string, what: string, isWaiting: () => boolean): void {
  const { time, log, faults } = world;
  time.after(Date.parse(due) - time.nowMs, () => {
    const [instance] = world.up;
    if (instance === undefined || world.isShared || !isWaiting()) return;
    const [starts, befallen] = [world.starts, faults.happened.length];
    void lookTwice(instance, log.end).then((hasLooked) => {
      const isUntroubled = world.starts === starts && faults.happened.length === befallen;
      if (hasLooked && isUntroubled && !time.wereClocksSet && isWaiting())
        world.broke(`${what}: was due at ${due}, was looked at then, and is still open`);
    });
  });
}

const isEnd = ({ type }: { readonly type: string }): boolean =>
  /^Quote(Accepted|Declined|Expired)$/.test(type);

/** The first look may be one that had begun before. Answers whether all that was in the log was looked at. */
async function lookTwice({ application }: Instance, end: bigint): Promise<boolean> {
  try {
    if (!(await application.projections.waitFor(DEADLINES, end, 0))) return false;
    await application.deadlines.scan();
    await application.deadlines.scan();
    return true;
  } catch {
    return false;
  }
}
