import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { creatorAccounts, creators, payoutRuns } from '../../src/application/aggregates.js';
import type { DecodedEvent } from '../../src/application/events/decoded-event.js';
import { PayoutProcess } from '../../src/application/processes/payout-process.js';
import { PaymentRequestRefusedError } from '../../src/application/ports/payment-gateway.js';
import type { PayoutRail } from '../../src/application/ports/payout-rail.js';
import type { AggregatesRuntime } from '../../src/application/runtime/aggregates-runtime.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import type { CreatorEvent } from '../../src/domain/creator/creator.js';
import type { CreatorAccountEvent } from '../../src/domain/creator-account/events.js';
import type { PayoutRunEvent } from '../../src/domain/payout-run/payout-run.js';
import { earnedBy } from '../domain/creator-account/account-story.js';
import {
  APPROVED,
  HOLD,
  LINE,
  PROPOSED,
  REFUSED,
  REFUSED_BY_ACCOUNT,
  RESERVED,
  UNKNOWN,
} from '../domain/money-rules/payout-story.js';
import { ACCOUNT_ID } from '../domain/money-rules/told.js';
import { CREATOR_ID } from '../domain/people.js';
import { START } from '../domain/timeline.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { type RunningApplication, runApplication } from '../support/running-application.js';

const { runId } = PROPOSED.data;
const RELEASED = {
  type: 'PayoutHoldReleased',
  data: { creatorId: CREATOR_ID, releasedAt: START },
} as const;
const APPROVED_EVENT = {
  ...{ ...APPROVED, id: 'approved', metadata: { $correlationId: 'correlation' } },
} as DecodedEvent<ShoutoutsEvent>;

/** Who is paid out, and where. */
const WITH_DESTINATION: readonly CreatorEvent[] = [
  { type: 'CreatorRegistered', data: { ...SAMPLES.CreatorRegistered, creatorId: CREATOR_ID } },
  {
    type: 'PayoutDestinationSet',
    data: { ...SAMPLES.PayoutDestinationSet, creatorId: CREATOR_ID, destinationId: LINE.destinationId },
  },
];

class Signal {
  give: () => void = () => undefined;
  readonly given = new Promise<void>((resolve) => (this.give = resolve));
}

/** What an instance works with that is frozen as soon as it has read a run. */
function frozenAfterRun(aggregates: AggregatesRuntime, frozen: Signal, thawed: Signal): AggregatesRuntime {
  const load: AggregatesRuntime['load'] = async (type, id) => {
    const found = await aggregates.load(type, id);
    if (type.category !== payoutRuns.category) return found;
    frozen.give();
    await thawed.given;
    return found;
  };
  const execute: AggregatesRuntime['execute'] = (...command) => aggregates.execute(...command);
  return { load, execute } as AggregatesRuntime;
}

describe('carrying out a run', () => {
  let running: RunningApplication;
  let aggregates: AggregatesRuntime;
  const context = () => running.context({ role: 'system', id: 'test' });
  const inAccount = (...events: readonly CreatorAccountEvent[]) =>
    aggregates.execute(creatorAccounts, ACCOUNT_ID, context(), () => events);
  const inRun = (...events: readonly PayoutRunEvent[]) =>
    aggregates.execute(payoutRuns, runId, context(), () => events);

  beforeEach(async () => {
    running = await runApplication();
    // Nobody but this test carries anything out.
    await running.application.processes.stop();
    ({ aggregates } = running.application);
    await aggregates.execute(creators, CREATOR_ID, context(), () => WITH_DESTINATION);
    await inAccount(...earnedBy('ord_1'), HOLD);
  });
  afterEach(() => running.end());

  async function expectRefused(): Promise<void> {
    const { state: run } = await aggregates.load(payoutRuns, runId);
    expect(run).toMatchObject({ status: 'executed', refused: [LINE.payoutId] });
    const { state: account } = await aggregates.load(creatorAccounts, ACCOUNT_ID);
    expect(account.payouts.size).toBe(0);
  }

  it('leaves a line refused that was before a crash, also when the reason is gone', async () => {
    await inRun(PROPOSED, APPROVED, REFUSED);
    await inAccount(RELEASED);
    await new PayoutProcess(aggregates, []).handle(APPROVED_EVENT);
    await expectRefused();
  });

  it('refuses in the run what its account had refused before a crash', async () => {
    await inRun(PROPOSED, APPROVED);
    await inAccount(REFUSED_BY_ACCOUNT, RELEASED);
    await new PayoutProcess(aggregates, []).handle(APPROVED_EVENT);
    await expectRefused();
  });

  it('pays nothing that was refused while an instance was frozen', async () => {
    await inRun(PROPOSED, APPROVED);
    const [frozen, thawed] = [new Signal(), new Signal()];
    const late = new PayoutProcess(frozenAfterRun(aggregates, frozen, thawed), []).handle(APPROVED_EVENT);
    await frozen.given;
    await new PayoutProcess(aggregates, []).handle(APPROVED_EVENT);
    await inAccount(RELEASED);
    thawed.give();
    await late;
    await expectRefused();
  });
});

