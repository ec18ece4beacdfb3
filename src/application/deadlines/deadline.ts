import type { JsonObject } from '../ports/event-store.js';

/** Something that must be looked at at an instant, whoever is up by then. Kept by the projection `deadlines`. */
export type Deadline = JsonObject & {
  readonly kind: 'order' | 'payment' | 'refund' | 'quote' | 'erasure' | 'order_slot';
  /** The order, quote or person. */
  readonly subjectId: string;
  /** Of an `order_slot`: whose. */
  readonly creatorId?: string;
  /** `Instant`. */
  readonly dueAt: string;
};

export const DEADLINES = 'deadlines';
