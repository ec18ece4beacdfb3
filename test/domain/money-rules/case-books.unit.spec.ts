import { describe, expect, it } from '@jest/globals';
import type { EventOf } from '../../../src/domain/all-events.js';
import type { CaseAccount, CaseMovement } from '../../../src/domain/money-case/money-case.js';
import type { JournalEntry } from '../../../src/domain/ledger/ledger.js';
import { isAsLedger } from '../../../src/domain/money-rules/case-books.js';
import type { Currency } from '../../../src/domain/money.js';
import { CASE_RULES, type MoneyRule } from '../../../src/domain/money-rules/rules.js';
import type { Difference } from '../../../src/domain/reconciliation/difference.js';
import { lira } from '../creator-account/account-story.js';
import { auditAll } from './books-of.js';
import { but } from './payout-story.js';
import { CREATOR_ID } from '../people.js';
import { START } from '../timeline.js';
import type { Told } from './told.js';

const caseId = 'cas_1';
const movement: CaseMovement = { from: 'provider_clearing', to: 'platform_fees', amount: lira(1_000n) };
const proposedBy = 'ayşe';
const reason = 'The platform bears it.';
const difference: Difference = {
  ...{ kind: 'amount_differs', about: 'payment', objectId: 'ch_1', orderId: 'ord_1' },
  ...{ amount: lira(1_000n), ours: 'succeeded 150000 TRY', theirs: 'succeeded 151000 TRY' },
};
const found = { caseId, ...difference, foundAt: START } as const;

const OPENED: EventOf<'MoneyCaseOpened'> = { type: 'MoneyCaseOpened', data: found };
const CHANGED: EventOf<'MoneyCaseChanged'> = { type: 'MoneyCaseChanged', data: found };
const CLOSED: EventOf<'MoneyCaseClosed'> = {
  ...{ type: 'MoneyCaseClosed', data: { caseId, reason, closedBy: proposedBy, closedAt: START } },
};
const RESOLVED: EventOf<'MoneyCaseResolvedByItself'> = {
  ...{ type: 'MoneyCaseResolvedByItself', data: { caseId, resolvedAt: START } },
};
const PROPOSED: EventOf<'MoneyCaseClosingProposed'> = {
  ...{ type: 'MoneyCaseClosingProposed', data: { caseId, reason, movement, proposedBy, proposedAt: START } },
};
const APPROVED: EventOf<'MoneyCaseClosingApproved'> = {
  type: 'MoneyCaseClosingApproved',
  data: { caseId, reason, movement, proposedBy, approvedBy: 'mert', approvedAt: START },
};

type CaseEvent = Extract<Told[1], { data: { caseId: string } }>;
const inCase = (...events: readonly CaseEvent[]): readonly Told[] => events.map((event) => [caseId, event]);

/** Proposed and approved, but with another movement. */
function moved(other: Partial<typeof movement>): readonly Told[] {
  const changed = { movement: { ...movement, ...other } };
  return inCase(OPENED, but(PROPOSED, changed), but(APPROVED, changed));
}

const BREAKS: readonly (readonly [MoneyRule, string, readonly Told[]])[] = [
  ['case_by_two', 'money moved for no case', inCase(APPROVED)],
  ['case_by_two', 'money moved for a case that nobody opened', inCase(PROPOSED, APPROVED)],
  ['case_by_two', 'money moved that nobody proposed to move', inCase(OPENED, APPROVED)],
  [
    'case_by_two',
    'money moved by one person',
    inCase(OPENED, PROPOSED, but(APPROVED, { approvedBy: proposedBy })),
  ],
  ['case_by_two', 'money moved twice', inCase(OPENED, PROPOSED, APPROVED, APPROVED)],
  [
    'case_by_two',
    'another amount than was proposed',
    inCase(OPENED, PROPOSED, but(APPROVED, { movement: { ...movement, amount: lira(1n) } })),
  ],
  [
    'case_by_two',
    'money moved from elsewhere than was proposed',
    inCase(OPENED, PROPOSED, but(APPROVED, { movement: { ...movement, from: 'bank' } })),
  ],
  [
    'case_by_two',
    'another way than was proposed',
    inCase(OPENED, PROPOSED, but(APPROVED, { movement: { ...movement, to: 'bank' } })),
  ],
  [
    'case_by_two',
    'a proposal of somebody else',
    inCase(OPENED, PROPOSED, but(APPROVED, { proposedBy: 'x' })),
  ],
  ['case_by_two', 'a case that was closed', inCase(OPENED, PROPOSED, CLOSED, APPROVED)],
  ['case_by_two', 'a case that is over by itself', inCase(OPENED, PROPOSED, RESOLVED, APPROVED)],
  ['case_by_two', 'a case that says something else since', inCase(OPENED, PROPOSED, CHANGED, APPROVED)],
  ['case_by_two', 'a proposal for a case that is over', inCase(OPENED, CLOSED, PROPOSED, APPROVED)],
  ['case_as_ledger', 'money of creators moved', moved({ from: 'creator_payable' as CaseAccount })],
  ['case_as_ledger', 'money of fans moved', moved({ to: 'held_for_orders' as CaseAccount })],
  ['case_as_ledger', 'money moved nowhere', moved({ to: movement.from })],
  ['case_as_ledger', 'nothing moved', moved({ amount: lira(0n) })],
  ['case_as_ledger', 'less than nothing moved', moved({ amount: lira(-1n) })],
];

describe('the money rules of cases', () => {
  it.each<[string, readonly Told[]]>([
    ['a closing that one person proposes and another one approves', inCase(OPENED, PROPOSED, APPROVED)],
    ['a case that is found again', inCase(OPENED, CLOSED, OPENED, PROPOSED, APPROVED)],
    ['a closing that is proposed again', inCase(OPENED, PROPOSED, CHANGED, PROPOSED, APPROVED)],
  ])('are kept by %s', (_what, told) => {
    expect(auditAll(told)).toEqual([]);
  });

  it.each(BREAKS)('%s is broken by %s', (rule, _what, told) => {
    expect(auditAll(told)).toContainEqual({ rule, subject: { of: 'case', id: caseId } });
  });

  it('hold that the ledger moves what was approved, and nothing else', () => {
    const [out, into] = [
      { account: movement.from, amountMinor: -1_000n, creatorId: null },
      { account: movement.to, amountMinor: 1_000n, creatorId: null },
    ];
    const posted = (postings: JournalEntry['postings'], currency: Currency = 'TRY') =>
      isAsLedger(movement, { orderId: null, payoutId: null, currency, effectiveAt: START, postings });

    expect(posted([out, into])).toBe(true);
    expect(isAsLedger(movement, null)).toBe(false);
    expect(posted([out, into], 'AED')).toBe(false);
    expect(posted([into])).toBe(false);
    expect(posted([out])).toBe(false);
    expect(posted([out, into, { ...into, account: 'bank', amountMinor: 1n }])).toBe(false);
    expect(posted([out, { ...into, creatorId: CREATOR_ID }])).toBe(false);
  });

  it('are all broken here', () => {
    const broken = new Set<string>(BREAKS.map(([rule]) => rule));
    expect(Object.keys(CASE_RULES).filter((rule) => !broken.has(rule))).toEqual([]);
  });
});
