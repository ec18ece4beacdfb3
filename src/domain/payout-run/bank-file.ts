import type { PayoutId, PayoutRunId } from '../ids.js';
import type { DomainEvent } from '../event.js';
import type { Money } from '../money.js';
import { type Decision, reject } from '../rejection.js';
import type { Instant } from '../time.js';
import { messageIdOfRun } from './bank-references.js';
import type { PayoutLine, PayoutRun, PayoutRunEvent } from './payout-run.js';

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

export interface GiveOutBankFile {
  /** As it would be made now; `null` where no line of the run goes by a bank. Of no account where the run has its file already. */
  readonly file: MadeBankFile | null;
  readonly by: string;
  readonly now: Instant;
}

/** The first one who asks settles what the file is; everybody else is given the same. */
export function giveOutBankFile(
  run: PayoutRun,
  { file, by, now }: GiveOutBankFile,
): Decision<PayoutRunEvent> {
  if (run.status === 'none') return reject('payout_run_not_found', 'there is no such payout run');
  const { runId, status, bankFile } = run;
  if (status !== 'executed')
    return reject('bank_file_not_ready', `the run is ${status}: its file is there once it was carried out`);
  const made = bankFile ?? file;
  if (made === null) return reject('bank_file_empty', 'no payout of this run goes by a bank');
  const { sha256 } = made;
  const givenOut = {
    type: 'BankFileGivenOut',
    data: { runId, sha256, givenTo: by, givenAt: now },
  } as const;
  if (bankFile !== null) return [givenOut];
  return [{ type: 'BankFileMade', data: { runId, messageId: messageIdOfRun(runId), ...made } }, givenOut];
}

/** The lines that a bank pays, unless they were refused. */
export const bankLinesOf = (run: PayoutRun): readonly PayoutLine[] =>
  run.status === 'none'
    ? []
    : run.lines.filter(({ rail, payoutId }) => rail === 'bank_transfers' && !run.refused.includes(payoutId));

/** Whether the bank may have been asked to pay it. */
export const wasGivenOut = (run: PayoutRun, payoutId: PayoutId): boolean =>
  run.status !== 'none' &&
  run.bankFile !== null &&
  run.bankFile.givenOut.length > 0 &&
  run.bankFile.payoutIds.includes(payoutId);
