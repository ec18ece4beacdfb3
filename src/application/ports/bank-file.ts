import type { BankOutcome } from '../../domain/payout-run/bank-answers.js';
import type { Money } from '../../domain/money.js';
import type { Instant } from '../../domain/time.js';
import type { PayoutId } from '../../domain/ids.js';

/**
 * What became of a payout, or of a whole run, as far as this answer says.
 * - `accepted`: the bank will carry it out, or has begun to. Not paid yet;
 * - `rejected`: the bank does not carry it out;
 * - `paid`: a statement has it as booked, or a status report as settled: the money has left the account;
 * - `returned`: a statement has the money back on the account. It may have been paid before, in this file or in an earlier one;
 * - `pending`: not decided yet, not booked yet, or a status that we do not know.
 */
export type { BankOutcome } from '../../domain/payout-run/bank-answers.js';

export type AnswerSubject =
  /** Of our form; whether there is such a payout, the caller has to look. */
  | { readonly kind: 'payout'; readonly payoutId: PayoutId }
  /**
   * All payouts of a run at once: a status of the group, or one booking without its details. `messageId` is the one of our
   * file. Whether there is such a run, and whether the amount is its total, the caller has to look.
   */
  | { readonly kind: 'run'; readonly messageId: string; readonly transactions: number | null }
  /** In an answer to a file of ours, a reference that we never gave. */
  | { readonly kind: 'unknown'; readonly reference: string };

export interface BankAnswer {
  readonly subject: AnswerSubject;
  readonly outcome: BankOutcome;
  /** The bank's own word: `ACSP`, `RJCT`; of a statement's entry `BOOK`, `PDNG`. */
  readonly status: string;
  /** Always there in a statement. A status report may leave it out. */
  readonly amount: Money | null;
  /** Of what came back, what the bank says that it has taken: the amount is without it. */
  readonly charges: Money | null;
  readonly reason: BankReason | null;
  readonly at: BankTime;
  /** The account of the statement: its IBAN, or the bank's own number. Null in a status report. */
  readonly account: string | null;
  /** The bank's own reference of the entry or transaction. */
  readonly bankReference: string | null;
  /** Where it stands in the file. */
  readonly line: number;
}

export interface BankReason {
  /** `AC04`, or what the bank says instead of a code of the standard. */
  readonly code: string | null;
  readonly text: string | null;
}

/** A day as the bank wrote it; an instant only where it gave a time with its zone. */
export interface BankTime {
  readonly date: string;
  readonly instant: Instant | null;
}

/** An entry of a statement, or one transaction of it, that is no payout of ours. */
export interface OtherEntry {
  readonly direction: 'credit' | 'debit';
  readonly booked: boolean;
  readonly reversal: boolean;
  /** Null for one of several transactions of an entry, where the bank gave only their sum. */
  readonly amount: Money | null;
  readonly reason: BankReason | null;
  readonly at: BankTime;
  readonly account: string;
  /** EndToEndId or InstrId, whoever gave it. */
  readonly reference: string | null;
  readonly bankReference: string | null;
  /** What the bank or the payer wrote with it; may hold names of people. */
  readonly text: string | null;
  readonly line: number;
}

/** Signed: a debit balance is negative. */
export interface BankBalance {
  readonly amount: Money;
  readonly at: BankTime;
}

export interface BankStatement {
  readonly id: string;
  readonly account: string;
  /** False where the statement goes on in another message. */
  readonly lastPage: boolean;
  /** The bank says that it is a copy or a duplicate of a statement that it sent before. */
  readonly copy: boolean;
  readonly opening: BankBalance | null;
  readonly closing: BankBalance | null;
  /** All booked entries, credits less debits. Null without entries or balances. */
  readonly booked: Money | null;
  /** Closing less opening less booked: anything but zero is for a person. Null where a balance is missing. */
  readonly difference: Money | null;
}

export type BankMessage = 'pain.002.001.10' | 'camt.053.001.08';

export interface BankFileHead {
  readonly message: BankMessage;
  readonly messageId: string;
  readonly createdAt: BankTime;
  /** The message id of our file that a status report answers; null in a statement. */
  readonly originalMessageId: string | null;
}

/** What makes a file whole: there is no other way to get one. */
export interface BankFileEnd {
  /** SHA-256 of the bytes, in hex: the same file twice has the same. */
  readonly sha256: string;
  readonly answers: number;
  readonly otherEntries: number;
}

/** One file of a bank, read to its end. */
export interface BankFile extends BankFileHead {
  /** In the order of the file. They may contradict each other; nothing is decided here. */
  readonly answers: readonly BankAnswer[];
  readonly otherEntries: readonly OtherEntry[];
  readonly statements: readonly BankStatement[];
  readonly end: BankFileEnd;
}

/** A piece of a file, in the order of the file: the head first, a statement behind its entries, the end last. */
export type BankFilePart =
  | { readonly part: 'head'; readonly head: BankFileHead }
  | { readonly part: 'answer'; readonly answer: BankAnswer }
  | { readonly part: 'other_entry'; readonly entry: OtherEntry }
  | { readonly part: 'statement'; readonly statement: BankStatement }
  | { readonly part: 'end'; readonly end: BankFileEnd };
