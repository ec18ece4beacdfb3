import type { DomainEvent } from '../event.js';
import type { CaseId } from '../ids.js';
import type { Currency, Money } from '../money.js';
import type { Instant } from '../time.js';
import { type BankMovement, leavesProvider } from './bank-movement.js';

/**
 * What a run looks at, in this order. What the provider has and we never heard of is taken in first, the way a webhook is; what still
 * differs when the processes have seen to it is a difference. Stored, so never renamed.
 */
export const SECTIONS = [
  'missed_events',
  'missed_payments',
  'missed_refunds',
  'missed_chargebacks',
  'missed_payouts',
  'settling',
  'payments',
  'refunds',
  'chargebacks',
  'payouts',
  'fees',
  'bank_payouts',
  'ours',
  'balance',
  'resolving',
] as const;
export type Section = (typeof SECTIONS)[number];

type RunEventOf<Type extends string, Data extends object> = DomainEvent<
  Type,
  {
    readonly provider: string;
    /** Of the provider's books, in UTC (`2026-11-28`). */
    readonly day: string;
    /** A day can be looked at again: from 1. */
    readonly run: number;
  } & Data
>;

/** What was looked at, in sum. */
export interface Tally {
  readonly section: Section;
  /** ISO 4217; also one that the platform does not take. */
  readonly currency: string;
  readonly objects: number;
  /** Of `fees`, what the provider has taken; of `balance`, what it has; of all others, what the objects are of. */
  readonly amountMinor: bigint;
}

export type ReconciliationStarted = RunEventOf<
  'ReconciliationStarted',
  { readonly startedBy: string; readonly startedAt: Instant }
>;

/** Everything of the section up to there is looked at; whoever goes on after a crash goes on from there. */
export type ReconciliationProgressed = RunEventOf<
  'ReconciliationProgressed',
  {
    readonly section: Section;
    /** The last entry that was looked at; `null` where the section is done. */
    readonly after: string | null;
    readonly tallies: readonly Tally[];
    /** How much was taken in that we had not heard of. */
    readonly takenIn: number;
    /** Where in the log the last of it is; `null` where there is none. */
    readonly takenInAt: string | null;
    readonly caseIds: readonly CaseId[];
    readonly progressedAt: Instant;
  }
>;

/** What the provider has taken for the payments of the day, as far as that was not told before. */
export type ProviderFeesTaken = RunEventOf<
  'ProviderFeesTaken',
  { readonly fee: Money; readonly takenAt: Instant }
>;

/** The provider has sent money to our own bank, or got some from there. Each movement is told once. */
export type ProviderBankMovementFound = RunEventOf<
  'ProviderBankMovementFound',
  BankMovement & { readonly foundAt: Instant }
>;

export type ReconciliationFinished = RunEventOf<
  'ReconciliationFinished',
  { readonly cases: number; readonly takenIn: number; readonly finishedAt: Instant }
>;

/** It could not go on, however often it tried. */
export type ReconciliationFailed = RunEventOf<'ReconciliationFailed', { readonly failedAt: Instant }>;

export type ReconciliationEvent =
  | ReconciliationStarted
  | ReconciliationProgressed
  | ProviderFeesTaken
  | ProviderBankMovementFound
  | ReconciliationFinished
  | ReconciliationFailed;

export interface BegunReconciliation {
  readonly status: 'running' | 'finished' | 'failed';
  readonly provider: string;
  readonly day: string;
  readonly run: number;
  readonly startedBy: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** Where it is, or was when it ended. */
  readonly section: Section;
  readonly after: string | null;
  readonly tallies: readonly Tally[];
  readonly takenIn: number;
  readonly takenInAt: string | null;
  /** Those that this run has found. */
  readonly caseIds: readonly CaseId[];
  /** Those that earlier runs have found. */
  readonly earlierCaseIds: readonly CaseId[];
  /** What all runs of the day have told of fees, per currency. */
  readonly feesTaken: ReadonlyMap<Currency, bigint>;
  /** The movements between the provider and our bank that all runs of the day have told. */
  readonly bankMovementIds: readonly string[];
  /** What the provider's balance has changed by with them, per currency. */
  readonly bankMoved: ReadonlyMap<Currency, bigint>;
}

