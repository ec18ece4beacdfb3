import type { EventOf, EventType, ShoutoutsEvent } from '../../domain/all-events.js';
import { creatorAccountId } from '../../domain/creator-account/account.js';
import { recordPayout, wouldRecord } from '../../domain/creator-account/record-payout.js';
import { recordDifference } from '../../domain/payment/decide.js';
import { abandonProviderEvent } from '../../domain/payment/provider-event.js';
import type { BankAnswerOfPayout } from '../../domain/payout-run/bank-answers.js';
import { bankLinesOf } from '../../domain/payout-run/decide-bank-file.js';
import type { PayoutLine } from '../../domain/payout-run/payout-run.js';
import { recordFailed } from '../../domain/reconciliation/decide.js';
import { reconciliationId } from '../../domain/reconciliation/run.js';
import {
  bankAnswers,
  creatorAccounts,
  payments,
  payoutRuns,
  providerEvents,
  reconciliations,
} from '../aggregates.js';
import { isRejection } from '../../domain/rejection.js';
import { reportOf } from '../payouts/act-on-bank-answers.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { causeOf, type Process, stepContext } from './process.js';

interface Abandoned {
  readonly aggregates: AggregatesRuntime;
  readonly process: string;
  readonly event: DecodedEvent<ShoutoutsEvent>;
}

type MakeCase<Type extends EventType> = (abandoned: Abandoned, data: EventOf<Type>['data']) => Promise<void>;

/** Of events that are not about one order. */
const CASES: { readonly [Type in EventType]?: MakeCase<Type> } = {
  ProviderEventReceived: (abandoned, data) =>
    data.orderId === null ? caseOfProviderEvent(abandoned, data) : caseOfOrder(abandoned, data.orderId),
  PayoutReserved: (abandoned, payout) => casesOfPayouts(abandoned, [payout]),
  BankFileGivenOut: async (abandoned, { runId }) => {
    const { state: run } = await abandoned.aggregates.load(payoutRuns, runId);
    await casesOfPayouts(abandoned, bankLinesOf(run));
  },
  BankAnswersReceived: async (abandoned, { sha256 }) => {
    const { state: file } = await abandoned.aggregates.load(bankAnswers, sha256);
    const untold = await untoldAnswers(abandoned.aggregates, file.answers);
    // Of a file whose answers are all told, the rest was not done, and it has no other place to be seen.
    const undone = untold.length === 0 ? file.answers : untold;
    await casesOfPayouts(
      abandoned,
      undone.map((answer) => ({ ...answer, amount: answer.payoutAmount })),
    );
  },
  PayoutDoubtSettled: (abandoned, payout) => casesOfPayouts(abandoned, [payout]),
  ReconciliationStarted: caseOfDay,
  ReconciliationProgressed: caseOfDay,
};

/** What a process could not do, however often it tried, somebody must look at (product.md, "Money, always true", 5). */
export async function makeCase(
  aggregates: AggregatesRuntime,
  { name: process }: Pick<Process, 'name'>,
  event: DecodedEvent<ShoutoutsEvent>,
): Promise<void> {
  const abandoned = { aggregates, process, event };
  const { data, type, id } = event;
  // TypeScript does not see that the data is of its type.
  const make = CASES[type] as MakeCase<EventType> | undefined;
  if (make !== undefined) return make(abandoned, data);
  const orderId = 'orderId' in data ? data.orderId : null;
  if (orderId === null) throw new Error(`${type} (${id}) is of no order: nobody would see the case`);
  await caseOfOrder(abandoned, orderId);
}

async function caseOfOrder({ aggregates, process, event }: Abandoned, orderId: string): Promise<void> {
  const code = codeOf(process);
  const detail = `the process ${process} could not handle ${event.type} (${event.id})`;
  await aggregates.execute(payments, orderId, contextOf(process, event), (payment, now) =>
    recordDifference(payment, { code, detail, now }),
  );
}

async function caseOfProviderEvent(
  { aggregates, process, event }: Abandoned,
  { providerEventId, type, objectId }: EventOf<'ProviderEventReceived'>['data'],
): Promise<void> {
  await aggregates.execute(providerEvents, providerEventId, contextOf(process, event), (inbox, now) =>
    abandonProviderEvent(inbox, { providerEventId, type, objectId, process, now }),
  );
}

async function casesOfPayouts(
  { aggregates, process, event }: Abandoned,
  payouts: readonly Pick<PayoutLine, 'payoutId' | 'creatorId' | 'amount'>[],
): Promise<void> {
  for (const { payoutId, creatorId, amount } of payouts) {
    const detail = `the process ${process} could not go on with ${payoutId}`;
    const report = { status: 'differs', code: codeOf(process), detail } as const;
    const account = creatorAccountId(creatorId, amount.currency);
    const context = stepContext(process, causeOf(event), `abandon ${payoutId}`);
    await aggregates.execute(creatorAccounts, account, context, (state, now) =>
      recordPayout(state, { payoutId, report, now }, creatorId),
    );
  }
}

async function caseOfDay(
  { aggregates, process, event }: Abandoned,
  { provider, day }: EventOf<'ReconciliationStarted' | 'ReconciliationProgressed'>['data'],
): Promise<void> {
  const id = reconciliationId(provider, day);
  await aggregates.execute(reconciliations, id, contextOf(process, event), (run, now) =>
    recordFailed(run, { now }),
  );
}

/** Those that would still tell their payout something. */
async function untoldAnswers(
  aggregates: AggregatesRuntime,
  answers: readonly BankAnswerOfPayout[],
): Promise<readonly BankAnswerOfPayout[]> {
  const untold: BankAnswerOfPayout[] = [];
  for (const answer of answers) {
    const { runId, creatorId, payoutId, payoutAmount } = answer;
    const { state: run } = await aggregates.load(payoutRuns, runId);
    const account = creatorAccountId(creatorId, payoutAmount.currency);
    const { state } = await aggregates.load(creatorAccounts, account);
    const decision = wouldRecord(state, payoutId, reportOf(answer, run));
    if (isRejection(decision) || decision.length > 0) untold.push(answer);
  }
  return untold;
}

const codeOf = (process: string): string => `process_failed:${process}`;

const contextOf = (process: string, event: DecodedEvent<ShoutoutsEvent>) =>
  stepContext(process, causeOf(event), 'abandon');
