import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PAYOUT_RULES } from '../../../src/domain/money-rules/rules.js';
import { payoutStory } from './any-payout-story.js';
import { BANK_BREAKS } from './bank-breaks.js';
import { auditAll } from './books-of.js';
import { KEPT, OUTCOME_BREAKS } from './outcome-breaks.js';
import { RESERVATION_BREAKS } from './reservation-breaks.js';
import { RUN_BREAKS } from './run-breaks.js';
import { ACCOUNT_ID } from './told.js';
import type { PayoutRunEvent } from '../../../src/domain/payout-run/payout-run.js';
import {
  APPROVED,
  but,
  EXECUTED,
  FAILED,
  FILE,
  GIVEN_OUT,
  inAccount,
  inRun,
  ON_ITS_WAY,
  PROPOSED,
  RUN,
  runId as RUN_ID,
} from './payout-story.js';

const STORIES = 1_000;
const BREAKS = [...RUN_BREAKS, ...BANK_BREAKS, ...RESERVATION_BREAKS, ...OUTCOME_BREAKS];

describe('the money rules of payouts', () => {
  it('are kept by all that can become of what a creator earns', () => {
    fc.assert(
      fc.property(payoutStory, (told) => {
        expect(auditAll(told)).toEqual([]);
      }),
      { numRuns: STORIES },
    );
  });

  it('are asked in stories of debts and of payouts that came back', () => {
    const told = fc.sample(payoutStory, { numRuns: STORIES, seed: 1 }).flat();
    const reservations = told.flatMap(([, event]) => (event.type === 'PayoutReserved' ? [event.data] : []));
    const debts = reservations.map(({ debtSettled: { amountMinor } }) => Number(amountMinor));
    expect(Math.max(...debts)).toBeGreaterThan(0);
    const types = new Set(told.map(([, { type }]) => type));
    for (const type of [
      'PayoutFailed',
      'PayoutReturned',
      'PayoutPartReturned',
      'PayoutDiffered',
      'PayoutLineRefused',
      'BankFileGivenOut',
      'PayoutDoubtSettled',
    ] as const)
      expect(types).toContain(type);
  });

  it.each(KEPT)('are kept by %s', (_what, told) => {
    expect(auditAll(told)).toEqual([]);
  });

  it.each(BREAKS)('%s is broken by %s', (rule, _what, told) => {
    expect(auditAll(told).map((broken) => broken.rule)).toContain(rule);
  });

  it('name what they are about', () => {
    const paidAfterFailure = [...ON_ITS_WAY, ...inAccount(FAILED, FAILED)];
    expect(auditAll(paidAfterFailure)).toContainEqual({
      ...{ rule: 'payout_in_order', subject: { of: 'account', id: ACCOUNT_ID } },
    });
    expect(auditAll(inRun(PROPOSED, PROPOSED))).toContainEqual({
      ...{ rule: 'run_by_two', subject: { of: 'run', id: 'run_1' } },
    });
  });

  it('notice what was taken out of a run, also one of several that say the same', () => {
    const told = inRun(
      ...RUN.map(([, event]) => event as PayoutRunEvent),
      EXECUTED,
      FILE,
      GIVEN_OUT,
      GIVEN_OUT,
      GIVEN_OUT,
    );
    const gap = { rule: 'run_without_gaps', subject: { of: 'run', id: RUN_ID } };
    for (const index of told.keys())
      if (index === told.length - 1) expect(auditAll(told, index)).not.toContainEqual(gap);
      else expect(auditAll(told, index)).toContainEqual(gap);
    expect(auditAll(told)).not.toContainEqual(gap);
  });

  it('are all broken here', () => {
    const broken = new Set<string>(BREAKS.map(([rule]) => rule));
    expect(Object.keys(PAYOUT_RULES).filter((rule) => !broken.has(rule))).toEqual([]);
  });

  it('are broken by an event that somebody rewrote to the name of another person', () => {
    const approvedBy = (by: string) => [...inRun(PROPOSED), [RUN_ID, APPROVED, by] as const];
    expect(auditAll(approvedBy('mert'))).toEqual([]);
    expect(auditAll(approvedBy('ayşe'))).toEqual([
      { rule: 'named_as_done', subject: { of: 'run', id: RUN_ID } },
    ]);
    // In both places, the two are one.
    const both = but(APPROVED, { approvedBy: PROPOSED.data.proposedBy });
    expect(auditAll([...inRun(PROPOSED), [RUN_ID, both]])).toEqual([
      { rule: 'run_by_two', subject: { of: 'run', id: RUN_ID } },
    ]);
  });
});
