import type { PayoutParts, PayoutRailName } from '../creator-account/payout-events.js';
import type { NothingToPayOut } from '../creator-account/payout-proposal.js';
import type { DomainEvent } from '../event.js';
import type { CreatorId, DestinationId, MarketCode, OrderId, PayoutId, PayoutRunId } from '../ids.js';
import type { Money } from '../money.js';
import type { Instant } from '../time.js';
import { type BankFile, type BankFileGivenOut, type BankFileMade, evolveBankFile } from './bank-file.js';
import {
  type DoubtSettlings,
  evolveSettlings,
  type PayoutDoubtSettled,
  type PayoutDoubtSettlingProposed,
} from './doubt-settlings.js';

type RunEventOf<Type extends string, Data extends object> = DomainEvent<
  Type,
  { readonly runId: PayoutRunId } & Data
>;

/** One payout to one creator, as it is proposed. */
export interface PayoutLine extends PayoutParts {
  readonly payoutId: PayoutId;
  readonly creatorId: CreatorId;
  readonly orderIds: readonly OrderId[];
  readonly rail: PayoutRailName;
  readonly destinationId: DestinationId;
}

/** A creator who has earned something and is not in the run, and why. */
export interface LeftOut {
  readonly creatorId: CreatorId;
  readonly code:
    | Exclude<NothingToPayOut, 'nothing_available'>
    | 'no_destination'
    | 'destination_not_verified'
    | 'no_paying_account';
}

/** Who is to be paid out how much, for a person to look at. Nothing has moved. */
export type PayoutRunProposed = RunEventOf<
  'PayoutRunProposed',
  {
    readonly market: MarketCode;
    readonly minimum: Money;
    readonly lines: readonly PayoutLine[];
    readonly leftOut: readonly LeftOut[];
    readonly total: Money;
    /** A person of finance, or the schedule. */
    readonly proposedBy: string;
    readonly proposedAt: Instant;
    readonly expiresAt: Instant;
  }
>;

/** By somebody other than who proposed it: every line that is still as it was proposed is paid out. */
export type PayoutRunApproved = RunEventOf<
  'PayoutRunApproved',
  { readonly approvedBy: string; readonly approvedAt: Instant }
>;

export type PayoutRunRejected = RunEventOf<
  'PayoutRunRejected',
  { readonly rejectedBy: string; readonly rejectedAt: Instant }
>;

/** The line was not as it was proposed any more, or its creator cannot be paid: nothing of it has moved. */
export type PayoutLineRefused = RunEventOf<
  'PayoutLineRefused',
  {
    readonly payoutId: PayoutId;
    readonly creatorId: CreatorId;
    readonly code: string;
    readonly refusedAt: Instant;
  }
>;

/** Every line is reserved or refused. */
export type PayoutRunExecuted = RunEventOf<'PayoutRunExecuted', { readonly executedAt: Instant }>;

export type PayoutRunEvent =
  | PayoutRunProposed
  | PayoutRunApproved
  | PayoutRunRejected
  | PayoutLineRefused
  | PayoutRunExecuted
  | BankFileMade
  | BankFileGivenOut
  | PayoutDoubtSettlingProposed
  | PayoutDoubtSettled;

export type PayoutRun =
  | { readonly status: 'none' }
  | (Omit<PayoutRunProposed['data'], 'proposedAt'> & {
      readonly status: 'proposed' | 'approved' | 'rejected' | 'executed';
      readonly refused: readonly PayoutId[];
      /** Why, by payout: the code of the refusal. */
      readonly refusedFor: Readonly<Partial<Record<PayoutId, string>>>;
      /** What the bank is to pay of it, once somebody has asked for that. */
      readonly bankFile: BankFile | null;
      /** What people say became of payouts that a bank may have paid unasked. */
      readonly settlings: DoubtSettlings;
    });

export type BegunRun = Exclude<PayoutRun, { status: 'none' }>;

export const initialPayoutRun: PayoutRun = { status: 'none' };

export function evolvePayoutRun(run: PayoutRun, event: PayoutRunEvent): PayoutRun {
  if (event.type === 'PayoutRunProposed') {
    const { proposedAt: _, ...proposed } = event.data;
    return { ...proposed, status: 'proposed', refused: [], refusedFor: {}, bankFile: null, settlings: {} };
  }
  if (run.status === 'none') throw new Error(`${event.type} before PayoutRunProposed`);
  switch (event.type) {
    case 'PayoutRunApproved':
      return { ...run, status: 'approved' };
    case 'PayoutRunRejected':
      return { ...run, status: 'rejected' };
    case 'PayoutLineRefused':
      return {
        ...run,
        refused: [...run.refused, event.data.payoutId],
        refusedFor: { ...run.refusedFor, [event.data.payoutId]: event.data.code },
      };
    case 'PayoutRunExecuted':
      return { ...run, status: 'executed' };
    case 'BankFileMade':
    case 'BankFileGivenOut':
      return { ...run, bankFile: evolveBankFile(run.bankFile, event) };
    case 'PayoutDoubtSettlingProposed':
    case 'PayoutDoubtSettled':
      return { ...run, settlings: evolveSettlings(run.settlings, event) };
  }
}
