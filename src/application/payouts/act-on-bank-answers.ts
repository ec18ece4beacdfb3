import {
  type BankStatement,
  findingsAfter,
  lastStatement,
  type StatementFinding,
  takeStatement,
} from '../../domain/bank-account/bank-account.js';
import { creatorAccountId } from '../../domain/creator-account/account.js';
import {
  differsFromAccount,
  type PayoutReport,
  recordPayout,
} from '../../domain/creator-account/record-payout.js';
import { BANK_MAY_HAVE_PAID } from '../../domain/creator-account/payout-events.js';
import type { CaseId } from '../../domain/ids.js';
import type { BankAnswerOfPayout, BankAnswers, BankDoubt } from '../../domain/payout-run/bank-answers.js';
import { openCase, resolveCase } from '../../domain/money-case/decide.js';
import { bankReferenceOf } from '../../domain/payout-run/bank-references.js';
import { wasGivenOut } from '../../domain/payout-run/decide-bank-file.js';
import type { PayoutRun } from '../../domain/payout-run/payout-run.js';
import { settledAs } from '../../domain/payout-run/settle-doubt.js';
import { bankAccounts, bankAnswers, creatorAccounts, moneyCaseStreams, payoutRuns } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { caseIdOf } from '../reconciliation/case-id.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandReceipt } from '../runtime/outcome.js';
import { type LedgerOfBank, lookAtBankBalance } from './look-at-bank-balance.js';
import { type Cause, stepContext } from '../processes/process.js';

/** What an answer came to: a new fact, nothing new, or what cannot be and is a case. */
export type Effect = 'taken_in' | 'known' | 'differs';

export interface ActedOn {
  readonly answer: BankAnswerOfPayout;
  readonly effect: Effect;
}

/**
 * Tells payouts what a bank's file says of them. Its cause is the event by which the file was received, whoever does it: each answer is
 * one command, so that a crash between two of them, or two who do it at once, tell nothing twice.
 */
export class BankAnswersActor {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly ledger: LedgerOfBank,
  ) {}

  async act(
    sha256: string,
    cause: Cause,
  ): Promise<{ readonly actedOn: readonly ActedOn[] } & CommandReceipt> {
    const { state: file, ...at } = await this.aggregates.load(bankAnswers, sha256);
    let { position } = at;
    const actedOn: ActedOn[] = [];
    for (const [index, answer] of file.answers.entries()) {
      const told = await this.tell(answer, contextOf(file, sha256, cause, index));
      if (told.position > position) position = told.position;
      actedOn.push({ answer, effect: told.effect });
    }
    const statements = file.received?.statements ?? [];
    for (const statement of statements) await this.takeStatement(statement, sha256, cause);
    await this.lookAtBalances(statements, file, cause);
    return { actedOn, revision: at.revision, position };
  }

  /** Holds it against itself and against the one before it; what is wrong is a case, and what is right again is none any more. */
  private async takeStatement(statement: BankStatement, sha256: string, cause: Cause): Promise<void> {
    const { iban, statementId } = statement;
    const context = (step: string) => statementContext(cause, statementId, step);
    await this.aggregates.execute(bankAccounts, iban, context('taken'), (state, now) =>
      takeStatement(state, { statement, sha256, now }),
    );
    // What another file has told before was looked at then.
    if ((await this.aggregates.find(bankAccounts, iban, context('taken').commandId)) === undefined) return;
    const { state } = await this.aggregates.load(bankAccounts, iban);
    for (const finding of findingsAfter(state, statementId))
      await this.tellCase(finding, (caseId) => context(caseId));
  }

  /** Once all that the file says is in the ledger, and only by the last statement that there is: an older one says nothing of today. */
  private async lookAtBalances(
    statements: readonly BankStatement[],
    { answers }: BankAnswers,
    cause: Cause,
  ): Promise<void> {
    const booked = new Set<string>(answers.map(({ payoutId }) => payoutId));
    for (const iban of new Set(statements.map((each) => each.iban))) {
      const last = lastStatement((await this.aggregates.load(bankAccounts, iban)).state);
      if (last === undefined || !statements.some(({ statementId }) => statementId === last.statementId))
        continue;
      const taken = statementContext(cause, last.statementId, 'taken');
      if ((await this.aggregates.find(bankAccounts, iban, taken.commandId)) === undefined) continue;
      const finding = await lookAtBankBalance(last, booked, this.ledger);
      await this.tellCase(finding, () => statementContext(cause, last.statementId, 'balance'));
    }
  }

  private async tellCase(
    { name, difference }: StatementFinding,
    contextOf: (caseId: CaseId) => CommandContext,
  ): Promise<void> {
    const caseId = caseIdOf(name);
    await this.aggregates.execute(moneyCaseStreams, caseId, contextOf(caseId), (found, now) =>
      difference === null ? resolveCase(found, { now }) : openCase(found, { caseId, difference, now }),
    );
  }

  private async tell(answer: BankAnswerOfPayout, context: CommandContext) {
    const { runId, creatorId, payoutId, payoutAmount } = answer;
    const { state: run } = await this.aggregates.load(payoutRuns, runId);
    const report = reportOf(answer, run);
    const account = creatorAccountId(creatorId, payoutAmount.currency);
    await this.aggregates.execute(creatorAccounts, account, context, (state, now) =>
      recordPayout(state, { payoutId, report, now }, creatorId),
    );
    const receipt = await this.aggregates.find(creatorAccounts, account, context.commandId);
    const { state } = await this.aggregates.load(creatorAccounts, account);
    const isDifferent = differsFromAccount(state, payoutId, report);
    const effect: Effect = isDifferent ? 'differs' : receipt === undefined ? 'known' : 'taken_in';
    return { effect, position: receipt?.position ?? -1n };
  }
}

