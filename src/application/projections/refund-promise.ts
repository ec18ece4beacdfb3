import type { EventOf } from '../../domain/all-events.js';
import type { Instant } from '../../domain/time.js';
import type { JsonObject } from '../ports/event-store.js';

/** What a fan is owed back, and how far that has come. */
export type RefundPromise = JsonObject & {
  /** Since when it is owed; of one that somebody made at the provider, when it was heard of. */
  readonly dueAt: string;
  /** When the provider had taken the last attempt; `null` while it has not. */
  readonly sentAt: string | null;
  /** What the provider calls that attempt. */
  readonly reference: string | null;
  /** When the provider said that the money is back; `null` while it is not, and once it has come back to us. */
  readonly confirmedAt: string | null;
};

export type RefundEvent = EventOf<'RefundRequested' | 'RefundPending' | 'RefundIssued' | 'RefundFailed'>;

/** The promise after an event of its refund. What is owed stays owed since the first attempt. */
export function promiseAfter(before: RefundPromise | null, event: RefundEvent): RefundPromise {
  const unsent = { dueAt: before?.dueAt ?? timeOf(event), sentAt: null, reference: null, confirmedAt: null };
  const known = before ?? unsent;
  switch (event.type) {
    case 'RefundRequested':
      return unsent;
    case 'RefundPending':
      return { ...unsent, sentAt: timeOf(event), reference: event.data.refundId };
    case 'RefundIssued': {
      const { refundId: reference, issuedAt: confirmedAt } = event.data;
      return { ...known, sentAt: known.sentAt ?? confirmedAt, reference, confirmedAt };
    }
    case 'RefundFailed':
      return { ...known, reference: event.data.refundId ?? known.reference, confirmedAt: null };
  }
}

function timeOf(event: RefundEvent): Instant {
  switch (event.type) {
    case 'RefundRequested':
      return event.data.requestedAt;
    case 'RefundPending':
      return event.data.pendingAt;
    case 'RefundIssued':
      return event.data.issuedAt;
    case 'RefundFailed':
      return event.data.failedAt;
  }
}
