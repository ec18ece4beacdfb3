import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { creatorAccounts, creators, payoutRuns } from '../../src/application/aggregates.js';
import type { DecodedEvent } from '../../src/application/events/decoded-event.js';
import { PayoutProcess } from '../../src/application/processes/payout-process.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { releaseHold } from '../../src/domain/creator-account/decide-payout.js';
import { earnedBy } from '../domain/creator-account/account-story.js';
import { APPROVED, HOLD, LINE, PROPOSED, REFUSED } from '../domain/money-rules/payout-story.js';
import { ACCOUNT_ID } from '../domain/money-rules/told.js';
import { CREATOR_ID } from '../domain/people.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { type RunningApplication, runApplication } from '../support/running-application.js';

const { runId } = PROPOSED.data;

describe('carrying out a run again after a crash', () => {
  let running: RunningApplication;
  beforeEach(async () => {
    running = await runApplication();
    // Nobody but this test carries anything out.
    await running.application.processes.stop();
  });
  afterEach(() => running.end());

  it('leaves a line refused that was, also when the reason is gone', async () => {
    const { aggregates } = running.application;
    const context = () => running.context({ role: 'system', id: 'test' });
    await aggregates.execute(creators, CREATOR_ID, context(), () => [
      { type: 'CreatorRegistered', data: { ...SAMPLES.CreatorRegistered, creatorId: CREATOR_ID } },
      {
        type: 'PayoutDestinationSet',
        data: { ...SAMPLES.PayoutDestinationSet, creatorId: CREATOR_ID, destinationId: LINE.destinationId },
      },
    ]);
    await aggregates.execute(creatorAccounts, ACCOUNT_ID, context(), () => [...earnedBy('ord_1'), HOLD]);
    await aggregates.execute(payoutRuns, runId, context(), () => [PROPOSED, APPROVED, REFUSED]);
    await aggregates.execute(creatorAccounts, ACCOUNT_ID, context(), (account, now) =>
      releaseHold(account, { creatorId: CREATOR_ID, now }),
    );
    const metadata = { $correlationId: 'correlation' };
    const approved = { ...APPROVED, id: 'approved', metadata } as DecodedEvent<ShoutoutsEvent>;
    await new PayoutProcess(aggregates, []).handle(approved);
    const { state: run } = await aggregates.load(payoutRuns, runId);
    expect(run).toMatchObject({ status: 'executed', refused: [LINE.payoutId] });
    const { state: account } = await aggregates.load(creatorAccounts, ACCOUNT_ID);
    expect(account.payouts.size).toBe(0);
  });
});
