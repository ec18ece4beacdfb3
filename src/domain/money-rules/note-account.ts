import type { CreatorAccountEvent } from '../creator-account/events.js';
import { entryOf } from '../ledger/journal.js';
import type { CreatorId } from '../ids.js';
import type { JournalEntry, LedgerAccount } from '../ledger/ledger.js';
import { about, type AccountNote, type Audited, type NewNote } from './notes.js';
import { isPosted, type Moved } from './posted.js';
import { broken, type MoneyRule } from './rules.js';

export interface NotedAccount {
  readonly event: CreatorAccountEvent;
  readonly accountId: string;
  /** Those that were broken. */
  readonly rules: readonly MoneyRule[];
  readonly account: AccountNote;
  readonly moved?: Moved;
  readonly notes: readonly NewNote[];
}

/** Holds what the books move against what the ledger posts. */
export const noteAccount = ({ event, accountId, rules, account, moved = {}, notes }: NotedAccount): Audited =>
  about(
    { of: 'account', id: accountId },
    [...rules, ...asLedger(event.data.creatorId, entryOf(event) ?? NO_ENTRY, moved)],
    ['account', accountId, account],
    ...notes,
  );

const NO_ENTRY = { postings: [] };

/** The accounts that payouts use. */
const OF_PAYOUTS: readonly LedgerAccount[] = [
  ...(['creator_payable', 'creator_receivable', 'payouts_in_transit'] as const),
  ...(['provider_clearing', 'bank', 'bank_fees'] as const),
];

export function asLedger(
  creatorId: CreatorId,
  entry: Pick<JournalEntry, 'postings'>,
  moved: Moved,
): readonly MoneyRule[] {
  const { postings } = entry;
  const total = postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const isOfCreator = postings.every(({ creatorId: of }) => of === null || of === creatorId);
  return [
    ...broken(total === 0n, 'balanced_entry'),
    ...broken(isOfCreator && isPosted(entry, moved, OF_PAYOUTS), 'account_as_ledger'),
  ];
}
