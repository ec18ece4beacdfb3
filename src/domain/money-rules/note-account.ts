import type { CreatorAccountEvent } from '../creator-account/events.js';
import { entryOf } from '../ledger/journal.js';
import type { LedgerAccount } from '../ledger/ledger.js';
import { about, type AccountNote, type Audited, type NewNote } from './notes.js';
import { broken, type MoneyRule } from './rules.js';

/** What the ledger must have posted for an account, in minor units: positive is a debit. */
export type Moved = { readonly [Account in LedgerAccount]?: bigint };

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
    [...rules, ...asLedger(event, moved)],
    ['account', accountId, account],
    ...notes,
  );

/** The accounts that payouts use. */
const OF_PAYOUTS: readonly LedgerAccount[] = [
  ...(['creator_payable', 'creator_receivable', 'payouts_in_transit'] as const),
  ...(['provider_clearing', 'bank', 'bank_fees'] as const),
];

function asLedger(event: CreatorAccountEvent, moved: Moved): readonly MoneyRule[] {
  const postings = entryOf(event)?.postings ?? [];
  const postedTo = (wanted: LedgerAccount) =>
    postings.reduce((sum, { account, amountMinor }) => (account === wanted ? sum + amountMinor : sum), 0n);
  const total = postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const isOfCreator = postings.every(
    ({ creatorId }) => creatorId === null || creatorId === event.data.creatorId,
  );
  const isSame = OF_PAYOUTS.every((account) => postedTo(account) === (moved[account] ?? 0n));
  return [...broken(total === 0n, 'balanced_entry'), ...broken(isSame && isOfCreator, 'account_as_ledger')];
}
