import type { CaseMovement } from '../money-case/money-case.js';
import type { DoubtOutcome } from '../payout-run/doubt-settlings.js';
import type { PayoutLine } from '../payout-run/payout-run.js';
import type { Instant } from '../time.js';
import type { OrderBooks } from './order-books.js';
import type { MoneyRule } from './rules.js';

/** Of what one order brings its creator. Amounts are minor units of the account's currency. */
export interface EarningNote {
  readonly accountId: string;
  readonly earningMinor: bigint;
  readonly status: 'pending' | 'lost' | 'earned' | 'disputed' | 'taken_back';
  /** `null` while it is not earned. */
  readonly availableAt: Instant | null;
  /** The last payout that was to pay it out. */
  readonly payoutId: string | null;
}

/** Of an account, beside its earnings and payouts. */
export interface AccountNote {
  readonly owedMinor: bigint;
  readonly isHeld: boolean;
}

export const NO_ACCOUNT: AccountNote = { owedMinor: 0n, isHeld: false };

/** Of a payout, from its proposal on. */
export interface PayoutNote {
  readonly runId: string;
  readonly line: PayoutLine;
  readonly status: 'proposed' | 'refused' | 'reserved' | 'sent' | 'paid' | 'failed' | 'returned';
  /** Of its orders, since it was reserved, in minor units. */
  readonly takenBackMinor: bigint;
  /** Of what was paid, in minor units. */
  readonly returnedMinor: bigint;
  /** Whether it is in the bank file of its run. */
  readonly isInFile: boolean;
  /** Whether a bank may have paid it before it was given it. */
  readonly isDoubted: boolean;
  /** What somebody proposed to have become of it then, and who. */
  readonly settling: { readonly outcome: DoubtOutcome; readonly proposedBy: string } | null;
  /** What two people say became of it. */
  readonly settledAs: DoubtOutcome | null;
}

/** Of a run of payouts. */
export interface RunNote {
  readonly proposedBy: string;
  readonly expiresAt: Instant;
  readonly status: 'proposed' | 'approved' | 'rejected' | 'executed';
  /** The digest of its bank file, once it is made. */
  readonly bankFile: string | null;
  /** Whether somebody was given that file. */
  readonly isGivenOut: boolean;
  /** Of the last of its events that was noted down. */
  readonly revision: bigint;
}

/** Of where a creator wants to be paid out. */
export interface DestinationNote {
  readonly creatorId: string;
  readonly isVerified: boolean;
}

/** Of a case about money. */
export interface CaseNote {
  readonly isOpen: boolean;
  /** What somebody proposed to move for it, and who. */
  readonly proposal: { readonly movement: CaseMovement; readonly proposedBy: string } | null;
}

/**
 * All that an auditor notes down, in small notes, each under the id of what it is of: an earning under that of its order, an account
 * under `creatorId.currency`.
 */
export interface Notes {
  readonly order: OrderBooks;
  readonly earning: EarningNote;
  readonly account: AccountNote;
  readonly payout: PayoutNote;
  readonly run: RunNote;
  readonly destination: DestinationNote;
  readonly case: CaseNote;
}

export type NoteKind = keyof Notes;

/** What was noted down before. */
export interface Books {
  find<Kind extends NoteKind>(kind: Kind, id: string): Notes[Kind] | undefined;
}

/** A note that is new, or takes the place of the one before. */
export type NewNote = { [Kind in NoteKind]: readonly [kind: Kind, id: string, note: Notes[Kind]] }[NoteKind];

/** What a broken rule is about. */
export interface Subject {
  readonly of: 'order' | 'account' | 'run' | 'case' | 'creator';
  readonly id: string;
}

export interface Audited {
  readonly notes: readonly NewNote[];
  readonly broken: readonly { readonly rule: MoneyRule; readonly subject: Subject }[];
}

export const about = (
  subject: Subject,
  rules: readonly MoneyRule[],
  ...notes: readonly NewNote[]
): Audited => ({ notes, broken: rules.map((rule) => ({ rule, subject })) });

export const NOTHING_NOTED: Audited = { notes: [], broken: [] };
