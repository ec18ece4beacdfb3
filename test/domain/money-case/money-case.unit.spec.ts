import { describe, expect, it } from '@jest/globals';
import { moneyCaseStreams } from '../../../src/application/aggregates.js';
import { entryOf } from '../../../src/domain/ledger/journal.js';
import {
  approveClosing,
  assignCase,
  closeCase,
  noteOnCase,
  openCase,
  resolveCase,
  resolveNotFound,
} from '../../../src/domain/money-case/decide.js';
import type { CaseMovement, MoneyCaseEvent } from '../../../src/domain/money-case/money-case.js';
import type { Difference } from '../../../src/domain/reconciliation/difference.js';
import { givenFor } from '../../support/given.js';
import { START } from '../timeline.js';

const givenCase = givenFor(moneyCaseStreams);
const caseId = 'cas_1';
const now = START;
const lira = (amountMinor: bigint) => ({ amountMinor, currency: 'TRY' }) as const;
const difference: Difference = {
  ...{ kind: 'foreign_object', about: 'payment', objectId: 'ch_1', orderId: null },
  ...{ amount: lira(4_000n), ours: null, theirs: 'succeeded 40.00 TRY' },
};
const found = { caseId, difference, now } as const;
const changed = { ...difference, amount: lira(1_000n) };
const movement: CaseMovement = { from: 'platform_fees', to: 'provider_clearing', amount: lira(4_000n) };
const reason = 'a top-up that was made by hand';

const OPENED: MoneyCaseEvent = { type: 'MoneyCaseOpened', data: { caseId, ...difference, foundAt: now } };
const CLOSED: MoneyCaseEvent = {
  type: 'MoneyCaseClosed',
  data: { caseId, reason, closedBy: 'ayşe', closedAt: now },
};
const RESOLVED: MoneyCaseEvent = { type: 'MoneyCaseResolvedByItself', data: { caseId, resolvedAt: now } };
const PROPOSED: MoneyCaseEvent = {
  type: 'MoneyCaseClosingProposed',
  data: { caseId, reason, movement, proposedBy: 'ayşe', proposedAt: now },
};
const APPROVED: MoneyCaseEvent = {
  type: 'MoneyCaseClosingApproved',
  data: { caseId, reason, movement, proposedBy: 'ayşe', approvedBy: 'mert', approvedAt: now },
};
const ASSIGNED: MoneyCaseEvent = {
  type: 'MoneyCaseAssigned',
  data: { caseId, owner: 'mert', assignedAt: now },
};

