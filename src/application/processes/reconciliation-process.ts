import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { openCase, resolveCase, resolveNotFound } from '../../domain/money-case/decide.js';
import type { CaseId } from '../../domain/ids.js';
import { recordFinished, recordProgress } from '../../domain/reconciliation/decide.js';
import { type Difference, nameOfDifference } from '../../domain/reconciliation/difference.js';
import { type BegunReconciliation, reconciliationId } from '../../domain/reconciliation/run.js';
import { moneyCaseStreams, reconciliations } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { caseIdOf } from '../reconciliation/case-id.js';
import type { Clock } from '../ports/clock.js';
import { PaymentOutcomeUnknownError } from '../ports/payment-gateway.js';
import type { ReadModels } from '../ports/read-models.js';
import type { Looked, Sections } from '../reconciliation/sections.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { ProcessesBehindError } from '../runtime/outages.js';
import { checkpointOf } from '../runtime/process-checkpoint.js';
import { type Cause, causeOf, isEvent, type Process, stepContext } from './process.js';

const NAME = 'reconciliation';

/** Those that take up what the provider tells. */
const TAKE_UP = ['payment', 'refund', 'chargeback', 'payout'] as const;
const NO_PROGRESS = "the page behind the last entry of the provider's list ends with that entry again";
const LOOK_AGAIN_MS = 100;
const LOOKS = 50;

export interface ReconciliationProcessDeps {
  readonly aggregates: AggregatesRuntime;
  readonly models: Pick<ReadModels, 'lookAtCheckpoint'>;
  readonly clock: Clock;
  readonly sections: Pick<Sections, 'look'>;
}

/**
 * Compares a day of the provider's books with ours, one page at a time. Each page is told before the next one is looked at, and that is
 * what sets the next look going: a run that was stopped anywhere goes on behind the last page that was told. A provider that does not
 * answer is an outage like any other, and delays it; so does one that gives the same page again, of which there would be no end.
 */
export class ReconciliationProcess implements Process {
  readonly name = NAME;
  readonly takes = ['ReconciliationStarted', 'ReconciliationProgressed'] as const;

  constructor(private readonly deps: ReconciliationProcessDeps) {}

  async handle(event: DecodedEvent<ShoutoutsEvent>): Promise<void> {
    if (!isEvent(event, ...this.takes)) return;
    const { provider, day } = event.data;
    const { state: run, revision } = await this.deps.aggregates.load(
      reconciliations,
      reconciliationId(provider, day),
    );
    // It has gone on since.
    if (run.status !== 'running' || revision !== event.revision) return;
    const cause = causeOf(event);
    if (run.section === 'resolving') await this.end(run, cause);
    else await this.goOn(run, cause);
  }

  private async goOn(run: BegunReconciliation, cause: Cause): Promise<void> {
    const { aggregates } = this.deps;
    if (run.section === 'settling' && run.takenInAt !== null) await this.takenUp(BigInt(run.takenInAt));
    const { differences, agreed = [], ...looked } = await this.lookTwice(run);
    if (looked.after !== null && looked.after === run.after)
      throw new PaymentOutcomeUnknownError(NO_PROGRESS);
    const caseIds: CaseId[] = [];
    for (const difference of differences) caseIds.push(await this.open(difference, cause));
    for (const currency of agreed) await this.resolve(caseOfBalance(currency), cause);
    await aggregates.execute(reconciliations, idOf(run), stepContext(NAME, cause, 'progress'), (state, now) =>
      recordProgress(state, { ...looked, caseIds, now }),
    );
  }

  /** What moves while it is looked at differs once: a difference is what a second look finds, too. */
  private async lookTwice(run: BegunReconciliation): Promise<Looked> {
    const { sections } = this.deps;
    const first = await sections.look(run);
    if (first.differences.length === 0) return first;
    const found = new Set(first.differences.map(nameOfDifference));
    const second = await sections.look(run);
    return { ...second, differences: second.differences.filter((each) => found.has(nameOfDifference(each))) };
  }

  private async open(difference: Difference, cause: Cause): Promise<CaseId> {
    const name = nameOfDifference(difference);
    const caseId = caseIdOf(name);
    const context = stepContext(NAME, cause, `open ${name}`);
    await this.deps.aggregates.execute(moneyCaseStreams, caseId, context, (found, now) =>
      openCase(found, { caseId, difference, now }),
    );
    return caseId;
  }

  private async resolve(caseId: CaseId, cause: Cause, resolveIt = resolveCase): Promise<void> {
    const context = stepContext(NAME, cause, `resolve ${caseId}`);
    await this.deps.aggregates.execute(moneyCaseStreams, caseId, context, (found, now) =>
      resolveIt(found, { now }),
    );
  }

  /** What an earlier run has found and this one has not is gone. */
  private async end(run: BegunReconciliation, cause: Cause): Promise<void> {
    const { aggregates } = this.deps;
    const gone = run.earlierCaseIds.filter((caseId) => !run.caseIds.includes(caseId));
    for (const caseId of gone) await this.resolve(caseId, cause, resolveNotFound);
    await aggregates.execute(reconciliations, idOf(run), stepContext(NAME, cause, 'finish'), (state, now) =>
      recordFinished(state, { now }),
    );
  }

  /** @throws ProcessesBehindError where that takes long: it is looked at again then */
  private async takenUp(position: bigint): Promise<void> {
    const { models, clock } = this.deps;
    for (let looks = 0; looks < LOOKS; looks += 1) {
      const reached = await Promise.all(TAKE_UP.map((name) => models.lookAtCheckpoint(checkpointOf(name))));
      if (reached.every((at) => at !== undefined && at >= position)) return;
      await clock.sleep(LOOK_AGAIN_MS);
    }
    throw new ProcessesBehindError(
      `the processes have not taken up yet what was found, up to ${String(position)}`,
    );
  }
}

/** A balance has one case, whichever day it was looked at with. */
const caseOfBalance = (currency: string): CaseId =>
  caseIdOf(nameOfDifference({ kind: 'amount_differs', about: 'balance', objectId: currency }));

const idOf = ({ provider, day }: BegunReconciliation): string => reconciliationId(provider, day);
