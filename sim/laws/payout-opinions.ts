import type { Opinion } from './opinion.js';
import { type Amount, textIn } from './order-story.js';

const minor = (amount: unknown): number => (amount as Amount).amountMinor;

const PAYOUTS: Opinion = {
  model: 'payouts',
  idOf: (said) => textIn(said, 'payoutId'),
  tells: {
    PayoutReserved: ({
      payoutId,
      runId,
      creatorId,
      rail,
      amount,
      earned,
      debtSettled,
      orderIds,
      reservedAt,
    }) => ({
      ...{
        payoutId,
        runId,
        creatorId,
        state: 'reserved',
        rail,
        returnedMinor: 0,
        currency: (amount as Amount).currency,
      },
      ...{ earnedMinor: minor(earned), debtSettledMinor: minor(debtSettled), amountMinor: minor(amount) },
      ...{ orders: (orderIds as readonly string[]).length, reference: null, code: null },
      ...{ reservedAt, since: reservedAt },
    }),
    PayoutOutcomeUnknown: ({ unknownAt }) => ({ state: 'unknown', since: unknownAt }),
    PayoutSent: ({ reference, sentAt }) => ({ state: 'sent', reference, since: sentAt }),
    PayoutPaid: ({ reference, paidAt }) => ({ state: 'paid', reference, since: paidAt }),
    PayoutFailed: ({ code, failedAt }) => ({ state: 'failed', code, since: failedAt }),
    PayoutReturned: ({ code, returnedAt, amount }) => ({
      ...{ state: 'returned', code, since: returnedAt, returnedMinor: (amount as Amount).amountMinor },
    }),
    PayoutPartReturned: ({ amount }, _event, there) => ({
      returnedMinor: Number(there?.['returnedMinor']) + (amount as Amount).amountMinor,
    }),
  },
};

const PAYOUT_RUNS: Opinion = {
  model: 'payout_runs',
  idOf: (said) => textIn(said, 'runId'),
  tells: {
    PayoutRunProposed: ({ runId, market, lines, total, proposedBy, proposedAt, expiresAt }) => ({
      ...{ runId, market, currency: (total as Amount).currency, state: 'proposed' },
      ...{ lines: (lines as readonly unknown[]).length, refusedLines: 0, totalMinor: minor(total) },
      ...{ proposedBy, proposedAt, expiresAt, decidedBy: null, decidedAt: null, executedAt: null },
    }),
    PayoutRunApproved: ({ approvedBy, approvedAt }) => ({
      ...{ state: 'approved', decidedBy: approvedBy, decidedAt: approvedAt },
    }),
    PayoutRunRejected: ({ rejectedBy, rejectedAt }) => ({
      ...{ state: 'rejected', decidedBy: rejectedBy, decidedAt: rejectedAt },
    }),
    PayoutLineRefused: (_said, _event, there) => ({ refusedLines: Number(there?.['refusedLines']) + 1 }),
    PayoutRunExecuted: ({ executedAt }) => ({ state: 'executed', executedAt }),
  },
};

const CREATOR_ACCOUNTS: Opinion = {
  model: 'creator_accounts',
  idOf: ({ creatorId, earning }) => `${String(creatorId)}.${(earning as Amount).currency}`,
  tells: {
    EarningPending: ({ creatorId, earning }) => ({ creatorId, currency: (earning as Amount).currency }),
  },
};

/** No read model: where a creator wants to be paid out, as it stood when somebody was answered. */
const DESTINATIONS: Opinion = {
  model: 'destinations',
  idOf: (said) => textIn(said, 'creatorId'),
  tells: {
    PayoutDestinationSet: ({ destinationId, rail }) => ({ destinationId, rail, isVerified: false }),
    PayoutDestinationVerified: () => ({ isVerified: true }),
  },
};

/** No read model: what people say became of a payout that a bank may have paid unasked. */
const DOUBT_SETTLINGS: Opinion = {
  model: 'doubt_settlings',
  idOf: (said) => textIn(said, 'payoutId'),
  tells: {
    PayoutDoubtSettlingProposed: ({ outcome, proposedBy }) => ({ outcome, proposedBy, isSettled: false }),
    PayoutDoubtSettled: () => ({ isSettled: true }),
  },
};

/** What the read models about payouts have to show. */
export const PAYOUT_OPINIONS = [PAYOUTS, PAYOUT_RUNS, CREATOR_ACCOUNTS, DESTINATIONS, DOUBT_SETTLINGS];
