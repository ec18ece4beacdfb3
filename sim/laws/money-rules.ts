import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import type { DecodedEvent } from '../../src/application/events/decoded-event.js';
import { SEALED_EVENTS } from '../../src/application/events/event-codec.js';
import { leavesSomething, note, type OrderBooks } from '../../src/domain/money-rules/order-books.js';
import { MONEY_RULES } from '../../src/domain/money-rules/rules.js';
import type { World } from '../world/world.js';

/** What `shoutouts money check` would say of the log at its end. */
export async function checkMoneyRules(world: World): Promise<void> {
  const all = new Map<string, OrderBooks>();
  for (const event of await SEALED_EVENTS.decode(world.log.events, 'left sealed')) take(world, all, event);
  for (const books of all.values())
    if (leavesSomething(books)) world.broke(`${books.orderId}: ${MONEY_RULES.nothing_left}`);
}

function take(world: World, all: Map<string, OrderBooks>, event: DecodedEvent<ShoutoutsEvent>): void {
  const orderId = 'orderId' in event.data ? event.data.orderId : null;
  if (orderId === null) return;
  const noted = note(all.get(orderId), event, event.metadata.at);
  if (noted === null) return;
  if (noted.books !== undefined) all.set(orderId, noted.books);
  for (const rule of noted.broken)
    world.broke(`${orderId}: ${MONEY_RULES[rule]} (${event.type} at ${String(event.position)})`);
}
