import { SEALED_EVENTS } from '../../src/application/events/event-codec.js';
import { MoneyAudit } from '../../src/application/finance/money-audit.js';
import { MONEY_RULES } from '../../src/domain/money-rules/rules.js';
import { instant } from '../../src/domain/time.js';
import type { World } from '../world/world.js';

/** What `shoutouts money check` would say of the log at its end, long after its last event. */
export async function checkMoneyRules(world: World): Promise<void> {
  const audit = new MoneyAudit();
  const events = await SEALED_EVENTS.decode(world.log.events, 'left sealed');
  const broken = [...events.flatMap((event) => audit.take(event)), ...audit.leftBehind(LONG_AFTER)];
  for (const { rule, subject, event, position } of broken)
    world.broke(`${subject.id}: ${MONEY_RULES[rule]} (${event} at ${String(position)})`);
}

const LONG_AFTER = instant(Date.UTC(9999, 0, 1));
