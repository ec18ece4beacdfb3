import type { EventOf } from '../../domain/all-events.js';
import type { CaseStatus } from '../../domain/money-case/money-case.js';
import type { Compared, DifferenceKind } from '../../domain/reconciliation/difference.js';
import type { JsonObject } from '../ports/event-store.js';
import { changing } from './handlers.js';
import type { Projection } from './projection.js';

/** A difference between our books and the provider's, and how far somebody has come with it. */
export type CaseDocument = JsonObject & {
  readonly caseId: string;
  readonly status: CaseStatus;
  /** Whether somebody still has to do something about it. */
  readonly isOpen: boolean;
  readonly kind: DifferenceKind;
  readonly about: Compared;
  readonly objectId: string;
  readonly orderId: string | null;
  readonly amountMinor: number;
  /** ISO 4217; also one that the platform does not take. */
  readonly currency: string;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly owner: string | null;
  /** Why it was closed, or is to be. */
  readonly reason: string | null;
  /** Since when it is open, or was open last. */
  readonly openedAt: string;
  /** When it came into its state. */
  readonly since: string;
};

type Found = Omit<EventOf<'MoneyCaseOpened'>['data'], 'foundAt' | 'caseId'>;

const ofCase = ({ data }: { readonly data: { readonly caseId: string } }) => [data.caseId];

const found = ({ amount, kind, about, objectId, orderId, ours, theirs }: Found) => ({
  ...{ status: 'open' as const, isOpen: true, kind, about, objectId, orderId, ours, theirs },
  ...{ amountMinor: Number(amount.amountMinor), currency: amount.currency, reason: null },
});

const over = { isOpen: false } as const;

export const cases: Projection<CaseDocument> = {
  name: 'cases',
  version: 1,
  onFailure: 'stop',
  indexes: [
    { name: 'by_opened', fields: ['openedAt'] },
    { name: 'by_status', fields: ['status', 'openedAt'] },
    { name: 'by_open_kind', fields: ['isOpen', 'kind', 'openedAt'] },
    { name: 'by_kind', fields: ['kind', 'openedAt'] },
    { name: 'by_owner', fields: ['owner', 'openedAt'] },
  ],
  handles: {
    MoneyCaseOpened: {
      ids: ofCase,
      apply: (before, { data: { caseId, foundAt, ...difference } }) => ({
        ...{ caseId, ...found(difference), owner: before?.owner ?? null },
        ...{ openedAt: foundAt, since: foundAt },
      }),
    },
    MoneyCaseChanged: changing(ofCase, ({ data: { foundAt, ...difference } }) => ({
      ...{ ...found(difference), since: foundAt },
    })),
    MoneyCaseAssigned: changing(ofCase, ({ data: { owner } }) => ({ owner })),
    MoneyCaseResolvedByItself: changing(ofCase, ({ data: { resolvedAt } }) => ({
      ...{ status: 'resolved', ...over, reason: null, since: resolvedAt },
    })),
    MoneyCaseClosed: changing(ofCase, ({ data: { reason, closedAt } }) => ({
      ...{ status: 'closed', ...over, reason, since: closedAt },
    })),
    MoneyCaseClosingProposed: changing(ofCase, ({ data: { reason, proposedAt } }) => ({
      ...{ status: 'closing_proposed', reason, since: proposedAt },
    })),
    MoneyCaseClosingApproved: changing(ofCase, ({ data: { reason, approvedAt } }) => ({
      ...{ status: 'settled', ...over, reason, since: approvedAt },
    })),
  },
};
