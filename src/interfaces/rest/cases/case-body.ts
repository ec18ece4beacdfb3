import type { CaseDocument } from '../../../application/projections/cases.js';
import { moneyView } from '../shared/money.dto.js';
import { bodyOf } from '../shared/snake-case.js';

/** A case over HTTP: what it is about is an amount, with its currency. */
export const caseBody = ({ amountMinor, currency, isOpen: _, ...found }: CaseDocument) => ({
  ...bodyOf(found),
  amount: moneyView(amountMinor, currency),
});
