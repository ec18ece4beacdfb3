import type { CaseId } from '../ids.js';
import { type Money, sameMoney } from '../money.js';
import { asWrittenNow, type Difference } from '../reconciliation/difference.js';
import { type Decision, reject, type Rejection } from '../rejection.js';
import type { Instant } from '../time.js';
import type { CaseMovement, MoneyCase, MoneyCaseEvent, OpenedCase } from './money-case.js';

export interface OpenCase {
  readonly caseId: CaseId;
  readonly difference: Difference;
  readonly now: Instant;
}

/** Moving money makes them agree. */
const BALANCES: readonly Difference['about'][] = ['balance', 'bank_balance'];

/**
 * Found once or ten times, it is one case. Found again after it was over, it is open again, unless money was moved for just this: that
 * makes a balance agree, so one that differs again does so anew.
 */
export function openCase(found: MoneyCase, { caseId, difference, now }: OpenCase): Decision<MoneyCaseEvent> {
  const data = { caseId, ...difference, foundAt: now };
  if (found.status === 'none') return [{ type: 'MoneyCaseOpened', data }];
  const isAsBefore = saysTheSame(found.difference, difference);
  const isSettled = found.status === 'settled' && isAsBefore && !BALANCES.includes(difference.about);
  if (found.status !== 'open' && found.status !== 'closing_proposed' && !isSettled)
    return [{ type: 'MoneyCaseOpened', data }];
  return isAsBefore ? [] : [{ type: 'MoneyCaseChanged', data }];
}

const saysTheSame = (before: Difference, now: Difference): boolean =>
  asWrittenNow(before.ours) === now.ours &&
  asWrittenNow(before.theirs) === now.theirs &&
  before.amount.amountMinor === now.amount.amountMinor;

/** A later look found nothing any more. */
export function resolveCase(found: MoneyCase, { now }: { readonly now: Instant }): Decision<MoneyCaseEvent> {
  if (found.status !== 'open' && found.status !== 'closing_proposed') return [];
  return [{ type: 'MoneyCaseResolvedByItself', data: { caseId: found.caseId, resolvedAt: now } }];
}

/** A later run of the same day did not find it. Whether balances agree is no matter of a day: a run says so by itself. */
export const resolveNotFound = (
  found: MoneyCase,
  { now }: { readonly now: Instant },
): Decision<MoneyCaseEvent> =>
  found.status !== 'none' && found.difference.about === 'balance' ? [] : resolveCase(found, { now });

export function assignCase(
  found: MoneyCase,
  { owner, now }: { readonly owner: string; readonly now: Instant },
): Decision<MoneyCaseEvent> {
  const open = openOnly(found);
  if ('code' in open) return open;
  const { caseId } = open;
  return open.owner === owner
    ? []
    : [{ type: 'MoneyCaseAssigned', data: { caseId, owner, assignedAt: now } }];
}

/** Also of a case that is over. */
export function noteOnCase(
  found: MoneyCase,
  { note, by, now }: { readonly note: string; readonly by: string; readonly now: Instant },
): Decision<MoneyCaseEvent> {
  if (found.status === 'none') return NOT_FOUND;
  return [{ type: 'MoneyCaseNoted', data: { caseId: found.caseId, note, by, notedAt: now } }];
}

export interface CloseCase {
  readonly reason: string;
  /** `null` closes it at once; otherwise somebody else must approve. */
  readonly movement: CaseMovement | null;
  readonly by: string;
  readonly now: Instant;
}

export function closeCase(
  found: MoneyCase,
  { reason, movement, by, now }: CloseCase,
): Decision<MoneyCaseEvent> {
  const open = openOnly(found);
  if ('code' in open) return open;
  const { caseId, difference } = open;
  if (movement === null)
    return [{ type: 'MoneyCaseClosed', data: { caseId, reason, closedBy: by, closedAt: now } }];
  if (movement.from === movement.to || movement.amount.amountMinor <= 0n)
    return reject('money_case_movement_invalid', 'more than nothing is moved, from one account to another');
  if (!isWithin(movement.amount, difference.amount))
    return reject('money_case_movement_invalid', 'no more is moved than the case is about, in its currency');
  const data = { caseId, reason, movement, proposedBy: by, proposedAt: now };
  return [{ type: 'MoneyCaseClosingProposed', data }];
}

const isWithin = (amount: Money, { amountMinor, currency }: Difference['amount']): boolean =>
  amount.currency === currency && amount.amountMinor <= amountMinor;

export interface ApproveClosing {
  /** The one that was looked at: another may have been proposed since. */
  readonly movement: CaseMovement;
  readonly by: string;
  readonly now: Instant;
}

/** Moving money for a case takes two people. */
export function approveClosing(
  found: MoneyCase,
  { movement, by, now }: ApproveClosing,
): Decision<MoneyCaseEvent> {
  const open = openOnly(found);
  if ('code' in open) return open;
  const { caseId, proposal } = open;
  if (proposal === null)
    return reject('money_case_not_proposed', 'nobody has proposed to move money for the case');
  if (proposal.proposedBy === by)
    return reject(
      'money_case_own_proposal',
      'who proposed to move money cannot approve it: ask somebody else of finance',
    );
  if (!isSameMovement(proposal.movement, movement))
    return reject('money_case_proposal_changed', 'something else is proposed: look at the case again');
  return [
    { type: 'MoneyCaseClosingApproved', data: { caseId, ...proposal, approvedBy: by, approvedAt: now } },
  ];
}

const isSameMovement = (one: CaseMovement, other: CaseMovement): boolean =>
  one.from === other.from && one.to === other.to && sameMoney(one.amount, other.amount);

const NOT_FOUND: Rejection = reject('money_case_not_found', 'there is no such case');

function openOnly(found: MoneyCase): OpenedCase | Rejection {
  if (found.status === 'none') return NOT_FOUND;
  if (found.status === 'open' || found.status === 'closing_proposed') return found;
  return reject('money_case_over', `the case is ${found.status}`);
}
