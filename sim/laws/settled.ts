import type { World } from '../world/world.js';
import type { AllBooks, Books } from './books.js';
import { textIn } from './order-story.js';

/** Nothing is left to be done about the order, by anybody but people who have been told. */
export function isSettled({
  ending,
  isDelivered,
  isDisputed,
  isTakenBack,
  hasFailed,
  paidMinor,
  refundedMinor,
}: Books): boolean {
  if (isDisputed) return false;
  if (isDelivered || isTakenBack) return true;
  if (ending === undefined) return false;
  return refundedMinor === paidMinor || hasFailed;
}

/** At the end of a world, when all is calm: every order has ended, our books are the provider's, and nothing is unknown. */
export function checkEnd(world: World, { orders }: AllBooks): void {
  for (const books of orders.values()) {
    const { orderId } = books;
    if (books.priceMinor === 0) continue;
    if (!isSettled(books)) world.broke(`${orderId}: has not ended (${books.ending ?? 'open'})`);
    if (books.isDelivered && books.refundedMinor > 0 && books.cases === 0)
      world.broke(`${orderId}: was given back in part, and there is no case`);
    const { paidMinor, refundedMinor, withdrawnMinor, providerFeesMinor } = books;
    const ours = paidMinor - refundedMinor - withdrawnMinor - providerFeesMinor;
    const theirs = Number(world.provider.balanceOf(orderId));
    if (ours !== theirs && books.cases === 0)
      world.broke(
        `${orderId}: our books say ${String(ours)}, the provider's ${String(theirs)}, and there is no case`,
      );
  }
  checkProvider(world, [...orders.keys()]);
  checkKnown(world);
}

/** One payment for an order. */
function checkProvider(world: World, orderIds: readonly string[]): void {
  for (const orderId of orderIds)
    if (world.provider.paymentsOf(orderId) > 1)
      world.broke(`${orderId}: two payments were made at the provider`);
}

const TOLD_TO_THE_ORDER = ['create', 'refund', 'evidence'];

/** What became of a refund, and of evidence, is told to the order, which is settled or not; and creating a payment moves nothing. */
function checkKnown(world: World): void {
  const last = new Map(world.log.events.map((event) => [event.stream, event]));
  for (const { stream, type, data } of last.values())
    if (type === 'ProviderOutcomeUnknown' && !TOLD_TO_THE_ORDER.includes(textIn(data, 'call')))
      world.broke(`${stream}: what the provider did is not known`);
}

/** Nothing is in the log twice. */
export function checkOnce(world: World): void {
  const { log } = world;
  const ids = new Set<string>();
  for (const { id } of log.events) {
    if (ids.has(id)) world.broke(`the event ${id} is in the log twice`);
    ids.add(id);
  }
}
