import { creatorAccountId } from '../../domain/creator-account/account.js';
import type { Creator } from '../../domain/creator/creator.js';
import type { BankFile, MadeBankFile } from '../../domain/payout-run/bank-file.js';
import { bankLinesOf } from '../../domain/payout-run/decide-bank-file.js';
import { messageIdOfRun } from '../../domain/payout-run/bank-references.js';
import { lineOf } from '../../domain/payout-run/decide.js';
import type { BegunRun, PayoutLine } from '../../domain/payout-run/payout-run.js';
import { money } from '../../domain/money.js';
import { reject, type Rejection } from '../../domain/rejection.js';
import type { Instant } from '../../domain/time.js';
import { creatorAccounts, creators } from '../aggregates.js';
import { ERASED } from '../events/personal-field.js';
import type { BankFiles, WrittenBankFile } from '../ports/bank-files.js';
import { type BankAccount, PaymentRunRefusedError } from '../ports/payment-run.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';

const DATE_CHARS = 'yyyy-mm-dd'.length;

interface LineToAccount {
  readonly line: PayoutLine;
  readonly creditor: BankAccount;
}

/** Writes the bank file of a run: for the first time, or again as it was made. */
export class BankFileOfRun {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly bankFiles: BankFiles,
  ) {}

  /**
   * The file as it is made now: of every payout that is reserved and not doubted, and whose destination can still be read. `null` where there is none.
   */
  async make(run: BegunRun, now: Instant): Promise<MadeBankFile | null | Rejection> {
    const { currency } = run.total;
    const lines: LineToAccount[] = [];
    for (const line of bankLinesOf(run)) {
      const creditor = (await this.isToBePaid(line)) ? await this.creditorOf(line) : undefined;
      if (creditor !== undefined) lines.push({ line, creditor });
    }
    if (lines.length === 0) return null;
    const account = this.bankFiles.payingAccount(currency);
    if (account === undefined)
      return reject('no_paying_account', `no account of ours pays in ${currency}: see BANK_ACCOUNTS`);
    const file = {
      payingAccount: { name: account.name, iban: account.iban, bic: account.bic ?? null },
      payoutIds: lines.map(({ line }) => line.payoutId),
      total: money(
        lines.reduce((sum, { line }) => sum + line.amount.amountMinor, 0n),
        currency,
      ),
      executeOn: now.slice(0, DATE_CHARS),
      madeAt: now,
    };
    const written = this.write(run, file, lines);
    return 'code' in written ? written : { ...file, sha256: written.sha256 };
  }

  /** The bytes of a file that was made. They are the same, or they are not given out. */
  async again(run: BegunRun, file: BankFile): Promise<string | Rejection> {
    const lines: LineToAccount[] = [];
    for (const payoutId of file.payoutIds) {
      const line = lineOf(run, payoutId);
      const creditor = line && (await this.creditorOf(line));
      if (line === undefined || creditor === undefined)
        return reject('bank_file_erased', `the destination of ${payoutId} cannot be read any more`);
      lines.push({ line, creditor });
    }
    const written = this.write(run, file, lines);
    if ('code' in written) return written;
    if (written.sha256 !== file.sha256)
      throw new Error(`the bank file of ${run.runId} became another: ${written.sha256}, not ${file.sha256}`);
    return written.text;
  }

  private write(
    run: BegunRun,
    { payingAccount: { name, iban, bic }, executeOn, madeAt }: Omit<MadeBankFile, 'sha256'>,
    lines: readonly LineToAccount[],
  ): WrittenBankFile | Rejection {
    try {
      return this.bankFiles.write({
        ...{ messageId: messageIdOfRun(run.runId), createdAt: madeAt, executeOn },
        ...{ currency: run.total.currency, debtor: { name, iban, ...(bic === null ? {} : { bic }) } },
        lines: lines.map(({ line: { payoutId, amount }, creditor }) => ({
          ...{ payoutId, amount, creditor, remittanceText: `Shoutouts ${executeOn}` },
        })),
      });
    } catch (error) {
      if (!(error instanceof PaymentRunRefusedError)) throw error;
      return reject('bank_file_refused', error.message);
    }
  }

  private async isToBePaid({ creatorId, payoutId, amount }: PayoutLine): Promise<boolean> {
    const account = creatorAccountId(creatorId, amount.currency);
    const { state } = await this.aggregates.load(creatorAccounts, account);
    const payout = state.payouts.get(payoutId);
    // What a bank may have paid unasked, by whatever way, nobody asks it to pay.
    return payout?.status === 'reserved' && !payout.isDoubted;
  }

  private async creditorOf({ creatorId, destinationId }: PayoutLine): Promise<BankAccount | undefined> {
    const { state: creator } = await this.aggregates.load(creators, creatorId);
    return accountOf(creator, destinationId);
  }
}

/** `undefined` also where the creator was forgotten, and nobody can read it. */
function accountOf(creator: Creator, destinationId: string): BankAccount | undefined {
  if (creator.status === 'unknown') return undefined;
  const found = creator.destinations.find((each) => each.destinationId === destinationId);
  if (found === undefined || found.holder === null || found.account === ERASED) return undefined;
  const { account: iban, holder: name, bic } = found;
  return bic === null ? { name, iban } : { name, iban, bic };
}
