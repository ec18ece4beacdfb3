import type { MarketCode, PayoutId, PayoutRunId } from '../ids.js';
import { type Money, money } from '../money.js';
import { type Decision, reject } from '../rejection.js';
import { DAY_MS, type Instant, plusMs } from '../time.js';
import type { BegunRun, LeftOut, PayoutLine, PayoutRun, PayoutRunEvent } from './payout-run.js';

/** What a run may be made of at most: it is one event. What is beyond waits for the next run. */
export const MOST_LINES_PER_RUN = 500;
export const MOST_ORDERS_PER_RUN = 5_000;

/** After so long nobody knows any more what was looked at. */
export const PROPOSAL_VALID_MS = 3 * DAY_MS;

export interface ProposeRun {
  readonly runId: PayoutRunId;
  readonly market: MarketCode;
  readonly minimum: Money;
  readonly lines: readonly PayoutLine[];
  readonly leftOut: readonly LeftOut[];
  readonly proposedBy: string;
  readonly now: Instant;
}

export function proposeRun(run: PayoutRun, { now, ...proposal }: ProposeRun): Decision<PayoutRunEvent> {
  if (run.status !== 'none') return [];
  const { lines, minimum } = proposal;
  if (lines.length === 0) return reject('payout_run_empty', whyEmpty(proposal));
  const totalMinor = lines.reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
  const total = money(totalMinor, minimum.currency);
  const expiresAt = plusMs(now, PROPOSAL_VALID_MS);
  return [{ type: 'PayoutRunProposed', data: { ...proposal, total, proposedAt: now, expiresAt } }];
}

/** No event has what was left out of a run that there is not, so the refusal says it. */
function whyEmpty({ market, minimum: { currency }, leftOut }: Omit<ProposeRun, 'now'>): string {
  if (leftOut.length === 0) return `nobody in ${market} has ${currency} to be paid out`;
  const counted = new Map<string, number>();
  for (const { code } of leftOut) counted.set(code, (counted.get(code) ?? 0) + 1);
  const reasons = [...counted].map(([code, times]) => `${String(times)} by ${code}`);
  return `everybody in ${market} who has ${currency} to be paid out is left out: ${reasons.join(', ')}`;
}

export interface DecideRun {
  /** Who decides. */
  readonly by: string;
  readonly now: Instant;
}

/** Takes two people: the one who proposed a run cannot approve it. Approved twice by the same person, it is approved once. */
export function approveRun(run: PayoutRun, { by, now }: DecideRun): Decision<PayoutRunEvent> {
  const open = openRun(run);
  if ('code' in open) return open;
  if (by === open.proposedBy)
    return reject(
      'payout_run_own_proposal',
      'who proposed a run cannot approve it: ask somebody else of finance',
    );
  if (now >= open.expiresAt)
    return reject('payout_run_expired', `the proposal was good until ${open.expiresAt}: propose a new run`);
  return [{ type: 'PayoutRunApproved', data: { runId: open.runId, approvedBy: by, approvedAt: now } }];
}

/** Also by who proposed it. */
export function rejectRun(run: PayoutRun, { by, now }: DecideRun): Decision<PayoutRunEvent> {
  const open = openRun(run);
  if ('code' in open) return open;
  return [{ type: 'PayoutRunRejected', data: { runId: open.runId, rejectedBy: by, rejectedAt: now } }];
}

function openRun(run: PayoutRun) {
  if (run.status === 'none') return reject('payout_run_not_found', 'there is no such payout run');
  if (run.status !== 'proposed') return reject('payout_run_decided', `the run is ${run.status} already`);
  return run;
}

export interface RefuseLine {
  readonly payoutId: PayoutId;
  readonly code: string;
  readonly now: Instant;
}

/** While the run is carried out. */
export function refuseLine(run: PayoutRun, { payoutId, code, now }: RefuseLine): Decision<PayoutRunEvent> {
  if (run.status !== 'approved' || run.refused.includes(payoutId)) return [];
  const line = lineOf(run, payoutId);
  if (line === undefined) return [];
  const { runId } = run;
  const { creatorId } = line;
  return [{ type: 'PayoutLineRefused', data: { runId, payoutId, creatorId, code, refusedAt: now } }];
}

export const lineOf = ({ lines }: BegunRun, payoutId: PayoutId): PayoutLine | undefined =>
  lines.find((line) => line.payoutId === payoutId);

/** When every line of it is reserved or refused. */
export const recordExecuted = (
  run: PayoutRun,
  { now }: { readonly now: Instant },
): Decision<PayoutRunEvent> =>
  run.status === 'approved'
    ? [{ type: 'PayoutRunExecuted', data: { runId: run.runId, executedAt: now } }]
    : [];
