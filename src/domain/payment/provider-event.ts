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

/** A process could not handle it, however often it tried, and does not know of which order it is: a person must look. */
export type ProviderEventAbandoned = DomainEvent<
  'ProviderEventAbandoned',
  {
    readonly providerEventId: string;
    readonly type: string;
    readonly objectId: string;
    readonly process: string;
    readonly abandonedAt: Instant;
  }
>;

export type ProviderInboxEvent = ProviderEventReceived | ProviderEventAbandoned;

/** One stream per provider event: whether it has been received, and which processes gave it up. */
export interface ProviderEventInbox {
  readonly received: boolean;
  readonly abandonedBy: readonly string[];
}

export const initialProviderEventInbox: ProviderEventInbox = { received: false, abandonedBy: [] };

export const evolveProviderEventInbox = (
  inbox: ProviderEventInbox,
  { type, data }: ProviderInboxEvent,
): ProviderEventInbox =>
  type === 'ProviderEventReceived'
    ? { ...inbox, received: true }
    : { ...inbox, abandonedBy: [...inbox.abandonedBy, data.process] };

export const receiveProviderEvent = (
  inbox: ProviderEventInbox,
  { now, ...event }: Omit<ProviderEventReceived['data'], 'receivedAt'> & { readonly now: Instant },
): Decision<ProviderInboxEvent> =>
  inbox.received ? [] : [{ type: 'ProviderEventReceived', data: { ...event, receivedAt: now } }];

export const abandonProviderEvent = (
  inbox: ProviderEventInbox,
  { now, ...event }: Omit<ProviderEventAbandoned['data'], 'abandonedAt'> & { readonly now: Instant },
): Decision<ProviderInboxEvent> =>
  inbox.abandonedBy.includes(event.process)
    ? []
    : [{ type: 'ProviderEventAbandoned', data: { ...event, abandonedAt: now } }];
