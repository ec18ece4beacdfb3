import { TAKES, type TakenType, toldOf } from '../../../src/application/processes/earnings-process.js';
import type { DecodedEvent } from '../../../src/application/events/decoded-event.js';
import type { EventOf, ShoutoutsEvent } from '../../../src/domain/all-events.js';
import { evolveCreatorAccount, initialCreatorAccount } from '../../../src/domain/creator-account/account.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import { isRejection } from '../../../src/domain/rejection.js';
import type { Story } from '../order/any-story.js';
import { START } from '../timeline.js';

const isTaken = (event: OrderEvent): event is Extract<OrderEvent, { type: TakenType }> =>
  (TAKES as readonly string[]).includes(event.type);

/** As the account is told of it: nothing but the time of what surrounds an event is looked at. */
const recorded = (event: Extract<OrderEvent, { type: TakenType }>) =>
  ({ ...event, metadata: { at: START } }) as DecodedEvent<EventOf<TakenType>>;

/** The events of the story, each followed by what the creator's account makes of it. */
export function withAccount({ events, order }: Story): readonly ShoutoutsEvent[] {
  if (order.status === 'none') return [];
  const { facts } = order;
  let account = initialCreatorAccount;
  return events.flatMap((event) => {
    const all: ShoutoutsEvent[] = [event];
    if (!isTaken(event)) return all;
    for (const [, decide] of toldOf(recorded(event), facts)) {
      const decided = decide(account);
      if (isRejection(decided)) throw new Error(decided.detail);
      account = decided.reduce(evolveCreatorAccount, account);
      all.push(...decided);
    }
    return all;
  });
}
