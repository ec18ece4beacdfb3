import { creatorAccountId } from '../../domain/creator-account/account.js';
import { type PayoutReport, recordPayout } from '../../domain/creator-account/record-payout.js';
import type { EventOf, ShoutoutsEvent } from '../../domain/all-events.js';
import type { PayoutRunId } from '../../domain/ids.js';
import { bankLinesOf } from '../../domain/payout-run/decide-bank-file.js';
import { bankReferenceOf } from '../../domain/payout-run/bank-references.js';
import type { PayoutLine } from '../../domain/payout-run/payout-run.js';
import { creatorAccounts, payoutRuns } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { BankAnswersActor } from '../payouts/act-on-bank-answers.js';
import type { LedgerOfBank } from '../payouts/look-at-bank-balance.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { type Cause, causeOf, isEvent, type Process, stepContext } from './process.js';

const NAME = 'bank_payout';

/**
 * Tells the payouts of a run that its bank file was given out: from then on the bank may pay them, and they are `sent`. A file that is
 * given out again tells them nothing new. Finishes what a file of the bank says, where whoever handed it in did not come to the end; and
 * tells a payout what two people say became of it.
 */
export class BankPayoutProcess implements Process {
  readonly name = NAME;
  readonly takes = ['BankFileGivenOut', 'BankAnswersReceived', 'PayoutDoubtSettled'] as const;
  readonly #actor: BankAnswersActor;

  constructor(
    private readonly aggregates: AggregatesRuntime,
    ledger: LedgerOfBank,
  ) {
    this.#actor = new BankAnswersActor(aggregates, ledger);
  }

  async handle(event: DecodedEvent<ShoutoutsEvent>): Promise<void> {
    if (isEvent(event, 'BankFileGivenOut')) await this.givenOut(event.data.runId, causeOf(event));
    if (isEvent(event, 'BankAnswersReceived')) await this.#actor.act(event.data.sha256, causeOf(event));
    if (isEvent(event, 'PayoutDoubtSettled'))
      await this.tell(event.data, reportOfSettled(event.data), causeOf(event));
  }

  private async givenOut(runId: PayoutRunId, cause: Cause): Promise<void> {
    const { state: run } = await this.aggregates.load(payoutRuns, runId);
    if (run.status === 'none' || run.bankFile === null) return;
    for (const line of bankLinesOf(run)) {
      const isInFile = run.bankFile.payoutIds.includes(line.payoutId);
      await this.tell(line, reportOf(line, isInFile), cause, isInFile);
    }
  }

  private async tell(
    { creatorId, payoutId, amount }: Pick<PayoutLine, 'creatorId' | 'payoutId' | 'amount'>,
    report: PayoutReport,
    cause: Cause,
    isItsEnd = true,
  ): Promise<void> {
    const context = stepContext(NAME, cause, `${payoutId} ${report.status}`);
    const account = creatorAccountId(creatorId, amount.currency);
    await this.aggregates.execute(creatorAccounts, account, context, (state, now) =>
      // Left out because a bank may have paid it, it is not over: only people can say what became of it.
      !isItsEnd && state.payouts.get(payoutId)?.isDoubted === true
        ? []
        : recordPayout(state, { payoutId, report, now }, creatorId),
    );
  }
}

function reportOfSettled({ payoutId, amount, outcome }: EventOf<'PayoutDoubtSettled'>['data']): PayoutReport {
  if (outcome === 'not_paid') return { status: 'failed', code: 'not_paid_by_bank' };
  return { status: 'paid', reference: bankReferenceOf(payoutId), amount };
}

/** What was left out of the file could not be written: its creator was forgotten meanwhile. It is in no file, so it never goes out. */
function reportOf({ payoutId, amount }: PayoutLine, isInFile: boolean): PayoutReport {
  if (!isInFile) return { status: 'failed', code: 'destination_unknown' };
  return { status: 'sent', reference: bankReferenceOf(payoutId), amount };
}
