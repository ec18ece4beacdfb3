import type { JournalEntry, LedgerAccount } from '../ledger/ledger.js';

/** What the ledger must have posted, in minor units: positive is a debit. */
export type Moved = { readonly [Account in LedgerAccount]?: bigint };

/** Whether an entry moves just this in these accounts. */
export const isPosted = (
  { postings }: Pick<JournalEntry, 'postings'>,
  moved: Moved,
  accounts: readonly LedgerAccount[],
): boolean =>
  accounts.every((wanted) => {
    const ofIt = postings.filter(({ account }) => account === wanted);
    return ofIt.reduce((sum, { amountMinor }) => sum + amountMinor, 0n) === (moved[wanted] ?? 0n);
  });
