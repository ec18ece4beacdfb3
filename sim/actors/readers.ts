import { GetOrder } from '../../src/application/orders/get-order.js';
import { makeId } from '../../src/domain/ids.js';
import { type Instant, instant } from '../../src/domain/time.js';
import { type OrderStory, textIn } from '../laws/order-story.js';
import type { World } from '../world/world.js';
import { type Look, looksAt } from './looks.js';

/** After so many of a thousand events of an order, somebody reads. */
const READ_PERMILLE = 80;
/** After each of these its creator looks at what there is to be had. */
const MOVES_EARNINGS = /^(VideoDelivered|Earning(Lost|Disputed|Released|TakenBack))$/;
/** These name no order; after each of them as well, the creator looks at the account. */
const MOVES_ACCOUNT = /^Payout(Reserved|Paid|Failed|Returned|PartReturned|Differed|HoldPlaced|HoldReleased)$/;

/**
 * People look: at their orders, lists and sums, and at what is not theirs. Whoever asks for everything that is in the log is shown what
 * somebody else makes of the same log.
 */
export function peopleRead(world: World, stories: ReadonlyMap<string, OrderStory>): void {
  const dice = world.diceFor('readers');
  const { log, time, documents } = world;

  const look = async ({ query, what, expected, shown }: Look): Promise<void> => {
    const { end } = log;
    const answer = await world.read(query, dice);
    if (answer === undefined || log.end !== end) return;
    const told = shown(answer.shown as never);
    // Of a document that is set aside, whoever asks for all of it is told to ask later; a list is as it was before.
    const isStale = world.brokenReadModel !== undefined && !(query instanceof GetOrder);
    if (told !== expected && !isStale) world.broke(`${what}: is shown ${told}, and it is ${expected}`);
  };

  const lookLater = async (story: OrderStory, isMeant: (one: Look) => boolean): Promise<void> => {
    await time.work(dice.between(0, 5_000));
    const strangerId = makeId('fan', dice.uuid(time.nowMs));
    // Also as of the very instant when an earning is to be had.
    const now = dice.permille(500) ? undefined : (story.availableAt as Instant | null);
    const all = [...stories.values()];
    const looks = looksAt(story, { all, strangerId, now: now ?? instant(time.nowMs), log });
    await look(dice.oneOf(looks.filter(isMeant)));
  };

  const ofCreator = (creatorId: string): OrderStory | undefined =>
    [...stories.values()].find(({ placed }) => placed['creatorId'] === creatorId);

  world.onEvent(({ type, data }) => {
    const isOfAccount = MOVES_ACCOUNT.test(type);
    const story = isOfAccount ? ofCreator(textIn(data, 'creatorId')) : stories.get(textIn(data, 'orderId'));
    // What a server forgot may be shown as it was, until its writer has heard of it.
    if (story === undefined || documents.isForgetful) return;
    if (isOfAccount) void lookLater(story, ({ what }) => what.startsWith('account of'));
    else if (dice.permille(READ_PERMILLE)) void lookLater(story, () => true);
    if (MOVES_EARNINGS.test(type)) void lookLater(story, ({ what }) => /^(earnings|account) of/.test(what));
  });
}
