import type { DomainEvent } from '../event.js';
import type { PersonId } from '../ids.js';
import { type Decision, reject } from '../rejection.js';
import type { Instant } from '../time.js';

export type ErasureRequested = DomainEvent<
  'ErasureRequested',
  { readonly personId: PersonId; readonly requestedAt: Instant }
>;

/** The person's key is destroyed: what was personal can never be read again. Proof that it was done. */
export type PersonErased = DomainEvent<
  'PersonErased',
  { readonly personId: PersonId; readonly erasedAt: Instant }
>;

export type ErasureEvent = ErasureRequested | PersonErased;

export interface Erasure {
  readonly status: 'none' | 'requested' | 'erased';
}

export const initialErasure: Erasure = { status: 'none' };

export const evolveErasure = (_erasure: Erasure, { type }: ErasureEvent): Erasure => ({
  status: type === 'ErasureRequested' ? 'requested' : 'erased',
});

interface OfPerson {
  readonly personId: PersonId;
  readonly now: Instant;
}

/** From here on the person can begin nothing new; what is open is finished first. */
export const requestErasure = (erasure: Erasure, { personId, now }: OfPerson): Decision<ErasureEvent> =>
  erasure.status === 'none' ? [{ type: 'ErasureRequested', data: { personId, requestedAt: now } }] : [];

export interface RecordErased extends OfPerson {
  /** Orders of the person that are neither delivered nor fully refunded. */
  readonly openOrders: number;
}

export function recordErased(
  erasure: Erasure,
  { personId, openOrders, now }: RecordErased,
): Decision<ErasureEvent> {
  if (erasure.status !== 'requested') return [];
  if (openOrders > 0)
    return reject('erasure_waits_for_orders', `${String(openOrders)} orders of this person are still open`);
  return [{ type: 'PersonErased', data: { personId, erasedAt: now } }];
}
