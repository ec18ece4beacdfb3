import type { EventOf } from '../../domain/all-events.js';
import type { PayoutStatus } from '../../domain/creator-account/account.js';
import type { PayoutRailName } from '../../domain/creator-account/payout-events.js';
import type { PayoutId } from '../../domain/ids.js';
import type { Currency } from '../../domain/money.js';
import type { BegunRun } from '../../domain/payout-run/payout-run.js';
import type { JsonObject } from '../ports/event-store.js';
import { changing } from './handlers.js';
import type { Projection } from './projection.js';

/** Money on its way to one creator, and what has become of it. */
export type PayoutDocument = JsonObject & {
  readonly payoutId: string;
  readonly runId: string;
  readonly creatorId: string;
  readonly state: PayoutStatus;
  readonly rail: PayoutRailName;
  readonly currency: Currency;
  readonly earnedMinor: number;
  readonly debtSettledMinor: number;
  readonly amountMinor: number;
  /** What of it came back. */
  readonly returnedMinor: number;
  readonly orders: number;
  /** What the rail calls it. */
  readonly reference: string | null;
  /** Why it failed or came back. */
  readonly code: string | null;
  readonly reservedAt: string;
  /** When it came into its state. */
  readonly since: string;
};

const ofPayout = ({ data }: { readonly data: { readonly payoutId: PayoutId } }) => [data.payoutId];

export const payouts: Projection<PayoutDocument> = {
  name: 'payouts',
  version: 2,
  onFailure: 'stop',
  indexes: [
    { name: 'by_reserved', fields: ['reservedAt'] },
    { name: 'by_run', fields: ['runId', 'reservedAt'] },
    { name: 'by_creator', fields: ['creatorId', 'reservedAt'] },
    { name: 'by_state', fields: ['state', 'reservedAt'] },
  ],
  handles: {
    PayoutReserved: { ids: ofPayout, apply: (_doc, { data }) => reserved(data) },
    PayoutOutcomeUnknown: changing(ofPayout, ({ data }) => ({ state: 'unknown', since: data.unknownAt })),
    PayoutSent: changing(ofPayout, ({ data }) => ({
      ...{ state: 'sent', reference: data.reference, since: data.sentAt },
    })),
    PayoutPaid: changing(ofPayout, ({ data }) => ({
      ...{ state: 'paid', reference: data.reference, since: data.paidAt },
    })),
    PayoutFailed: changing(ofPayout, ({ data }) => ({
      ...{ state: 'failed', code: data.code, since: data.failedAt },
    })),
    PayoutReturned: changing(ofPayout, ({ data }) => ({
      ...{ state: 'returned', code: data.code, since: data.returnedAt },
      returnedMinor: Number(data.amount.amountMinor),
    })),
    PayoutPartReturned: changing(ofPayout, ({ data }, { returnedMinor }) => ({
      returnedMinor: returnedMinor + Number(data.amount.amountMinor),
    })),
  },
};

const reserved = ({ orderIds, earned, debtSettled, amount, ...data }: EventOf<'PayoutReserved'>['data']) => ({
  payoutId: data.payoutId,
  runId: data.runId,
  creatorId: data.creatorId,
  state: 'reserved' as const,
  rail: data.rail,
  currency: amount.currency,
  earnedMinor: Number(earned.amountMinor),
  debtSettledMinor: Number(debtSettled.amountMinor),
  amountMinor: Number(amount.amountMinor),
  returnedMinor: 0,
  orders: orderIds.length,
  reference: null,
  code: null,
  reservedAt: data.reservedAt,
  since: data.reservedAt,
});

/** A payout run as it stands in a list; its lines are read from its own stream. */
export type PayoutRunDocument = JsonObject & {
  readonly runId: string;
  readonly market: string;
  readonly currency: Currency;
  readonly state: BegunRun['status'];
  readonly lines: number;
  readonly refusedLines: number;
  readonly totalMinor: number;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly expiresAt: string;
  /** Who approved or rejected it. */
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly executedAt: string | null;
};

const ofRun = ({ data }: { readonly data: { readonly runId: string } }) => [data.runId];

export const payoutRunList: Projection<PayoutRunDocument> = {
  name: 'payout_runs',
  version: 1,
  onFailure: 'stop',
  indexes: [
    { name: 'by_proposed', fields: ['proposedAt'] },
    { name: 'by_state', fields: ['state', 'proposedAt'] },
  ],
  handles: {
    PayoutRunProposed: {
      ids: ofRun,
      apply: (_doc, { data: { runId, market, lines, total, proposedBy, proposedAt, expiresAt } }) => ({
        ...{ runId, market, proposedBy, proposedAt, expiresAt },
        ...{ currency: total.currency, state: 'proposed', lines: lines.length, refusedLines: 0 },
        ...{ totalMinor: Number(total.amountMinor), decidedBy: null, decidedAt: null, executedAt: null },
      }),
    },
    PayoutRunApproved: changing(ofRun, ({ data }) => ({
      ...{ state: 'approved', decidedBy: data.approvedBy, decidedAt: data.approvedAt },
    })),
    PayoutRunRejected: changing(ofRun, ({ data }) => ({
      ...{ state: 'rejected', decidedBy: data.rejectedBy, decidedAt: data.rejectedAt },
    })),
    PayoutLineRefused: changing(ofRun, (_event, { refusedLines }) => ({ refusedLines: refusedLines + 1 })),
    PayoutRunExecuted: changing(ofRun, ({ data }) => ({ state: 'executed', executedAt: data.executedAt })),
  },
};

/** Whose accounts there are: a run looks at each. */
export type CreatorAccountDocument = JsonObject & { readonly creatorId: string; readonly currency: Currency };

export const creatorAccountList: Projection<CreatorAccountDocument> = {
  name: 'creator_accounts',
  version: 1,
  onFailure: 'stop',
  indexes: [{ name: 'by_currency', fields: ['currency', 'creatorId'] }],
  handles: {
    EarningPending: {
      ids: ({ data: { creatorId, earning } }) => [`${creatorId}.${earning.currency}`],
      apply: (_doc, { data: { creatorId, earning } }) => ({ creatorId, currency: earning.currency }),
    },
  },
};
