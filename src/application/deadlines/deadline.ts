import type { JsonObject } from '../ports/event-store.js';

/** Something that must be looked at at an instant, whoever is up by then. Kept by the projection `deadlines`. */
export type Deadline = JsonObject & {
  readonly kind: 'order' | 'payment' | 'refund' | 'evidence' | 'quote' | 'erasure' | 'order_slot' | 'payout';
  /** The order, quote, person or payout. */
  readonly subjectId: string;
  /** Of an `order_slot` and a `payout`: whose. */
  readonly creatorId?: string;
  /** Of a `payout`: of which of the creator's accounts. */
  readonly currency?: string;
  /** `Instant`. */
  readonly dueAt: string;
};

export const DEADLINES = 'deadlines';
