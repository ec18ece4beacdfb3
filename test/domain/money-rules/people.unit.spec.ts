import { describe, expect, it } from '@jest/globals';
import type { ShoutoutsEvent } from '../../../src/domain/all-events.js';
import { auditPeople } from '../../../src/domain/money-rules/people.js';
import { lira } from '../creator-account/account-story.js';
import { START } from '../timeline.js';
import { auditAll } from './books-of.js';
import {
  APPROVED,
  but,
  DOUBT_PROPOSED,
  DOUBT_SETTLED,
  EXECUTED,
  GIVEN_OUT,
  inRun,
  PROPOSED,
  runId,
  VERIFIED,
} from './payout-story.js';

const caseId = 'cas_1';
const reason = 'The platform bears it.';
const movement = { from: 'bank', to: 'bank_fees', amount: lira(1_000n) } as const;

const DECISIONS: readonly (readonly [who: string, what: string, ShoutoutsEvent])[] = [
  ['ayşe', 'run', PROPOSED],
  ['mert', 'run', APPROVED],
  ['mert', 'run', { type: 'PayoutRunRejected', data: { runId, rejectedBy: 'mert', rejectedAt: START } }],
  ['ayşe', 'run', DOUBT_PROPOSED],
  ['mert', 'run', DOUBT_SETTLED],
  ['mert', 'run', GIVEN_OUT],
  ['mert', 'creator', VERIFIED],
  ['mert', 'case', { type: 'MoneyCaseClosed', data: { caseId, reason, closedBy: 'mert', closedAt: START } }],
  [
    ...(['ayşe', 'case'] as const),
    {
      type: 'MoneyCaseClosingProposed',
      data: { caseId, reason, movement, proposedBy: 'ayşe', proposedAt: START },
    },
  ],
  [
    ...(['mert', 'case'] as const),
    {
      type: 'MoneyCaseClosingApproved',
      data: { caseId, reason, movement, proposedBy: 'ayşe', approvedBy: 'mert', approvedAt: START },
    },
  ],
];

describe('who is named to have decided about money', () => {
  it.each(DECISIONS)('is %s of a %s, who has done it: $2.type', (who, what, event) => {
    const doneBy = (by: string) => auditPeople(event, { by, streamId: 'its_id' }).broken;
    expect(doneBy(who)).toEqual([]);
    expect(doneBy('somebody')).toEqual([{ rule: 'named_as_done', subject: { of: what, id: 'its_id' } }]);
  });

  it('is nobody where the program does it', () => {
    expect(auditPeople(EXECUTED, { by: 'payouts', streamId: runId })).toEqual({ notes: [], broken: [] });
  });

  it('has to be rewritten in two places, and then the two are one', () => {
    const both = but(APPROVED, { approvedBy: PROPOSED.data.proposedBy });
    expect(auditAll([...inRun(PROPOSED), [runId, both]])).toEqual([
      { rule: 'run_by_two', subject: { of: 'run', id: runId } },
    ]);
  });
});