describe('a case about money', () => {
  it('is opened once, however often the difference is found', () => {
    givenCase().when(openCase, found).then(OPENED);
    givenCase(OPENED).when(openCase, found).thenNothing();
    givenCase(OPENED, PROPOSED).when(openCase, found).thenNothing();
  });

  it.each([
    ['amount', changed],
    ['side of the provider', { ...difference, theirs: 'failed 40.00 TRY' }],
    ['side of ours', { ...difference, ours: 'pi_1' }],
  ])('tells when the %s has changed, and what was proposed for it falls', (_, then) => {
    const CHANGED: MoneyCaseEvent = { type: 'MoneyCaseChanged', data: { caseId, ...then, foundAt: now } };
    givenCase(OPENED, PROPOSED)
      .when(openCase, { ...found, difference: then })
      .then(CHANGED);
    givenCase(OPENED, PROPOSED, CHANGED)
      .when(approveClosing, { movement, by: 'mert', now })
      .thenRefused('money_case_not_proposed');
  });

  it.each([
    ['4000 TRY', '40.00 TRY'],
    ['-4000 TRY', '-40.00 TRY'],
    ['4000 SEK', '4000 minor units of SEK'],
    ['4000 JPY', '4000 JPY'],
  ])('is the same where %s was written once for what is %s now', (once, now) => {
    const was = { ...difference, theirs: `succeeded ${once}`, ours: `2 parts, ${once}` };
    const is = { ...difference, theirs: `succeeded ${now}`, ours: `2 parts, ${now}` };
    const opened: MoneyCaseEvent = { type: 'MoneyCaseOpened', data: { caseId, ...was, foundAt: START } };
    givenCase(opened, PROPOSED)
      .when(openCase, { ...found, difference: is })
      .thenNothing();
    givenCase(opened, PROPOSED, APPROVED)
      .when(openCase, { ...found, difference: is })
      .thenNothing();
  });

  it.each([
    ['closed', CLOSED],
    ['resolved', RESOLVED],
  ])('is open again where it was %s and the difference is found again, with its owner', (_, over) => {
    givenCase(OPENED, ASSIGNED, over).when(openCase, found).then(OPENED);
    expect(givenCase(OPENED, ASSIGNED, over, OPENED).state).toMatchObject({ status: 'open', owner: 'mert' });
  });

  it('about a balance is open again where money was moved for it, and it differs again', () => {
    const balance = { ...difference, kind: 'amount_differs', about: 'balance', objectId: 'TRY' } as const;
    const opened: MoneyCaseEvent = { type: 'MoneyCaseOpened', data: { caseId, ...balance, foundAt: now } };
    givenCase(opened, PROPOSED, APPROVED)
      .when(openCase, { ...found, difference: balance })
      .then(opened);
    givenCase(opened).when(resolveNotFound, { now }).thenNothing();
    givenCase(opened).when(resolveCase, { now }).then(RESOLVED);
    givenCase(OPENED).when(resolveNotFound, { now }).then(RESOLVED);
    givenCase().when(resolveNotFound, { now }).thenNothing();
  });

  it('stays over where money was moved for it, until it is another difference', () => {
    givenCase(OPENED, PROPOSED, APPROVED).when(openCase, found).thenNothing();
    givenCase(OPENED, PROPOSED, APPROVED)
      .when(openCase, { ...found, difference: changed })
      .then({ type: 'MoneyCaseOpened', data: { caseId, ...changed, foundAt: now } });
  });

  it('is resolved by itself where a later look finds nothing, once', () => {
    givenCase(OPENED).when(resolveCase, { now }).then(RESOLVED);
    givenCase(OPENED, PROPOSED).when(resolveCase, { now }).then(RESOLVED);
    for (const over of [CLOSED, RESOLVED]) givenCase(OPENED, over).when(resolveCase, { now }).thenNothing();
    givenCase(OPENED, RESOLVED)
      .when(assignCase, { owner: 'mert', now })
      .thenRefused('money_case_over', 'the case is resolved');
    givenCase().when(resolveCase, { now }).thenNothing();
  });

  it('has an owner', () => {
    const assign = { owner: 'mert', now };
    givenCase(OPENED).when(assignCase, assign).then(ASSIGNED);
    givenCase(OPENED, ASSIGNED).when(assignCase, assign).thenNothing();
    givenCase(OPENED, CLOSED).when(assignCase, assign).thenRefused('money_case_over', 'closed');
    givenCase().when(assignCase, assign).thenRefused('money_case_not_found');
  });

  it('takes notes, also when it is over', () => {
    const note = { note: 'asked the provider', by: 'ayşe', now };
    const NOTED: MoneyCaseEvent = {
      type: 'MoneyCaseNoted',
      data: { caseId, note: note.note, by: note.by, notedAt: now },
    };
    givenCase(OPENED, CLOSED).when(noteOnCase, note).then(NOTED);
    expect(givenCase(OPENED, CLOSED, NOTED).state).toEqual(givenCase(OPENED, CLOSED).state);
    givenCase().when(noteOnCase, note).thenRefused('money_case_not_found');
  });

  it('is closed with a reason by one person where no money is moved', () => {
    const close = { reason, movement: null, by: 'ayşe', now };
    givenCase(OPENED).when(closeCase, close).then(CLOSED);
    givenCase(OPENED, PROPOSED).when(closeCase, close).then(CLOSED);
    givenCase(OPENED, CLOSED).when(closeCase, close).thenRefused('money_case_over');
    givenCase().when(closeCase, close).thenRefused('money_case_not_found');
  });

  it('is closed by two people where money is moved', () => {
    givenCase(OPENED).when(closeCase, { reason, movement, by: 'ayşe', now }).then(PROPOSED);
    givenCase(OPENED, PROPOSED).when(approveClosing, { movement, by: 'mert', now }).then(APPROVED);
    givenCase(OPENED, PROPOSED)
      .when(approveClosing, { movement, by: 'ayşe', now })
      .thenRefused('money_case_own_proposal');
    givenCase(OPENED)
      .when(approveClosing, { movement, by: 'mert', now })
      .thenRefused('money_case_not_proposed');
    givenCase(OPENED, PROPOSED, APPROVED)
      .when(approveClosing, { movement, by: 'mert', now })
      .thenRefused('money_case_over', 'settled');
    givenCase().when(approveClosing, { movement, by: 'mert', now }).thenRefused('money_case_not_found');
  });

  it.each([
    ['amount', { ...movement, amount: lira(3_999n) }],
    ['account from which it comes', { ...movement, from: 'bank' } as const],
    ['account to which it goes', { ...movement, to: 'bank' } as const],
  ])('is not closed by who looked at another %s than is proposed now', (_, seen) => {
    givenCase(OPENED, PROPOSED)
      .when(approveClosing, { movement: seen, by: 'mert', now })
      .thenRefused('money_case_proposal_changed');
  });

  it.each([
    ['nothing', { ...movement, amount: lira(0n) }],
    ['less than nothing', { ...movement, amount: lira(-1n) }],
    ['money from an account to itself', { ...movement, to: movement.from }],
    ['more than it is about', { ...movement, amount: lira(4_001n) }],
    ['another currency', { ...movement, amount: { amountMinor: 1n, currency: 'AED' } as const }],
  ])('does not move %s', (_, wrong) => {
    givenCase(OPENED)
      .when(closeCase, { reason, movement: wrong, by: 'ayşe', now })
      .thenRefused('money_case_movement_invalid');
  });

  it('moves money in the ledger when that is approved, and not before', () => {
    expect(entryOf(PROPOSED)).toBeNull();
    expect(entryOf(APPROVED)).toEqual({
      ...{ orderId: null, payoutId: null, currency: 'TRY', effectiveAt: now },
      postings: [
        { account: 'provider_clearing', amountMinor: 4_000n, creatorId: null },
        { account: 'platform_fees', amountMinor: -4_000n, creatorId: null },
      ],
    });
  });

  it('does not begin with what becomes of it', () => {
    expect(() => givenCase(CLOSED)).toThrow('MoneyCaseClosed before MoneyCaseOpened');
  });
});
