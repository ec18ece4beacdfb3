import { isCurrency, money } from '../money.js';
import { type Decision, reject } from '../rejection.js';
import { DAY_MS, dayOf, epochMs, HOUR_MS, type Instant, instant } from '../time.js';
import type { BankMovement } from './bank-movement.js';
import type {
  BegunReconciliation,
  ProviderBankMovementFound,
  ProviderFeesTaken,
  Reconciliation,
  ReconciliationEvent,
  ReconciliationProgressed,
} from './run.js';

export interface StartReconciliation {
  readonly provider: string;
  readonly day: string;
  readonly by: string;
  readonly now: Instant;
}

/** How a day is written. */
export const DAY = /^\d{4}-\d\d-\d\d$/;

/** Of a day in UTC, from its beginning to that of the next; `undefined` where there is no such day. */
export function boundsOfDay(day: string): { readonly from: Instant; readonly to: Instant } | undefined {
  if (!DAY.test(day)) return undefined;
  const beginMs = Date.parse(`${day}T00:00:00.000Z`);
  if (Number.isNaN(beginMs) || dayOf(instant(beginMs)) !== day) return undefined;
  return { from: instant(beginMs), to: instant(beginMs + DAY_MS) };
}

/** A day is looked at by one run at a time; once that is over, it can be looked at again. */
export function startReconciliation(
  found: Reconciliation,
  { provider, day, by, now }: StartReconciliation,
): Decision<ReconciliationEvent> {
  const bounds = boundsOfDay(day);
  if (bounds === undefined) return reject('reconciliation_day_invalid', 'there is no such day');
  if (bounds.from > now) return reject('reconciliation_day_invalid', 'the day has not begun');
  if (found.status === 'running') return [];
  const run = found.status === 'none' ? 1 : found.run + 1;
  return [{ type: 'ReconciliationStarted', data: { provider, day, run, startedBy: by, startedAt: now } }];
}

/** So long after a day is over, the clock has it looked at: by then the provider's books of it are complete. */
export const SETTLED_AFTER_MS = HOUR_MS;

/** How many days back the clock looks for one that nobody has looked at: the program may have been down. */
export const DAYS_BACK = 7;

/** The days whose run the clock starts, if nobody has: the last one that is over, and those before it, the oldest first. */
export function daysToReconcile(now: Instant): readonly string[] {
  const today = Math.floor((epochMs(now) - SETTLED_AFTER_MS) / DAY_MS);
  return Array.from({ length: DAYS_BACK }, (_, back) => dayOf(instant((today - DAYS_BACK + back) * DAY_MS)));
}

/** By the clock: a day that nobody has looked at yet. */
export const startDaily = (
  found: Reconciliation,
  command: StartReconciliation,
): Decision<ReconciliationEvent> => (found.status === 'none' ? startReconciliation(found, command) : []);

export type Progress = Omit<
  ReconciliationProgressed['data'],
  'provider' | 'day' | 'run' | 'section' | 'progressedAt'
> & {
  /** What went to our bank or came from there, told before or not. */
  readonly bankMovements?: readonly BankMovement[];
  readonly now: Instant;
};

/** What was looked at of the section at which the run is. What the provider has taken is told when all of it is known. */
export function recordProgress(
  found: Reconciliation,
  { now, bankMovements = [], ...looked }: Progress,
): Decision<ReconciliationEvent> {
  if (found.status !== 'running') return [];
  const { provider, day, run, section } = found;
  const of = { provider, day, run };
  const fees = section === 'fees' && looked.after === null ? feesOf(found, looked.tallies, now) : [];
  const progressed = { ...of, section, ...looked, progressedAt: now };
  const moved = untoldMovements(found, bankMovements, now);
  return [...moved, ...fees, { type: 'ReconciliationProgressed', data: progressed }];
}

const untoldMovements = (
  { provider, day, run, bankMovementIds }: BegunReconciliation,
  movements: readonly BankMovement[],
  now: Instant,
): readonly ProviderBankMovementFound[] =>
  movements
    .filter(({ movementId }) => !bankMovementIds.includes(movementId))
    .map((movement) => ({
      type: 'ProviderBankMovementFound',
      data: { provider, day, run, ...movement, foundAt: now },
    }));

function feesOf(
  { provider, day, run, tallies, feesTaken }: BegunReconciliation,
  last: Progress['tallies'],
  now: Instant,
): readonly ProviderFeesTaken[] {
  const sums = new Map<string, bigint>();
  for (const { section, currency, amountMinor } of [...tallies, ...last])
    if (section === 'fees') sums.set(currency, (sums.get(currency) ?? 0n) + amountMinor);
  return [...sums].flatMap(([currency, sum]) => {
    // Of a currency that the platform does not take, the payments themselves are cases.
    if (!isCurrency(currency)) return [];
    const untold = sum - (feesTaken.get(currency) ?? 0n);
    if (untold === 0n) return [];
    const data = { provider, day, run, fee: money(untold, currency), takenAt: now };
    return [{ type: 'ProviderFeesTaken', data }];
  });
}

export function recordFinished(
  found: Reconciliation,
  { now }: { readonly now: Instant },
): Decision<ReconciliationEvent> {
  if (found.status !== 'running') return [];
  const { provider, day, run, caseIds, takenIn } = found;
  const data = { provider, day, run, cases: caseIds.length, takenIn, finishedAt: now };
  return [{ type: 'ReconciliationFinished', data }];
}

export function recordFailed(
  found: Reconciliation,
  { now }: { readonly now: Instant },
): Decision<ReconciliationEvent> {
  if (found.status !== 'running') return [];
  const { provider, day, run } = found;
  return [{ type: 'ReconciliationFailed', data: { provider, day, run, failedAt: now } }];
}
