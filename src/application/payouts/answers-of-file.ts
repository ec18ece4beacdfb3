import { creatorAccountId } from '../../domain/creator-account/account.js';
import type { CreatorId, PayoutId, PayoutRunId } from '../../domain/ids.js';
import { money } from '../../domain/money.js';
import type {
  BankAnswerOfPayout,
  BankDoubt,
  ForeignBankAnswer,
} from '../../domain/payout-run/bank-answers.js';
import { bankReferenceOf, runOfMessageId } from '../../domain/payout-run/bank-references.js';
import { lineOf } from '../../domain/payout-run/decide.js';
import type { BegunRun, PayoutLine, PayoutRun } from '../../domain/payout-run/payout-run.js';
import { creatorAccounts, payoutRuns } from '../aggregates.js';
import type { BankAnswer, BankFile } from '../ports/bank-file.js';
import type { Position } from '../ports/event-store.js';
import { payouts } from '../projections/payouts.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { ReadModelReader } from '../runtime/read-model-reader.js';

export interface AnswersOfFile {
  readonly ours: readonly BankAnswerOfPayout[];
  readonly notOurs: readonly ForeignBankAnswer[];
}

/** Finds out which payouts the answers of a bank's file are about. Reads only. */
export class AnswersFinder {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly reader: ReadModelReader,
  ) {}

  /** Knows every payout that is in the log up to the position. */
  async find({ answers, originalMessageId }: BankFile, upTo: Position): Promise<AnswersOfFile> {
    const named = new Set(
      answers.flatMap(({ subject }) => (subject.kind === 'payout' ? [subject.payoutId] : [])),
    );
    const ours: BankAnswerOfPayout[] = [];
    const notOurs: ForeignBankAnswer[] = [];
    const booked = new BookedInStatement();
    for (const answer of answers) {
      const found = await this.payoutsOf(answer, { named, originalMessageId, upTo });
      if (found === undefined) notOurs.push(foreign(answer));
      else ours.push(...(answer.account === null ? found : found.map((each) => booked.take(each))));
    }
    return { ours, notOurs };
  }

  /** `undefined` for what is none of ours. */
  private async payoutsOf(
    answer: BankAnswer,
    { named, originalMessageId, upTo }: Asked,
  ): Promise<readonly BankAnswerOfPayout[] | undefined> {
    const { subject } = answer;
    if (subject.kind === 'unknown') return undefined;
    if (subject.kind === 'run') return this.payoutsOfRun(answer, subject, named);
    const found = await this.reader.get(payouts, subject.payoutId, upTo);
    if (found === undefined) return undefined;
    const runId = found.runId as PayoutRunId;
    const of = { payoutId: subject.payoutId, creatorId: found.creatorId as CreatorId, runId };
    const amount = money(BigInt(found.amountMinor), found.currency);
    const { state: run } = await this.aggregates.load(payoutRuns, runId);
    const isOfAnotherFile = originalMessageId !== null && runOfMessageId(originalMessageId) !== runId;
    const doubt = isOfAnotherFile ? 'another_file' : doubtOfAccount(answer, run);
    return [{ ...ofPayout(answer, { ...of, amount }), doubt }];
  }

  /** Of every payout of the file that has not failed; one that the same file speaks of by itself is left to that. */
  private async payoutsOfRun(
    answer: BankAnswer,
    subject: { readonly messageId: string; readonly transactions: number | null },
    named: ReadonlySet<string>,
  ): Promise<readonly BankAnswerOfPayout[] | undefined> {
    const runId = runOfMessageId(subject.messageId);
    if (runId === undefined) return undefined;
    const { state: run } = await this.aggregates.load(payoutRuns, runId);
    if (run.status === 'none' || run.bankFile === null) return undefined;
    const open = await this.openLines(run, run.bankFile.payoutIds);
    const isOfAnotherSum = !isSumOf(open, answer, subject.transactions);
    const doubt = isOfAnotherSum ? 'another_sum' : doubtOfAccount(answer, run);
    return open
      .filter(({ payoutId }) => !named.has(payoutId))
      .map((line) => ({
        ...ofPayout(answer, { ...line, runId }),
        ...{ amount: isOfAnotherSum ? answer.amount : line.amount, charges: null, doubt },
      }));
  }

  private async openLines(run: BegunRun, payoutIds: readonly PayoutId[]): Promise<readonly PayoutLine[]> {
    const lines: PayoutLine[] = [];
    for (const line of payoutIds.flatMap((payoutId) => lineOf(run, payoutId) ?? [])) {
      const account = creatorAccountId(line.creatorId, line.amount.currency);
      const { state } = await this.aggregates.load(creatorAccounts, account);
      if (state.payouts.get(line.payoutId)?.status !== 'failed') lines.push(line);
    }
    return lines;
  }
}

/**
 * Two debits of one payout in one statement are two movements. Where the bank names both of its entries, the account tells them apart, in
 * this statement and in others; where it does not, nothing but the statement does.
 */
class BookedInStatement {
  readonly #before = new Map<string, string | null>();

  take(answer: BankAnswerOfPayout): BankAnswerOfPayout {
    const { payoutId, outcome, bankReference, doubt } = answer;
    if (outcome !== 'paid') return answer;
    const before = this.#before.get(payoutId);
    this.#before.set(payoutId, bankReference);
    const isUnnamed = before !== undefined && (before === null || bankReference === null);
    return isUnnamed && doubt === null ? { ...answer, doubt: 'booked_again' } : answer;
  }
}

interface Asked {
  /** Payouts that the file speaks of by themselves. */
  readonly named: ReadonlySet<string>;
  /** Of the file of ours that it answers. */
  readonly originalMessageId: string | null;
  readonly upTo: Position;
}

/** What is booked elsewhere is not what we pay: the payee's own statement has the same reference, the other way round. */
function doubtOfAccount({ account }: BankAnswer, run: PayoutRun): BankDoubt | null {
  if (account === null || run.status === 'none' || run.bankFile === null) return null;
  return account === run.bankFile.payingAccount.iban ? null : 'another_account';
}

/** What the bank leaves out is not held against it. */
function isSumOf(lines: readonly PayoutLine[], { amount }: BankAnswer, transactions: number | null): boolean {
  if (transactions !== null && transactions !== lines.length) return false;
  if (amount === null) return true;
  const sum = lines.reduce((total, line) => total + line.amount.amountMinor, 0n);
  return lines.every((line) => line.amount.currency === amount.currency) && sum === amount.amountMinor;
}

const ofPayout = (
  { outcome, amount, charges, reason, bankReference, line }: BankAnswer,
  payout: Pick<PayoutLine, 'payoutId' | 'creatorId' | 'amount'> & { readonly runId: PayoutRunId },
): BankAnswerOfPayout => ({
  ...{ payoutId: payout.payoutId, creatorId: payout.creatorId, runId: payout.runId },
  ...{ outcome, payoutAmount: payout.amount, amount, charges, doubt: null },
  ...{ code: reason?.code ?? null, bankReference, line },
});

const foreign = ({ subject, outcome, line }: BankAnswer): ForeignBankAnswer => ({
  ...{ outcome, line },
  reference:
    subject.kind === 'payout'
      ? bankReferenceOf(subject.payoutId)
      : subject.kind === 'run'
        ? subject.messageId
        : subject.reference,
});
