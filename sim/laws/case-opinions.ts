import { byEvent, type Opinion } from './opinion.js';
import type { Fields } from './order-opinions.js';
import { type Amount, textIn } from './order-story.js';

/** What the list of money that somebody must look at has to show. */
const MONEY_CASES: Opinion = {
  model: 'money_cases',
  idOf: byEvent,
  tells: {
    MoneyDifferenceFound: ({ orderId, code, detail, foundAt }) => ({ orderId, code, detail, foundAt }),
    RefundFailed: ({ orderId, failedAt }) => ({ orderId, code: 'refund_failed', foundAt: failedAt }),
    ChargebackEvidenceRefused: ({ orderId, refusedAt }) => ({
      ...{ orderId, code: 'evidence_refused', foundAt: refusedAt },
    }),
    PayoutDiffered: ({ code, detail, foundAt }) => ({ orderId: null, code, detail, foundAt }),
    PayoutFailed: ({ failedAt }) => ({ orderId: null, code: 'payout_failed', foundAt: failedAt }),
    PayoutReturned: ({ returnedAt }) => ({ orderId: null, code: 'payout_returned', foundAt: returnedAt }),
    ProviderEventAbandoned: ({ abandonedAt }) => ({ orderId: null, foundAt: abandonedAt }),
  },
};

const found = ({ kind, about, objectId, orderId, ours, theirs, amount, foundAt }: Fields): Fields => ({
  ...{ kind, about, objectId, orderId, ours, theirs, status: 'open', isOpen: true, reason: null },
  ...{ amountMinor: (amount as Amount).amountMinor, currency: (amount as Amount).currency, since: foundAt },
});

/** What the list of differences between our books and the provider's has to show. */
const CASES: Opinion = {
  model: 'cases',
  idOf: (said) => textIn(said, 'caseId'),
  tells: {
    MoneyCaseOpened: (said, _event, there) => ({
      ...{ caseId: said['caseId'], ...found(said), openedAt: said['foundAt'] },
      owner: there?.['owner'] ?? null,
    }),
    MoneyCaseChanged: found,
    MoneyCaseAssigned: ({ owner }) => ({ owner }),
    MoneyCaseResolvedByItself: ({ resolvedAt }) => ({
      ...{ status: 'resolved', isOpen: false, reason: null, since: resolvedAt },
    }),
    MoneyCaseClosed: ({ reason, closedAt }) => ({
      ...{ status: 'closed', isOpen: false, reason, since: closedAt },
    }),
    MoneyCaseClosingProposed: ({ reason, proposedAt }) => ({
      ...{ status: 'closing_proposed', reason, since: proposedAt },
    }),
    MoneyCaseClosingApproved: ({ reason, approvedAt }) => ({
      ...{ status: 'settled', isOpen: false, reason, since: approvedAt },
    }),
  },
};

/** No read model: who wants money to be moved for a case, as it stood when somebody was answered. */
const CASE_PROPOSALS: Opinion = {
  model: 'case_proposals',
  idOf: (said) => textIn(said, 'caseId'),
  tells: {
    MoneyCaseClosingProposed: ({ proposedBy, movement }) => ({
      proposedBy,
      movedMinor: (movement as { readonly amount: Amount }).amount.amountMinor,
    }),
  },
};

/** What is shown of cases. */
export const CASE_OPINIONS = [MONEY_CASES, CASES, CASE_PROPOSALS];