describe('a payout of which it is not known whether it went out', () => {
  let running: RunningApplication;
  const of = { creatorId: CREATOR_ID, currency: 'TRY' } as const;

  beforeEach(async () => {
    running = await runApplication();
    await running.application.processes.stop();
    const context = running.context({ role: 'system', id: 'test' });
    await running.application.aggregates.execute(creatorAccounts, ACCOUNT_ID, context, () => [
      ...earnedBy('ord_1'),
      RESERVED,
      UNKNOWN,
    ]);
  });
  afterEach(() => running.end());

  const statusBy = async (asked: Partial<PayoutRail>) => {
    const { aggregates } = running.application;
    const rail = { rail: LINE.rail, ...asked } as PayoutRail;
    await new PayoutProcess(aggregates, [rail]).resume(of, LINE.payoutId, {
      id: 'due',
      correlationId: 'due',
    });
    const { state } = await aggregates.load(creatorAccounts, ACCOUNT_ID);
    return { status: state.payouts.get(LINE.payoutId)?.status, differences: state.differences };
  };
  const statusAfter = (refusal: string) =>
    statusBy({ find: () => Promise.reject(new PaymentRequestRefusedError(refusal, 'simulated')) });

  const setDestination = async () => {
    const context = running.context({ role: 'system', id: 'test' });
    await running.application.aggregates.execute(creators, CREATOR_ID, context, () => WITH_DESTINATION);
  };

  it('is sent again under its key although nothing could be sent there by now: only that tells', async () => {
    await setDestination();
    const keys: string[] = [];
    const found = await statusBy({
      find: () => Promise.resolve(undefined),
      canPay: () => Promise.resolve({ status: 'not_payable', code: 'payouts_disabled' }),
      send: ({ idempotencyKey, amount, destination }) => {
        keys.push(idempotencyKey);
        const returned = { ...amount, amountMinor: 0n };
        return Promise.resolve({ status: 'paid', reference: 'tr_1', amount, destination, returned });
      },
    });
    expect(found).toEqual({ status: 'paid', differences: [] });
    expect(keys).toEqual([LINE.payoutId]);
  });

  const { amount } = LINE;
  const toAnother = { reference: 'tr_1', amount, destination: 'acct_another' };
  const nothing = { ...amount, amountMinor: 0n };

  it('stays so, and is a case, where the rail has it for another account than was reserved', async () => {
    await setDestination();
    const find = () => Promise.resolve({ ...toAnother, status: 'paid' as const, returned: nothing });
    expect(await statusBy({ find })).toEqual({
      status: 'unknown',
      differences: [expect.stringMatching(/^payout_differs: .* to another account$/)],
    });
  });

  it('came back where the rail has taken it back, whichever account it was for', async () => {
    await setDestination();
    const taken = { ...toAnother, status: 'returned', returned: amount, code: 'reversed' } as const;
    const found = await statusBy({ find: () => Promise.resolve(taken) });
    expect(found).toEqual({ status: 'returned', differences: [] });
  });

  it('stays so where the rail refuses to look', async () => {
    expect(await statusAfter('resource_missing')).toEqual({
      status: 'unknown',
      differences: [expect.stringMatching(/^payout_outcome_unknown: /)],
    });
  });

  it('stays so, and is a case, where the rail has several', async () => {
    expect(await statusAfter('payout_differs')).toEqual({
      status: 'unknown',
      differences: ['payout_differs: simulated'],
    });
  });
});
