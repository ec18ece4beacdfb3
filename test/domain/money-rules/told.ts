import type { ShoutoutsEvent } from '../../../src/domain/all-events.js';
import { creatorAccountId } from '../../../src/domain/creator-account/account.js';
import type { OrderId } from '../../../src/domain/ids.js';
import type { Instant } from '../../../src/domain/time.js';
import { chargebackLostAt } from '../order/story.js';
import { CREATOR_ID } from '../people.js';

/** An event, whose stream it is in, and who did it where that is not who it names. */
export type Told = readonly [streamId: string, event: ShoutoutsEvent, by?: string];

export const ACCOUNT_ID = creatorAccountId(CREATOR_ID, 'TRY');

export const ofOrder = (orderId: OrderId, events: readonly ShoutoutsEvent[]): readonly Told[] =>
  events.map((event) => [orderId, { ...event, data: { ...event.data, orderId } } as ShoutoutsEvent] as const);

export const lostAfterDelivery = (lostAt: Instant): ShoutoutsEvent => {
  const { type, data } = chargebackLostAt(lostAt);
  return { type, data: { ...data, heldMoney: null } };
};
