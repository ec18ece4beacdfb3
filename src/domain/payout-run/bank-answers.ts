import type { BankStatement } from '../bank-account/bank-account.js';
import type { DomainEvent } from '../event.js';
import type { CreatorId, PayoutId, PayoutRunId } from '../ids.js';
import type { Money } from '../money.js';
import type { Decision } from '../rejection.js';
import type { Instant } from '../time.js';

/** What a bank can say of a payment. Stored, so never renamed. */
export type BankOutcome = 'accepted' | 'rejected' | 'paid' | 'returned' | 'pending';

/**
 * Why what is said cannot be about this payout: it was said of the run as a whole with a sum that is not that of its payouts, on another
 * account than the one that pays, in answer to another file, or in a statement that has booked it before, by no name that tells the two
 * apart. Stored, so never renamed.
 */
export type BankDoubt = 'another_sum' | 'another_account' | 'another_file' | 'booked_again';

/** One thing that a bank's file says of one payout of ours. */
export interface BankAnswerOfPayout {
  readonly payoutId: PayoutId;
  readonly creatorId: CreatorId;
  readonly runId: PayoutRunId;
  readonly outcome: BankOutcome;
  /** What the payout is of. */
  readonly payoutAmount: Money;
  /** What the bank says that it is of; `null` where it does not say. */
  readonly amount: Money | null;
  /** Of what came back, what the bank has taken of it: the amount is without it. */
  readonly charges: Money | null;
  readonly doubt: BankDoubt | null;
  /** The bank's reason, where it gives one. */
  readonly code: string | null;
  /** The bank's own name of the entry. */
  readonly bankReference: string | null;
  /** Where it stands in the file. */
  readonly line: number;
}

/** What is said of a reference that no payout or run of ours has. */
export interface ForeignBankAnswer {
  readonly reference: string;
  readonly outcome: BankOutcome;
  readonly line: number;
}

type AnswersEventOf<Type extends string, Data extends object> = DomainEvent<
  Type,
  { readonly sha256: string } & Data
>;

/** A part of what a file says of our payouts, in its order. Nothing is done on it before the whole file is here. */
export type BankAnswersListed = AnswersEventOf<
  'BankAnswersListed',
  {
    /** From 0. */
    readonly part: number;
    readonly answers: readonly BankAnswerOfPayout[];
    readonly listedAt: Instant;
  }
>;

/** A file of the bank is here, whole and understood. From now on its answers are acted on. */
export type BankAnswersReceived = AnswersEventOf<
  'BankAnswersReceived',
  {
    readonly messageType: string;
    /** The bank's own name of the file. */
    readonly messageId: string;
    readonly answers: number;
    readonly otherEntries: number;
    /** What it says of accounts of ours as a whole. */
    readonly statements: readonly BankStatement[];
    /** The first of them. */
    readonly notOurs: readonly ForeignBankAnswer[];
    readonly receivedBy: string;
    readonly receivedAt: Instant;
  }
>;

export type BankAnswersEvent = BankAnswersListed | BankAnswersReceived;

/** One stream per file, by the digest of its bytes: the same file again is no other. */
export interface BankAnswers {
  readonly answers: readonly BankAnswerOfPayout[];
  readonly parts: number;
  readonly received: Pick<
    BankAnswersReceived['data'],
    'messageType' | 'messageId' | 'notOurs' | 'statements'
  > | null;
}

export const initialBankAnswers: BankAnswers = { answers: [], parts: 0, received: null };

export function evolveBankAnswers(file: BankAnswers, { type, data }: BankAnswersEvent): BankAnswers {
  if (type === 'BankAnswersListed')
    return { ...file, answers: [...file.answers, ...data.answers], parts: data.part + 1 };
  const { messageType, messageId, notOurs, statements } = data;
  return { ...file, received: { messageType, messageId, notOurs, statements } };
}

/** Parts come in their order, and each once: what was listed before a crash stays as it was. */
export function listBankAnswers(
  { parts, received }: BankAnswers,
  { now, ...listed }: Omit<BankAnswersListed['data'], 'listedAt'> & { readonly now: Instant },
): Decision<BankAnswersEvent> {
  if (received !== null || listed.part !== parts) return [];
  return [{ type: 'BankAnswersListed', data: { ...listed, listedAt: now } }];
}

export function receiveBankAnswers(
  { received }: BankAnswers,
  { now, ...file }: Omit<BankAnswersReceived['data'], 'receivedAt'> & { readonly now: Instant },
): Decision<BankAnswersEvent> {
  return received === null ? [{ type: 'BankAnswersReceived', data: { ...file, receivedAt: now } }] : [];
}
