import { describe, expect, it } from '@jest/globals';
import { SimulatedEventStore, SimulatedLog } from '../../sim/ports/event-store.js';
import {
  type AggregateType,
  bankAnswers,
  creatorAccounts,
  payments,
  payoutRuns,
  reconciliations,
} from '../../src/application/aggregates.js';
import type { DecodedEvent } from '../../src/application/events/decoded-event.js';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import { makeCase } from '../../src/application/processes/abandoned.js';
import { stepContext } from '../../src/application/processes/process.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { AggregatesRuntime } from '../../src/application/runtime/aggregates-runtime.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { creatorAccountId } from '../../src/domain/creator-account/account.js';
import { reconciliationId } from '../../src/domain/reconciliation/run.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { realRandom } from '../support/real-random.js';
import { immediateTime, undisturbedCalls } from '../support/simulated-calls.js';
import { happened } from './happened.js';

const cause = { id: realRandom.uuid(), correlationId: realRandom.uuid() };

/** What an event looks like that a process is handed. */
const handed = (event: ShoutoutsEvent) =>
  ({
    ...event,
    id: cause.id,
    metadata: { $correlationId: cause.correlationId },
  }) as DecodedEvent<ShoutoutsEvent>;

/** A log with these streams in it. */
class Given {
  readonly #store = new SimulatedEventStore(
    new SimulatedLog(
      () => Date.now(),
      () => undefined,
    ),
    undisturbedCalls(),
    immediateTime,
    () => 0,
    realClock,
  );
  readonly #aggregates = new AggregatesRuntime(
    this.#store,
    shoutoutsCodec(new MemorySubjectKeys()),
    realClock,
    realRandom,
  );

  async has<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    id: string,
    ...types: readonly Event['type'][]
  ): Promise<void> {
    const context = stepContext('payment', cause, `given ${id}`);
    await this.#aggregates.execute(type, id, context, () => types.map((each) => happened(each) as Event));
  }

  async hasMore<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    id: string,
    events: readonly ShoutoutsEvent[],
  ): Promise<void> {
    const context = stepContext('payment', cause, `given more ${id}`);
    await this.#aggregates.execute(type, id, context, () => events.map((each) => each as Event));
  }

  /** What the log has of it when the process gave the event up, and then again. */
  async madeOf(event: ShoutoutsEvent): Promise<readonly string[]> {
    return (await this.eventsOf(event)).map(({ type }) => type);
  }

  async eventsOf(event: ShoutoutsEvent): Promise<readonly RecordedEvent[]> {
    const before = await this.#store.endPosition();
    for (let times = 0; times < 2; times += 1)
      await makeCase(this.#aggregates, { name: 'bank_payout' }, handed(event));
    return this.#store.readAll({ after: before });
  }
}

describe('an event that a process gave up', () => {
  const payoutIsReserved = async (): Promise<Given> => {
    const given = new Given();
    const { creatorId, amount } = SAMPLES.PayoutReserved;
    const account = creatorAccountId(creatorId, amount.currency);
    await given.has(creatorAccounts, account, 'EarningPending', 'EarningEarned', 'PayoutReserved');
    return given;
  };

  it.each(['FundsHeld', 'ProviderEventReceived'] as const)('is a case of its order (%s)', async (type) => {
    const given = new Given();
    const { orderId } = SAMPLES.PaymentStarted;
    await given.has(payments, orderId, 'PaymentStarted');
    expect(await given.madeOf(happened(type, { orderId }))).toEqual(['MoneyDifferenceFound']);
  });

  it('is a case by itself, where the provider told of no order', async () => {
    expect(await new Given().madeOf(happened('ProviderEventReceived', { orderId: null }))).toEqual([
      'ProviderEventAbandoned',
    ]);
  });

  it('is a case of the payout that was reserved', async () => {
    const given = await payoutIsReserved();
    expect(await given.madeOf(happened('PayoutReserved'))).toContain('PayoutDiffered');
  });

  it('is a case of each payout in the bank file that was given out', async () => {
    const given = await payoutIsReserved();
    const { runId } = SAMPLES.PayoutRunProposed;
    await given.has(payoutRuns, runId, 'PayoutRunProposed', 'PayoutRunApproved', 'PayoutRunExecuted');
    expect(await given.madeOf(happened('BankFileGivenOut'))).toContain('PayoutDiffered');
  });

  it('is a case of each payout that the bank has answered', async () => {
    const given = await payoutIsReserved();
    const { sha256 } = SAMPLES.BankAnswersListed;
    await given.has(bankAnswers, sha256, 'BankAnswersListed');
    expect(await given.madeOf(happened('BankAnswersReceived'))).toContain('PayoutDiffered');
  });

  it('is no case of a payout that was told before the process gave up', async () => {
    const given = await payoutIsReserved();
    const { sha256 } = SAMPLES.BankAnswersListed;
    const { runId, creatorId, payoutId, amount } = SAMPLES.PayoutReserved;
    const second = 'pay_0193a5d2-0000-7000-8000-00000000beef';
    const account = creatorAccountId(creatorId, amount.currency);
    // Nobody was given its file, so what the bank says of it is a difference; that of the first is told.
    const detail = `${payoutId} is called rejected, and no bank was asked for it`;
    await given.hasMore(creatorAccounts, account, [
      happened('PayoutReserved', { payoutId: second }),
      happened('PayoutDiffered', { payoutId, code: 'bank_answer_unexpected', detail }),
    ]);
    const [answer] = SAMPLES.BankAnswersListed.answers;
    if (answer === undefined) throw new Error('there is no answer');
    const answers = ([payoutId, second] as const).map((id) => ({
      ...answer,
      payoutId: id,
      creatorId,
      runId,
    }));
    await given.hasMore(bankAnswers, sha256, [happened('BankAnswersListed', { answers })]);
    const made = await given.eventsOf(happened('BankAnswersReceived'));
    expect(made.map(({ data }) => data['payoutId'])).toEqual([second]);
  });

  it.each(['ReconciliationStarted', 'ReconciliationProgressed'] as const)(
    'ends the comparison of its day (%s)',
    async (type) => {
      const given = new Given();
      const { provider, day } = SAMPLES.ReconciliationStarted;
      await given.has(reconciliations, reconciliationId(provider, day), 'ReconciliationStarted');
      expect(await given.madeOf(happened(type))).toEqual(['ReconciliationFailed']);
    },
  );

  // No account knows the lines of a run that were not reserved, and a run has no differences.
  it.each(['PayoutRunApproved', 'FanRegistered'] as const)(
    'is kept, where nobody would see the case (%s)',
    async (type) => {
      await expect(new Given().madeOf(happened(type))).rejects.toThrow('nobody would see the case');
    },
  );
});
