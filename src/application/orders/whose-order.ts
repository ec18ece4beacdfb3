import type { Order, PlacedOrder } from '../../domain/order/order.js';
import { type Decision, reject } from '../../domain/rejection.js';
import type { Instant } from '../../domain/time.js';
import type { Actor } from '../events/metadata.js';

type Decide<E> = (order: PlacedOrder, now: Instant) => Decision<E>;

/** Somebody else's order does not exist for the asker: 404, not 403. */
const onlyIf =
  <E>(isTheirs: (order: PlacedOrder) => boolean, decide: Decide<E>) =>
  (order: Order, now: Instant): Decision<E> =>
    order.status !== 'none' && isTheirs(order)
      ? decide(order, now)
      : reject('order_not_found', 'there is no such order');

export const asItsFan = <E>(actor: Actor, decide: Decide<E>) =>
  onlyIf(({ facts }) => facts.fanId === actor.id, decide);

/** Nor does an order that was never paid, for its creator (product.md: the creator never sees an unpaid order). */
export const isThereForCreator = (order: Order, creatorId: string): order is PlacedOrder =>
  order.status !== 'none' &&
  order.status !== 'awaiting_payment' &&
  order.payment !== null &&
  order.facts.creatorId === creatorId;

export const asItsCreator = <E>(actor: Actor, decide: Decide<E>) =>
  onlyIf((order) => isThereForCreator(order, actor.id), decide);

/** Staff, and the system itself. */
export const asAnybody = <E>(decide: Decide<E>) => onlyIf(() => true, decide);
