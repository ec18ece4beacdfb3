import type { CreatorId, PayoutId, PayoutRunId } from '../ids.js';
import type { DomainEvent } from '../event.js';
import type { Money } from '../money.js';
import type { Instant } from '../time.js';

/** What people found out about a payout that a bank may have paid unasked. Stored, so never renamed. */
export const DOUBT_OUTCOMES = ['paid', 'not_paid'] as const;
export type DoubtOutcome = (typeof DOUBT_OUTCOMES)[number];

type DoubtEventOf<Type extends string, Data extends object> = DomainEvent<
  Type,
  {
    readonly runId: PayoutRunId;
    readonly payoutId: PayoutId;
    readonly creatorId: CreatorId;
    readonly outcome: DoubtOutcome;
    readonly reason: string;
    readonly proposedBy: string;
  } & Data
>;

/** Somebody has asked the bank. Somebody else must approve it: it moves money, or frees it to be paid out once more. */
export type PayoutDoubtSettlingProposed = DoubtEventOf<
  'PayoutDoubtSettlingProposed',
  { readonly proposedAt: Instant }
>;

/** From now on the payout goes into no file of the run, whatever becomes of it; its account is told. */
export type PayoutDoubtSettled = DoubtEventOf<
  'PayoutDoubtSettled',
  { readonly amount: Money; readonly approvedBy: string; readonly approvedAt: Instant }
>;

export interface DoubtSettling {
  readonly outcome: DoubtOutcome;
  readonly reason: string;
  readonly proposedBy: string;
  /** `null` while it waits for somebody's approval. */
  readonly approvedBy: string | null;
}

export type DoubtSettlings = Readonly<Partial<Record<PayoutId, DoubtSettling>>>;

export function evolveSettlings(
  settlings: DoubtSettlings,
  { type, data }: PayoutDoubtSettlingProposed | PayoutDoubtSettled,
): DoubtSettlings {
  const { payoutId, outcome, reason, proposedBy } = data;
  const approvedBy = type === 'PayoutDoubtSettled' ? data.approvedBy : null;
  return { ...settlings, [payoutId]: { outcome, reason, proposedBy, approvedBy } };
}
