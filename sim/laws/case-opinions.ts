import { type Amount, textIn } from './order-story.js';
import type { Fields } from './order-opinions.js';
import type { Opinion } from './other-opinions.js';

const found = ({ kind, about, objectId, orderId, ours, theirs, amount, foundAt }: Fields): Fields => ({
  ...{ kind, about, objectId, orderId, ours, theirs, status: 'open', isOpen: true, reason: null },
  ...{ amountMinor: (amount as Amount).amountMinor, currency: (amount as Amount).currency, since: foundAt },
});

/** What the list of differences between our books and the provider's has to show. */
export const CASES: Opinion = {
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
export const CASE_PROPOSALS: Opinion = {
  model: 'case_proposals',
  idOf: (said) => textIn(said, 'caseId'),
  tells: {
    MoneyCaseClosingProposed: ({ proposedBy, movement }) => ({
      proposedBy,
      movedMinor: (movement as { readonly amount: Amount }).amount.amountMinor,
    }),
  },
};