export type Reconciliation = { readonly status: 'none' } | BegunReconciliation;

export const initialReconciliation: Reconciliation = { status: 'none' };

export const reconciliationId = (provider: string, day: string): string => `${provider}.${day}`;

export function evolveReconciliation(before: Reconciliation, event: ReconciliationEvent): Reconciliation {
  if (event.type === 'ReconciliationStarted') return start(before, event.data);
  if (before.status === 'none') throw new Error(`${event.type} before ReconciliationStarted`);
  switch (event.type) {
    case 'ReconciliationProgressed':
      return progress(before, event.data);
    case 'ProviderFeesTaken':
      return { ...before, feesTaken: added(before.feesTaken, event.data.fee) };
    case 'ProviderBankMovementFound':
      return moveBank(before, event.data);
    case 'ReconciliationFinished':
      return { ...before, status: 'finished', endedAt: event.data.finishedAt };
    case 'ReconciliationFailed':
      return { ...before, status: 'failed', endedAt: event.data.failedAt };
  }
}

const start = (before: Reconciliation, data: ReconciliationStarted['data']): BegunReconciliation => ({
  ...data,
  ...{ status: 'running', endedAt: null, section: SECTIONS[0], after: null, tallies: [] },
  ...{ takenIn: 0, takenInAt: null, caseIds: [] },
  earlierCaseIds: before.status === 'none' ? [] : distinct([...before.earlierCaseIds, ...before.caseIds]),
  feesTaken: before.status === 'none' ? new Map() : before.feesTaken,
  bankMovementIds: before.status === 'none' ? [] : before.bankMovementIds,
  bankMoved: before.status === 'none' ? new Map() : before.bankMoved,
});

function moveBank(
  before: BegunReconciliation,
  { movementId, kind, amount }: BankMovement,
): BegunReconciliation {
  const change = leavesProvider(kind) ? { ...amount, amountMinor: -amount.amountMinor } : amount;
  return {
    ...before,
    bankMovementIds: [...before.bankMovementIds, movementId],
    bankMoved: added(before.bankMoved, change),
  };
}

const added = (
  sums: ReadonlyMap<Currency, bigint>,
  { currency, amountMinor }: Money,
): ReadonlyMap<Currency, bigint> => new Map([...sums, [currency, (sums.get(currency) ?? 0n) + amountMinor]]);

function progress(
  before: BegunReconciliation,
  { section, after, tallies, takenIn, takenInAt, caseIds }: ReconciliationProgressed['data'],
): BegunReconciliation {
  return {
    ...before,
    section: after === null ? sectionAfter(section) : section,
    after,
    tallies: tallies.reduce(addTally, before.tallies),
    takenIn: before.takenIn + takenIn,
    takenInAt: takenInAt ?? before.takenInAt,
    caseIds: distinct([...before.caseIds, ...caseIds]),
  };
}

/** The last one is followed by itself: the run ends with it. */
const sectionAfter = (section: Section): Section => SECTIONS[SECTIONS.indexOf(section) + 1] ?? section;

const distinct = <Item>(items: readonly Item[]): readonly Item[] => [...new Set(items)];

/** The sums of each section and currency. */
export function addTally(tallies: readonly Tally[], tally: Tally): readonly Tally[] {
  const { section, currency, objects, amountMinor } = tally;
  const at = tallies.findIndex((each) => each.section === section && each.currency === currency);
  const found = tallies[at];
  if (found === undefined) return [...tallies, tally];
  const sum = {
    ...found,
    objects: found.objects + objects,
    amountMinor: found.amountMinor + amountMinor,
  };
  return tallies.with(at, sum);
}
