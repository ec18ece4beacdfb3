import type { CreatorId, PayoutId, PayoutRunId } from '../ids.js';
import { type Decision, reject, type Rejection } from '../rejection.js';
import type { Instant } from '../time.js';
import { lineOf } from './decide.js';
import type { DoubtOutcome } from './doubt-settlings.js';
import type { BegunRun, PayoutLine, PayoutRun, PayoutRunEvent } from './payout-run.js';

/** `undefined` while nobody has approved anything. */
export function settledAs(run: PayoutRun, payoutId: PayoutId): DoubtOutcome | undefined {
  const settling = run.status === 'none' ? undefined : run.settlings[payoutId];
  return settling === undefined || settling.approvedBy === null ? undefined : settling.outcome;
}

export interface SettleDoubt {
  readonly payoutId: PayoutId;
  readonly outcome: DoubtOutcome;
  /** Whether it is reserved still, and a bank has spoken of it before it was given it: its account knows. */
  readonly isDoubted: boolean;
  readonly by: string;
  readonly now: Instant;
}

/** Proposed anew, it takes the place of what was proposed before. */
export function proposeDoubtSettling(
  run: PayoutRun,
  { reason, by, now, ...asked }: SettleDoubt & { readonly reason: string },
): Decision<PayoutRunEvent> {
  const open = openDoubt(run, asked);
  if (!('line' in open)) return open;
  const { payoutId, outcome } = asked;
  const before = open.run.settlings[payoutId];
  if (before?.outcome === outcome && before.reason === reason && before.proposedBy === by) return [];
  const data = { ...open.of, outcome, reason, proposedBy: by, proposedAt: now };
  return [{ type: 'PayoutDoubtSettlingProposed', data }];
}

/**
 * Takes two people, and is decided where the file of the run is: what was settled goes into no file, and what is in the file is not
 * settled by people. So it is never paid twice.
 */
export function approveDoubtSettling(
  run: PayoutRun,
  { by, now, ...asked }: SettleDoubt,
): Decision<PayoutRunEvent> {
  const open = openDoubt(run, asked);
  if (!('line' in open)) return open;
  const { outcome, payoutId } = asked;
  const proposal = open.run.settlings[payoutId];
  if (proposal === undefined)
    return reject('payout_doubt_not_proposed', `nobody has proposed what became of ${payoutId}`);
  if (proposal.outcome !== outcome)
    return reject('payout_doubt_proposal_changed', `${payoutId} is proposed as ${proposal.outcome}`);
  if (proposal.proposedBy === by)
    return reject(
      'payout_doubt_own_proposal',
      'who proposed what became of a payout cannot approve it: ask somebody else of finance',
    );
  const { reason, proposedBy } = proposal;
  const { amount } = open.line;
  const data = { ...open.of, outcome, reason, proposedBy, amount, approvedBy: by, approvedAt: now };
  return [{ type: 'PayoutDoubtSettled', data }];
}

interface OpenDoubt {
  readonly run: BegunRun;
  readonly line: PayoutLine;
  readonly of: { readonly runId: PayoutRunId; readonly payoutId: PayoutId; readonly creatorId: CreatorId };
}

/** Settled so already, there is nothing to do. */
function openDoubt(
  run: PayoutRun,
  { payoutId, outcome, isDoubted }: Pick<SettleDoubt, 'payoutId' | 'outcome' | 'isDoubted'>,
): OpenDoubt | readonly [] | Rejection {
  if (run.status === 'none') return reject('payout_run_not_found', 'there is no such payout run');
  const line = lineOf(run, payoutId);
  if (line === undefined) return reject('payout_not_found', `${payoutId} is not in this run`);
  const settled = settledAs(run, payoutId);
  if (settled === outcome) return [];
  if (settled !== undefined)
    return reject('payout_doubt_settled', `${payoutId} was settled already, as ${settled}`);
  if (run.bankFile?.payoutIds.includes(payoutId) === true)
    return reject(
      'payout_not_doubted',
      `${payoutId} is in the bank file of its run: the bank's answer settles it`,
    );
  if (!isDoubted || line.rail !== 'bank_transfers')
    return reject(
      'payout_not_doubted',
      `no bank has spoken of ${payoutId} before it was given it, or it is over`,
    );
  return { run, line, of: { runId: run.runId, payoutId, creatorId: line.creatorId } };
}
