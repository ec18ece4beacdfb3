import { describe, it } from '@jest/globals';
import { payoutRuns } from '../../../src/application/aggregates.js';
import type { MadeBankFile } from '../../../src/domain/payout-run/bank-file.js';
import { giveOutBankFile } from '../../../src/domain/payout-run/decide-bank-file.js';
import type { DoubtOutcome } from '../../../src/domain/payout-run/doubt-settlings.js';
import type { PayoutRunEvent } from '../../../src/domain/payout-run/payout-run.js';
import { approveDoubtSettling, proposeDoubtSettling } from '../../../src/domain/payout-run/settle-doubt.js';
import { givenFor } from '../../support/given.js';
import { lineOf, lira } from '../creator-account/account-story.js';
import { START } from '../timeline.js';

const givenRun = givenFor(payoutRuns);
const runId = 'run_0193a5d2-0000-7000-8000-000000000007';
const { now: _, runId: __, ...line } = lineOf(['ord_1'], { payoutId: 'pay_1' });
const { creatorId, amount } = line;
const byBank = { ...line, rail: 'bank_transfers' } as const;
const executed = (...lines: readonly (typeof byBank | typeof line)[]): readonly PayoutRunEvent[] => [
  {
    type: 'PayoutRunProposed',
    data: {
      ...{ runId, market: 'TR', minimum: lira(1n), leftOut: [], lines, total: amount, proposedBy: 'ayşe' },
      ...{ proposedAt: START, expiresAt: START },
    },
  },
  { type: 'PayoutRunApproved', data: { runId, approvedBy: 'mert', approvedAt: START } },
  { type: 'PayoutRunExecuted', data: { runId, executedAt: START } },
];
const RUN = executed(byBank);
const FILE: MadeBankFile = {
  ...{ payingAccount: { name: 'Shoutouts', iban: 'TR330006100519786457841326', bic: null } },
  ...{ payoutIds: ['pay_1'], total: amount, executeOn: '2026-11-24', madeAt: START, sha256: 'aa' },
};
const MADE: PayoutRunEvent = { type: 'BankFileMade', data: { runId, messageId: 'run1', ...FILE } };
const of = { runId, payoutId: 'pay_1', creatorId, reason: 'asked', proposedBy: 'ayşe' } as const;
const proposed = (outcome: DoubtOutcome): PayoutRunEvent => ({
  type: 'PayoutDoubtSettlingProposed',
  data: { ...of, outcome, proposedAt: START },
});
const settled = (outcome: DoubtOutcome): PayoutRunEvent => ({
  type: 'PayoutDoubtSettled',
  data: { ...of, outcome, amount, approvedBy: 'mert', approvedAt: START },
});
const approve = { payoutId: 'pay_1', outcome: 'paid', isDoubted: true, by: 'mert', now: START } as const;
const propose = { ...approve, reason: 'asked', by: 'ayşe' };

describe('a payout that a bank may have paid unasked', () => {
  it.each(['paid', 'not_paid'] as const)('is settled as %s by two people', (outcome) => {
    givenRun(...RUN)
      .when(proposeDoubtSettling, { ...propose, outcome })
      .then(proposed(outcome));
    givenRun(...RUN, proposed(outcome))
      .when(approveDoubtSettling, { ...approve, outcome })
      .then(settled(outcome));
  });

  it('is proposed anew in place of what was proposed before, and the same once', () => {
    givenRun(...RUN, proposed('paid'))
      .when(proposeDoubtSettling, { ...propose, outcome: 'not_paid' })
      .then(proposed('not_paid'));
    givenRun(...RUN, proposed('paid'))
      .when(proposeDoubtSettling, propose)
      .then();
    for (const other of [{ reason: 'asked again' }, { by: 'mert' }])
      givenRun(...RUN, proposed('paid'))
        .when(proposeDoubtSettling, { ...propose, ...other })
        .then({
          type: 'PayoutDoubtSettlingProposed',
          data: {
            ...{ ...of, reason: other.reason ?? of.reason, proposedBy: other.by ?? of.proposedBy },
            ...{ outcome: 'paid', proposedAt: START },
          },
        });
  });

  it('is settled once', () => {
    givenRun(...RUN, proposed('paid'), settled('paid'))
      .when(approveDoubtSettling, { ...approve, isDoubted: false })
      .then();
    givenRun(...RUN, proposed('paid'), settled('paid'))
      .when(proposeDoubtSettling, { ...propose, outcome: 'not_paid' })
      .thenRefused('payout_doubt_settled');
  });

  it('is not settled by one person, nor as nobody proposed it', () => {
    givenRun(...RUN)
      .when(approveDoubtSettling, approve)
      .thenRefused('payout_doubt_not_proposed');
    givenRun(...RUN, proposed('paid'))
      .when(approveDoubtSettling, { ...approve, by: 'ayşe' })
      .thenRefused('payout_doubt_own_proposal');
    givenRun(...RUN, proposed('not_paid'))
      .when(approveDoubtSettling, approve)
      .thenRefused('payout_doubt_proposal_changed');
  });

  it('is one that is in no file, goes by a bank, and is doubted', () => {
    for (const decide of [
      (run: Parameters<typeof approveDoubtSettling>[0], change: object) =>
        proposeDoubtSettling(run, { ...propose, ...change }),
      (run: Parameters<typeof approveDoubtSettling>[0], change: object) =>
        approveDoubtSettling(run, { ...approve, ...change }),
    ]) {
      givenRun().when(decide, {}).thenRefused('payout_run_not_found');
      givenRun(...RUN)
        .when(decide, { payoutId: 'pay_2' })
        .thenRefused('payout_not_found');
      givenRun(...RUN, proposed('paid'))
        .when(decide, { isDoubted: false })
        .thenRefused('payout_not_doubted');
      givenRun(...RUN, proposed('paid'), MADE)
        .when(decide, {})
        .thenRefused('payout_not_doubted', 'in the bank file');
      givenRun(...executed(line), proposed('paid'))
        .when(decide, {})
        .thenRefused('payout_not_doubted');
    }
  });

  it('goes into no file once it is settled, even one that was written before', () => {
    givenRun(...RUN, proposed('not_paid'), settled('not_paid'))
      .when(giveOutBankFile, { file: FILE, by: 'mert', now: START })
      .thenRefused('bank_file_not_ready', 'settled meanwhile');
    givenRun(...executed(byBank, { ...byBank, payoutId: 'pay_2' }), proposed('not_paid'), settled('not_paid'))
      .when(giveOutBankFile, { file: { ...FILE, payoutIds: ['pay_1', 'pay_2'] }, by: 'mert', now: START })
      .thenRefused('bank_file_not_ready', 'settled meanwhile');
  });
});
