import type { EventOf } from '../all-events.js';
import { entryOf } from '../ledger/journal.js';
import type { LedgerAccount } from '../ledger/ledger.js';
import type { CaseMovement, MoneyCaseEvent } from '../money-case/money-case.js';
import { sameMoney } from '../money.js';
import { about, type Audited, type Books, type CaseNote, NOTHING_NOTED } from './notes.js';
import { broken } from './rules.js';

/** Those that are kept for no order and no creator: who moves money between others takes it from somebody. */
const OF_NOBODY: readonly LedgerAccount[] = [
  ...(['provider_clearing', 'bank', 'platform_fees', 'provider_fees', 'bank_fees'] as const),
  'own_funds',
];

export function noteCase(books: Books, event: MoneyCaseEvent): Audited {
  switch (event.type) {
    case 'MoneyCaseOpened':
    case 'MoneyCaseChanged':
      return noted(event, { isOpen: true, proposal: null });
    case 'MoneyCaseClosingProposed': {
      const { movement, proposedBy } = event.data;
      const isOpen = books.find('case', event.data.caseId)?.isOpen ?? false;
      return noted(event, { isOpen, proposal: { movement, proposedBy } });
    }
    case 'MoneyCaseResolvedByItself':
    case 'MoneyCaseClosed':
      return noted(event, OVER);
    case 'MoneyCaseClosingApproved':
      return approve(books, event);
    case 'MoneyCaseAssigned':
    case 'MoneyCaseNoted':
      return NOTHING_NOTED;
  }
}

const OVER: CaseNote = { isOpen: false, proposal: null };

const noted = ({ data: { caseId } }: MoneyCaseEvent, note: CaseNote): Audited => ({
  ...{ notes: [['case', caseId, note]], broken: [] },
});

function approve(books: Books, event: EventOf<'MoneyCaseClosingApproved'>): Audited {
  const { caseId, movement, proposedBy, approvedBy } = event.data;
  const { isOpen, proposal } = books.find('case', caseId) ?? OVER;
  const isByTwo =
    isOpen &&
    proposal !== null &&
    isSameMovement(proposal.movement, movement) &&
    proposal.proposedBy === proposedBy &&
    proposedBy !== approvedBy;
  return about(
    { of: 'case', id: caseId },
    [...broken(isByTwo, 'case_by_two'), ...broken(isPosted(event), 'case_as_ledger')],
    ['case', caseId, OVER],
  );
}

const isSameMovement = (one: CaseMovement, other: CaseMovement): boolean =>
  one.from === other.from && one.to === other.to && sameMoney(one.amount, other.amount);

function isPosted(event: EventOf<'MoneyCaseClosingApproved'>): boolean {
  const { from, to, amount } = event.data.movement;
  const { currency, postings } = entryOf(event) ?? { currency: null, postings: [] };
  const postedTo = (wanted: LedgerAccount) =>
    postings.reduce((sum, { account, amountMinor }) => (account === wanted ? sum + amountMinor : sum), 0n);
  return (
    [from, to].every((account) => OF_NOBODY.includes(account)) &&
    postings.every(({ account, creatorId }) => (account === from || account === to) && creatorId === null) &&
    amount.amountMinor > 0n &&
    postedTo(to) === amount.amountMinor &&
    postedTo(from) === -amount.amountMinor &&
    currency === amount.currency
  );
}