const statementContext = (cause: Cause, statementId: string, step: string): CommandContext =>
  stepContext('bank_payout', cause, `statement ${statementId} ${step}`);

/** Each fact says which file it is from. */
const contextOf = (
  { received }: BankAnswers,
  sha256: string,
  cause: Cause,
  index: number,
): CommandContext => ({
  ...stepContext('bank_payout', cause, `answer ${String(index)}`),
  reason: `bank file ${received?.messageId ?? ''}, SHA-256 ${sha256}`,
});

/**
 * The words of a bank in those of a rail. What it says of a payment that it was never asked for cannot be, whatever it says: were it
 * taken, the payout could be proposed again and go out by two files.
 */
export function reportOf(answer: BankAnswerOfPayout, run: PayoutRun): PayoutReport {
  const { payoutId, outcome, doubt } = answer;
  const settled = settledAs(run, payoutId);
  if (!wasGivenOut(run, payoutId) && settled !== 'paid') return unasked(answer, settled);
  if (doubt !== null) return differs(...inWords(doubt, answer));
  if (outcome === 'rejected' && DUPLICATES.has(answer.code ?? ''))
    return differs('bank_calls_duplicate', `${payoutId} is rejected as a duplicate: another one may be paid`);
  return inWordsOfRail(answer);
}

/** A name that the bank gives its entry tells it from another one. */
function unasked(
  { payoutId, outcome, bankReference }: BankAnswerOfPayout,
  settled: 'not_paid' | undefined,
): PayoutReport {
  const reference = outcome === 'paid' ? bankReference : null;
  const called = reference === null ? outcome : `${outcome} as ${reference}`;
  const but = settled === undefined ? 'no bank was asked for it' : 'was settled as not paid';
  const code = outcome === 'rejected' ? 'bank_answer_unexpected' : BANK_MAY_HAVE_PAID;
  return { ...differs(code, `${payoutId} is called ${called}, and ${but}`), reference };
}

/** By these codes of ISO 20022 a bank refuses what it has already: it says nothing about the first one. */
const DUPLICATES: ReadonlySet<string> = new Set(['AM05', 'DUPL', 'DU01', 'DU02', 'DU03', 'DU04', 'DU05']);

function inWords(
  doubt: BankDoubt,
  { payoutId, outcome, line }: BankAnswerOfPayout,
): readonly [code: string, detail: string] {
  switch (doubt) {
    case 'another_sum':
      return ['bank_sum_differs', `the run of ${payoutId} is called ${outcome} with another sum`];
    case 'another_account':
      return ['bank_account_differs', `${payoutId} is called ${outcome} on an account that does not pay it`];
    case 'booked_again':
      return [
        'payout_paid_again',
        `${payoutId} is booked twice in one statement, the second time on line ${String(line)}`,
      ];
    case 'another_file':
      return ['bank_file_differs', `${payoutId} is called ${outcome} in answer to a file that it is not in`];
  }
}

function inWordsOfRail(answer: BankAnswerOfPayout): PayoutReport {
  const { payoutId, outcome, payoutAmount, bankReference } = answer;
  const ours = bankReferenceOf(payoutId);
  const amount = answer.amount ?? payoutAmount;
  const code = answer.code ?? outcome;
  switch (outcome) {
    case 'accepted':
    case 'pending':
      return { status: 'sent', reference: ours, amount };
    case 'paid':
      return { status: 'paid', reference: bankReference ?? ours, amount };
    case 'rejected':
      return { status: 'failed', code, amount };
    case 'returned':
      return { status: 'returned', code, amount, charges: answer.charges ?? undefined };
  }
}

const differs = (code: string, detail: string) => ({ status: 'differs', code, detail }) as const;
