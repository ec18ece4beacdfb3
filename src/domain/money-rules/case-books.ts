import type { EventOf } from '../all-events.js';
import { entryOf } from '../ledger/journal.js';
import { type JournalEntry, LEDGER_ACCOUNTS, type LedgerAccount } from '../ledger/ledger.js';
import type { CaseMovement, MoneyCaseEvent } from '../money-case/money-case.js';
import { sameMoney } from '../money.js';
import { about, type Audited, type Books, type CaseNote, NOTHING_NOTED } from './notes.js';
import { isPosted } from './posted.js';
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
    [...broken(isByTwo, 'case_by_two'), ...broken(isAsLedger(movement, entryOf(event)), 'case_as_ledger')],
    ['case', caseId, OVER],
  );
}

const isSameMovement = (one: CaseMovement, other: CaseMovement): boolean =>
  one.from === other.from && one.to === other.to && sameMoney(one.amount, other.amount);

/** Whether the ledger moves just this, and nothing of an order or a creator. */
export const isAsLedger = ({ from, to, amount }: CaseMovement, entry: JournalEntry | null): boolean =>
  entry?.currency === amount.currency &&
  amount.amountMinor > 0n &&
  [from, to].every((account) => OF_NOBODY.includes(account)) &&
  entry.postings.every(({ creatorId }) => creatorId === null) &&
  isPosted(entry, { [from]: -amount.amountMinor, [to]: amount.amountMinor }, ALL_ACCOUNTS);

const ALL_ACCOUNTS = Object.keys(LEDGER_ACCOUNTS) as readonly LedgerAccount[];
