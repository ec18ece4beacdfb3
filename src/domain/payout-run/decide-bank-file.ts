import type { PayoutId } from '../ids.js';
import { type Decision, reject } from '../rejection.js';
import type { Instant } from '../time.js';
import type { MadeBankFile } from './bank-file.js';
import { messageIdOfRun } from './bank-references.js';
import type { PayoutLine, PayoutRun, PayoutRunEvent } from './payout-run.js';
import { settledAs } from './settle-doubt.js';

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
  if (made === null)
    return reject('bank_file_empty', 'no payout of this run goes by a bank, or each of them is doubted');
  if (made.payoutIds.some((payoutId) => settledAs(run, payoutId) !== undefined))
    return reject('bank_file_not_ready', 'what became of a payout in it was settled meanwhile: ask again');
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
