import type { ExplainedOrder } from '../../../application/orders/explained/explained-order.js';
import { caseBody } from '../cases/case-body.js';
import { payoutBody } from '../payouts/payout-body.js';
import { bodyOf, snakeCase } from '../shared/snake-case.js';

/** An order, explained, for programs: over HTTP and with `--json`. Payouts and cases are as their own routes answer with them. */
export const explanationBody = ({ events, payouts, cases, ...explained }: ExplainedOrder) => ({
  ...bodyOf(explained),
  events: events.map(eventBody),
  payouts: payouts.map(payoutBody),
  cases: cases.map(caseBody),
});

const eventBody = ({ facts, ...event }: ExplainedOrder['events'][number]) => ({
  ...bodyOf(event),
  facts: facts.map(({ name, ...fact }) => ({ name: snakeCase(name), ...bodyOf(fact) })),
});
