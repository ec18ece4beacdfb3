import type { Currency, Money } from '../../domain/money.js';
import type { Instant } from '../../domain/time.js';
import type { PayoutId } from '../../domain/ids.js';

/** What a bank needs to carry out one approved payout run. */
export interface PaymentRun {
  /** Stands for the run at the bank, as MsgId and PmtInfId: at most 35 of the bank's characters, another for every run. */
  readonly messageId: string;
  readonly createdAt: Instant;
  /** The day, `2026-11-30`, on which the bank shall carry it out. */
  readonly executeOn: string;
  readonly currency: Currency;
  /** The account that pays. */
  readonly debtor: BankAccount;
  readonly lines: readonly PaymentLine[];
}

export interface PaymentLine {
  readonly payoutId: PayoutId;
  readonly amount: Money;
  /** The account that is paid. Its holder's name must be in Latin letters, as the bank of the account writes it. */
  readonly creditor: BankAccount;
  /** What the creator reads on the statement of the account. */
  readonly remittanceText: string;
}

export interface BankAccount {
  readonly name: string;
  /** In its electronic form: capitals, no spaces. */
  readonly iban: string;
  readonly bic?: string;
}

/** One reason why there is no file. Safe to log: no names and no account numbers. */
export interface PaymentRunProblem {
  /** The line of the run, from 1; null for what concerns the run as a whole. */
  readonly line: number | null;
  readonly field: PaymentRunField;
  readonly code: PaymentRunProblemCode;
}

export type PaymentRunField =
  | 'messageId'
  | 'createdAt'
  | 'executeOn'
  | 'debtor.name'
  | 'debtor.iban'
  | 'debtor.bic'
  | 'lines'
  | 'payoutId'
  | 'amount'
  | 'creditor.name'
  | 'creditor.iban'
  | 'creditor.bic'
  | 'remittanceText';

export type PaymentRunProblemCode =
  | 'no_lines'
  | 'too_many_lines'
  | 'identifier_invalid'
  | 'instant_invalid'
  | 'date_invalid'
  | 'payout_id_invalid'
  | 'payout_repeated'
  | 'currency_differs'
  | 'amount_not_positive'
  | 'amount_too_large'
  | 'iban_invalid'
  | 'bic_invalid'
  /** Nothing is left of it that a bank can write. */
  | 'text_empty'
  /** Letters of another script than Latin. They are not guessed at: banks compare names. */
  | 'text_not_latin';

/** A run that cannot become a bank file. Nothing is left out of a file: it is whole, or it is not made. */
export class PaymentRunRefusedError extends Error {
  override readonly name = 'PaymentRunRefusedError';

  constructor(
    /** All of them, at most 100, in the order of the lines. */
    readonly problems: readonly PaymentRunProblem[],
  ) {
    super(`The payout run cannot become a bank file: ${problems.slice(0, 5).map(inWords).join('; ')}`);
  }
}

const inWords = ({ line, field, code }: PaymentRunProblem): string =>
  `${line === null ? '' : `line ${String(line)}, `}${field}: ${code}`;
