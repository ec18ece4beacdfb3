import { describe, expect, it } from '@jest/globals';
import { payoutRuns } from '../../../src/application/aggregates.js';
import type { PayoutId } from '../../../src/domain/ids.js';
import type { MadeBankFile } from '../../../src/domain/payout-run/bank-file.js';
import {
  bankLinesOf,
  giveOutBankFile,
  wasGivenOut,
} from '../../../src/domain/payout-run/decide-bank-file.js';
import { messageIdOfRun, runOfMessageId } from '../../../src/domain/payout-run/bank-references.js';
import type { PayoutLine, PayoutRunEvent } from '../../../src/domain/payout-run/payout-run.js';
import { givenFor } from '../../support/given.js';
import { lineOf, lira } from '../creator-account/account-story.js';
import { START } from '../timeline.js';

const givenRun = givenFor(payoutRuns);
const runId = 'run_0193a5d2-0000-7000-8000-000000000007';

const line = (payoutId: PayoutId, rail: PayoutLine['rail']): PayoutLine => {
  const { now: _, runId: __, ...of } = lineOf(['ord_1'], { payoutId });
  return { ...of, rail };
};
const happened: readonly PayoutRunEvent[] = [
  {
    type: 'PayoutRunProposed',
    data: {
      ...{ runId, market: 'TR', minimum: lira(1n), leftOut: [], total: lira(3n), proposedBy: 'ayşe' },
      lines: [
        line('pay_1', 'bank_transfers'),
        line('pay_2', 'stripe_transfers'),
        line('pay_3', 'bank_transfers'),
      ],
      ...{ proposedAt: START, expiresAt: START },
    },
  },
  { type: 'PayoutRunApproved', data: { runId, approvedBy: 'mert', approvedAt: START } },
  {
    type: 'PayoutLineRefused',
    data: { runId, payoutId: 'pay_3', creatorId: 'cre_1', code: 'payout_stale', refusedAt: START },
  },
  { type: 'PayoutRunExecuted', data: { runId, executedAt: START } },
];
const file: MadeBankFile = {
  ...{ payingAccount: { name: 'Shoutouts', iban: 'TR330006100519786457841326', bic: null } },
  ...{ payoutIds: ['pay_1'], total: lira(1n), executeOn: '2026-11-24', madeAt: START, sha256: 'aa' },
};
const MADE: PayoutRunEvent = {
  type: 'BankFileMade',
  data: { runId, messageId: '0193a5d2000070008000000000000007', ...file },
};
const GIVEN: PayoutRunEvent = {
  type: 'BankFileGivenOut',
  data: { runId, sha256: 'aa', givenTo: 'mert', givenAt: START },
};
const ask = { file, by: 'mert', now: START };

describe('the bank file of a run', () => {
  it('is settled by who asks first, and given to everybody as it was settled', () => {
    givenRun(...happened)
      .when(giveOutBankFile, ask)
      .then(MADE, GIVEN);
    const other = { ...ask, file: { ...file, sha256: 'bb', payoutIds: [] } };
    givenRun(...happened, MADE, GIVEN)
      .when(giveOutBankFile, other)
      .then(GIVEN);
    givenRun(...happened, MADE)
      .when(giveOutBankFile, { ...ask, file: null })
      .then(GIVEN);
  });

  it('is there once the run was carried out', () => {
    givenRun().when(giveOutBankFile, ask).thenRefused('payout_run_not_found');
    for (const upTo of [1, 2, 3])
      givenRun(...happened.slice(0, upTo))
        .when(giveOutBankFile, ask)
        .thenRefused('bank_file_not_ready');
    const [proposed] = happened;
    const rejected: PayoutRunEvent = {
      type: 'PayoutRunRejected',
      data: { runId, rejectedBy: 'mert', rejectedAt: START },
    };
    if (proposed !== undefined)
      givenRun(proposed, rejected)
        .when(giveOutBankFile, ask)
        .thenRefused('bank_file_not_ready', 'the run is rejected');
  });

  it('is none where nothing goes by a bank', () => {
    givenRun(...happened)
      .when(giveOutBankFile, { ...ask, file: null })
      .thenRefused('bank_file_empty');
  });

  it('is of the lines that go by a bank and were not refused', () => {
    const { state } = givenRun(...happened);
    expect(bankLinesOf(state).map(({ payoutId }) => payoutId)).toEqual(['pay_1']);
    expect(bankLinesOf(payoutRuns.initial)).toEqual([]);
  });

  it('may be paid only once somebody was given it, and only what is in it', () => {
    expect(wasGivenOut(payoutRuns.initial, 'pay_1')).toBe(false);
    expect(wasGivenOut(givenRun(...happened).state, 'pay_1')).toBe(false);
    expect(wasGivenOut(givenRun(...happened, MADE).state, 'pay_1')).toBe(false);
    expect(wasGivenOut(givenRun(...happened, MADE, GIVEN).state, 'pay_1')).toBe(true);
    expect(wasGivenOut(givenRun(...happened, MADE, GIVEN).state, 'pay_2')).toBe(false);
  });

  it('stands for its run at the bank, in capitals as well', () => {
    expect(runOfMessageId(messageIdOfRun(runId).toUpperCase())).toBe(runId);
    expect(runOfMessageId('RUN-2026-11')).toBeUndefined();
    expect(messageIdOfRun(runId)).toHaveLength(32);
  });
});
