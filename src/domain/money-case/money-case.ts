import type { DomainEvent } from '../event.js';
import type { LedgerAccount } from '../ledger/ledger.js';
import type { CaseId } from '../ids.js';
import type { Money } from '../money.js';
import { type Difference } from '../reconciliation/difference.js';
import type { Instant } from '../time.js';

type CaseEventOf<Type extends string, Data extends object> = DomainEvent<
  Type,
  { readonly caseId: CaseId } & Data
>;

/** Accounts between which finance may move money for a case: none that is kept per order or per creator. */
export const CASE_ACCOUNTS = [
  'provider_clearing',
  'bank',
  'platform_fees',
  'provider_fees',
  'bank_fees',
  'own_funds',
] as const satisfies readonly LedgerAccount[];
export type CaseAccount = (typeof CASE_ACCOUNTS)[number];

/** What a closing moves in the ledger: out of one account, into another. */
export interface CaseMovement {
  readonly from: CaseAccount;
  readonly to: CaseAccount;
  readonly amount: Money;
}

/** Our books and the provider's do not agree: somebody must look. Also when it is found again after the case was over. */
export type MoneyCaseOpened = CaseEventOf<'MoneyCaseOpened', Difference & { readonly foundAt: Instant }>;

/** It was found again, and one of the sides says something else now. */
export type MoneyCaseChanged = CaseEventOf<'MoneyCaseChanged', Difference & { readonly foundAt: Instant }>;

export type MoneyCaseAssigned = CaseEventOf<
  'MoneyCaseAssigned',
  { readonly owner: string; readonly assignedAt: Instant }
>;

export type MoneyCaseNoted = CaseEventOf<
  'MoneyCaseNoted',
  { readonly note: string; readonly by: string; readonly notedAt: Instant }
>;

/** A later look found nothing any more. */
export type MoneyCaseResolvedByItself = CaseEventOf<
  'MoneyCaseResolvedByItself',
  { readonly resolvedAt: Instant }
>;

/** Nothing is to be moved for it. */
export type MoneyCaseClosed = CaseEventOf<
  'MoneyCaseClosed',
  { readonly reason: string; readonly closedBy: string; readonly closedAt: Instant }
>;

/** Money is to be moved in the ledger for it: somebody else must approve that. */
export type MoneyCaseClosingProposed = CaseEventOf<
  'MoneyCaseClosingProposed',
  {
    readonly reason: string;
    readonly movement: CaseMovement;
    readonly proposedBy: string;
    readonly proposedAt: Instant;
  }
>;

/** The case is closed, and the money is moved. */
export type MoneyCaseClosingApproved = CaseEventOf<
  'MoneyCaseClosingApproved',
  {
    readonly reason: string;
    readonly movement: CaseMovement;
    readonly proposedBy: string;
    readonly approvedBy: string;
    readonly approvedAt: Instant;
  }
>;

export type MoneyCaseEvent =
  | MoneyCaseOpened
  | MoneyCaseChanged
  | MoneyCaseAssigned
  | MoneyCaseNoted
  | MoneyCaseResolvedByItself
  | MoneyCaseClosed
  | MoneyCaseClosingProposed
  | MoneyCaseClosingApproved;

/** `settled`: closed with a movement, so that finding it again tells nothing new. */
export type CaseStatus = 'open' | 'closing_proposed' | 'closed' | 'settled' | 'resolved';

export interface OpenedCase {
  readonly status: CaseStatus;
  readonly caseId: CaseId;
  readonly difference: Difference;
  readonly owner: string | null;
  /** While a closing that moves money waits for somebody's approval. */
  readonly proposal: Omit<MoneyCaseClosingProposed['data'], 'caseId' | 'proposedAt'> | null;
}

/** One stream per difference: its id follows from what it is about. */
export type MoneyCase = { readonly status: 'none' } | OpenedCase;

export const initialMoneyCase: MoneyCase = { status: 'none' };

export function evolveMoneyCase(before: MoneyCase, event: MoneyCaseEvent): MoneyCase {
  if (event.type === 'MoneyCaseOpened') {
    const { caseId, foundAt: _, ...difference } = event.data;
    const owner = before.status === 'none' ? null : before.owner;
    return { status: 'open', caseId, difference, owner, proposal: null };
  }
  if (before.status === 'none') throw new Error(`${event.type} before MoneyCaseOpened`);
  switch (event.type) {
    case 'MoneyCaseChanged': {
      const { caseId: _, foundAt: __, ...difference } = event.data;
      // What was proposed was proposed for something else.
      return { ...before, status: 'open', difference, proposal: null };
    }
    case 'MoneyCaseAssigned':
      return { ...before, owner: event.data.owner };
    case 'MoneyCaseNoted':
      return before;
    case 'MoneyCaseResolvedByItself':
      return { ...before, status: 'resolved', proposal: null };
    case 'MoneyCaseClosed':
      return { ...before, status: 'closed', proposal: null };
    case 'MoneyCaseClosingProposed': {
      const { caseId: _, proposedAt: __, ...proposal } = event.data;
      return { ...before, status: 'closing_proposed', proposal };
    }
    case 'MoneyCaseClosingApproved':
      return { ...before, status: 'settled', proposal: null };
  }
}
