import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { CreatorId, PayoutId } from '../../domain/ids.js';
import type { Currency } from '../../domain/money.js';
import { bankLinesOf } from '../../domain/payout-run/decide-bank-file.js';
import { bankAnswers, payoutRuns } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { isEvent } from './process.js';

export interface PayoutConcerned {
  readonly creatorId: CreatorId;
  readonly currency: Currency;
  readonly payoutId: PayoutId;
}

/** Whose payouts a person must look at where a process could not handle the event; `undefined` for events about something else. */
export async function payoutsConcerned(
  aggregates: AggregatesRuntime,
  event: DecodedEvent<ShoutoutsEvent>,
): Promise<readonly PayoutConcerned[] | undefined> {
  if (isEvent(event, 'PayoutReserved')) {
    const { creatorId, payoutId, amount } = event.data;
    return [{ creatorId, payoutId, currency: amount.currency }];
  }
  if (isEvent(event, 'BankFileGivenOut')) {
    const { state: run } = await aggregates.load(payoutRuns, event.data.runId);
    return bankLinesOf(run).map(({ creatorId, payoutId, amount: { currency } }) => ({
      ...{ creatorId, payoutId, currency },
    }));
  }
  if (!isEvent(event, 'BankAnswersReceived')) return undefined;
  const { state: file } = await aggregates.load(bankAnswers, event.data.sha256);
  return file.answers.map(({ creatorId, payoutId, payoutAmount: { currency } }) => ({
    ...{ creatorId, payoutId, currency },
  }));
}
