import type { OrderId, PayoutId } from '../../domain/ids.js';
import type { LedgerAccount } from '../../domain/ledger/ledger.js';

/** What money waits for, and in which account of the ledger: every amount that is held, owed or under way is in one of these. */
export const STAGES = {
  awaiting_payment: null,
  in_review: 'held_for_orders',
  awaiting_acceptance: 'held_for_orders',
  awaiting_delivery: 'held_for_orders',
  refund_due: 'held_for_orders',
  refund_requested: 'held_for_orders',
  refund_unknown: 'held_for_orders',
  refund_pending: 'held_for_orders',
  refund_failed: 'held_for_orders',
  held_disputed: 'held_for_orders',
  in_hold: 'creator_payable',
  payable: 'creator_payable',
  earning_disputed: 'creator_payable',
  payout_in_transit: 'payouts_in_transit',
  owed_by_creator: 'creator_receivable',
} as const satisfies Readonly<Record<string, LedgerAccount | null>>;

export type Stage = keyof typeof STAGES;

export interface Waiting {
  readonly stage: Stage;
  readonly since: string;
  readonly dueAt: string | null;
  readonly orderId: OrderId | null;
  readonly payoutId: PayoutId | null;
  readonly amountMinor: bigint;
}
