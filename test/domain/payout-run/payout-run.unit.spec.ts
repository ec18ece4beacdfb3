import { describe, expect, it } from '@jest/globals';
import { payoutRuns } from '../../../src/application/aggregates.js';
import type { PayoutId } from '../../../src/domain/ids.js';
import {
  approveRun,
  lineOf as lineIn,
  PROPOSAL_VALID_MS,
  proposeRun,
  type ProposeRun,
  recordExecuted,
  refuseLine,
  rejectRun,
} from '../../../src/domain/payout-run/decide.js';
import type { PayoutLine, PayoutRunEvent } from '../../../src/domain/payout-run/payout-run.js';
import { plusMs } from '../../../src/domain/time.js';
import { givenFor } from '../../support/given.js';
import { lineOf, lira } from '../creator-account/account-story.js';
import { justBefore, START } from '../timeline.js';

const givenRun = givenFor(payoutRuns);
const runId = 'run_1';

const line = (payoutId: PayoutId): PayoutLine => {
  const { now: _, runId: __, ...of } = lineOf(['ord_1'], { payoutId });
  return of;
};
const lines = [line('pay_1'), line('pay_2')];
const expiresAt = plusMs(START, PROPOSAL_VALID_MS);
const proposal: ProposeRun = {
  ...{ runId, market: 'TR', minimum: lira(100n), lines, leftOut: [] },
  ...{ proposedBy: 'ayşe', now: START },
};
const { now: _, ...proposed } = proposal;
const total = lira(2n * line('pay_1').amount.amountMinor);
const PROPOSED: PayoutRunEvent = {
  type: 'PayoutRunProposed',
  data: { ...proposed, total, proposedAt: START, expiresAt },
};
const APPROVED: PayoutRunEvent = {
  type: 'PayoutRunApproved',
  data: { runId, approvedBy: 'mert', approvedAt: START },
};
const REJECTED: PayoutRunEvent = {
  type: 'PayoutRunRejected',
  data: { runId, rejectedBy: 'mert', rejectedAt: START },
};
const REFUSED: PayoutRunEvent = {
  type: 'PayoutLineRefused',
  data: {
    ...{ runId, payoutId: 'pay_2', creatorId: line('pay_2').creatorId },
    ...{ code: 'payout_stale', refusedAt: START },
  },
};
const EXECUTED: PayoutRunEvent = { type: 'PayoutRunExecuted', data: { runId, executedAt: START } };
const byAnother = { by: 'mert', now: START };

describe('a payout run', () => {
  it('is proposed, and the same proposal is one', () => {
    givenRun().when(proposeRun, proposal).then(PROPOSED);
    givenRun(PROPOSED).when(proposeRun, proposal).thenNothing();
  });

  it('is of somebody', () => {
    givenRun()
      .when(proposeRun, { ...proposal, lines: [] })
      .thenRefused('payout_run_empty', 'nobody in TR has TRY to be paid out');
  });

  it('says why everybody is left out where that leaves nobody', () => {
    const { creatorId } = line('pay_1');
    const leftOut = (['payout_held', 'no_destination', 'payout_held'] as const).map((code) => ({
      creatorId,
      code,
    }));
    givenRun()
      .when(proposeRun, { ...proposal, lines: [], leftOut })
      .thenRefused('payout_run_empty', 'is left out: 2 by payout_held, 1 by no_destination');
  });

  it('is approved by somebody else than who proposed it', () => {
    givenRun(PROPOSED).when(approveRun, byAnother).then(APPROVED);
    givenRun(PROPOSED)
      .when(approveRun, { ...byAnother, by: 'ayşe' })
      .thenRefused('payout_run_own_proposal', 'somebody else');
  });

  it('is approved while it is good, to the last millisecond', () => {
    givenRun(PROPOSED)
      .when(approveRun, { ...byAnother, now: justBefore(expiresAt) })
      .then({ ...APPROVED, data: { ...APPROVED.data, approvedAt: justBefore(expiresAt) } });
    givenRun(PROPOSED)
      .when(approveRun, { ...byAnother, now: expiresAt })
      .thenRefused('payout_run_expired', expiresAt);
  });

  it('is rejected by anybody of finance, who proposed it too', () => {
    givenRun(PROPOSED).when(rejectRun, byAnother).then(REJECTED);
    givenRun(PROPOSED)
      .when(rejectRun, { ...byAnother, by: 'ayşe' })
      .then({ type: 'PayoutRunRejected', data: { runId, rejectedBy: 'ayşe', rejectedAt: START } });
  });

  it('is decided once', () => {
    for (const decide of [approveRun, rejectRun]) {
      givenRun().when(decide, byAnother).thenRefused('payout_run_not_found');
      for (const [decided, word] of [
        [[APPROVED], 'approved'],
        [[REJECTED], 'rejected'],
        [[APPROVED, EXECUTED], 'executed'],
      ] as const)
        givenRun(PROPOSED, ...decided)
          .when(decide, byAnother)
          .thenRefused('payout_run_decided', word);
    }
  });

  it('has lines refused, each once, while it is carried out', () => {
    const refuse = { payoutId: 'pay_2', code: 'payout_stale', now: START } as const;
    givenRun(PROPOSED, APPROVED).when(refuseLine, refuse).then(REFUSED);
    for (const events of [
      [],
      [PROPOSED],
      [PROPOSED, REJECTED],
      [PROPOSED, APPROVED, REFUSED],
      [PROPOSED, APPROVED, EXECUTED],
    ])
      givenRun(...events)
        .when(refuseLine, refuse)
        .thenNothing();
    givenRun(PROPOSED, APPROVED)
      .when(refuseLine, { ...refuse, payoutId: 'pay_9' })
      .thenNothing();
  });

  it('knows why each line was refused', () => {
    const refusedOf = (payoutId: PayoutId, code: string): PayoutRunEvent => ({
      type: 'PayoutLineRefused',
      data: { ...REFUSED.data, payoutId, code },
    });
    const { state } = givenRun(
      PROPOSED,
      APPROVED,
      refusedOf('pay_1', 'payout_held'),
      refusedOf('pay_2', 'payout_stale'),
    );
    expect(state).toMatchObject({
      refused: ['pay_1', 'pay_2'],
      refusedFor: { pay_1: 'payout_held', pay_2: 'payout_stale' },
    });
  });

  it('is executed once', () => {
    const now = { now: START };
    givenRun(PROPOSED, APPROVED, REFUSED).when(recordExecuted, now).then(EXECUTED);
    for (const events of [[], [PROPOSED], [PROPOSED, REJECTED], [PROPOSED, APPROVED, EXECUTED]])
      givenRun(...events)
        .when(recordExecuted, now)
        .thenNothing();
  });

  it('knows its lines by their payouts', () => {
    const { state } = givenRun(PROPOSED);
    if (state.status === 'none') throw new Error('it was proposed');
    expect(lineIn(state, 'pay_2')).toEqual(line('pay_2'));
    expect(lineIn(state, 'pay_9')).toBeUndefined();
  });

  it('does not begin with a decision', () => {
    expect(() => givenRun(APPROVED)).toThrow('before PayoutRunProposed');
  });
});
