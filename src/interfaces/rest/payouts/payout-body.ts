import type { PayoutDocument } from '../../../application/projections/payouts.js';
import { moneyView } from '../shared/money.dto.js';
import { bodyOf } from '../shared/snake-case.js';

/** A payout over HTTP: its amounts are money, with their currency. */
export function payoutBody({
  earnedMinor,
  debtSettledMinor,
  amountMinor,
  currency,
  ...payout
}: PayoutDocument) {
  return {
    ...bodyOf(payout),
    earned: moneyView(earnedMinor, currency),
    debt_settled: moneyView(debtSettledMinor, currency),
    amount: moneyView(amountMinor, currency),
  };
}
