import type { DomainEvent } from '../event.js';
import type { Decision } from '../rejection.js';
import type { Instant } from '../time.js';

/**
 * A webhook, stored before it is answered. It carries no amounts and no states on purpose: webhooks come late, twice
 * and in any order, so it only says which object to look up (docs/decisions/0007).
 */
export type ProviderEventReceived = DomainEvent<
  'ProviderEventReceived',
  {
    readonly providerEventId: string;
    readonly type: string;
    readonly objectId: string;
    readonly orderId: string | null;
    readonly paymentId: string | null;
    readonly receivedAt: Instant;
  }
>;

/** One stream per provider event: whether it has been received. */
export interface ProviderEventInbox {
  readonly received: boolean;
}

export const initialProviderEventInbox: ProviderEventInbox = { received: false };

export const evolveProviderEventInbox = (
  _inbox: ProviderEventInbox,
  _event: ProviderEventReceived,
): ProviderEventInbox => ({ received: true });

export const receiveProviderEvent = (
  inbox: ProviderEventInbox,
  { now, ...event }: Omit<ProviderEventReceived['data'], 'receivedAt'> & { readonly now: Instant },
): Decision<ProviderEventReceived> =>
  inbox.received ? [] : [{ type: 'ProviderEventReceived', data: { ...event, receivedAt: now } }];
