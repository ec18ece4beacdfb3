import type { OrderId } from '../../../domain/ids.js';
import { MONEY_RULES, type MoneyRule } from '../../../domain/money-rules/rules.js';
import type { Instant } from '../../../domain/time.js';
import { type BrokenRule, MoneyAudit } from '../../finance/money-audit.js';
import type { EventsAboutOrder } from './events-about-order.js';

/** A money rule that does not hold for the order, the part of an account that is about it, or a case of it. */
export interface BrokenForOrder {
  readonly rule: MoneyRule;
  readonly says: string;
  readonly of: BrokenRule['subject']['of'];
  readonly id: string;
  readonly event: string;
  readonly position: string;
}

/**
 * Holds the events against the money rules, as `shoutouts money check` does with a whole log. Left out is what the events of one order
 * cannot tell: whether runs of payouts, with the orders of others in them, add up.
 */
export function rulesBrokenFor(
  { about, forRules, account }: EventsAboutOrder,
  orderId: OrderId,
  now: Instant,
): readonly BrokenForOrder[] {
  const audit = new MoneyAudit();
  const ours = new Set(about.map(({ position }) => position));
  const caseIds = new Set(about.flatMap(({ data }) => ('caseId' in data ? [data.caseId as string] : [])));
  const isOurs = ({ subject: { of, id }, position }: BrokenRule): boolean =>
    (of === 'order' && id === orderId) ||
    (of === 'account' && id === account.id && ours.has(position)) ||
    (of === 'case' && caseIds.has(id));
  const broken = [...forRules.flatMap((event) => audit.take(event)), ...audit.leftBehind(now)];
  return broken.filter(isOurs).map(inWords);
}

const inWords = ({ rule, subject: { of, id }, event, position }: BrokenRule): BrokenForOrder => ({
  ...{ rule, says: MONEY_RULES[rule], of, id, event, position: position.toString() },
});
