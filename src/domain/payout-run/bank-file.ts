import type { PayoutId, PayoutRunId } from '../ids.js';
import type { DomainEvent } from '../event.js';
import type { Money } from '../money.js';
import type { Instant } from '../time.js';

/** An account of ours that pays. */
export interface PayingAccount {
  readonly name: string;
  readonly iban: string;
  readonly bic: string | null;
}

/** What the bytes of a run's file follow from, besides the run and its creators' destinations; and what they come to. */
export interface MadeBankFile {
  readonly payingAccount: PayingAccount;
  /** Of the run's lines. A payout that is in here is in no other file, ever: it is of one run, which has one file. */
  readonly payoutIds: readonly PayoutId[];
  readonly total: Money;
  /** The day on which the bank shall pay. */
  readonly executeOn: string;
  readonly madeAt: Instant;
  /** Of the bytes, in hex: made again, they must be the same. */
  readonly sha256: string;
}

/** The file of a run is settled, before anybody has it. */
export type BankFileMade = DomainEvent<
  'BankFileMade',
  MadeBankFile & { readonly runId: PayoutRunId; readonly messageId: string }
>;

/** Somebody is given the file. It is recorded first: who may have it is never less than what is recorded. */
export type BankFileGivenOut = DomainEvent<
  'BankFileGivenOut',
  {
    readonly runId: PayoutRunId;
    readonly sha256: string;
    readonly givenTo: string;
    readonly givenAt: Instant;
  }
>;

export type BankFile = MadeBankFile & {
  readonly messageId: string;
  readonly givenOut: readonly Pick<BankFileGivenOut['data'], 'givenTo' | 'givenAt'>[];
};

export function evolveBankFile(
  file: BankFile | null,
  event: BankFileMade | BankFileGivenOut,
): BankFile | null {
  if (event.type === 'BankFileMade') {
    const { runId: _, ...made } = event.data;
    return { ...made, givenOut: [] };
  }
  const { givenTo, givenAt } = event.data;
  return file && { ...file, givenOut: [...file.givenOut, { givenTo, givenAt }] };
}
