import type Stripe from 'stripe';
import type { ProviderEvent } from '../../application/ports/payment-gateway.js';
import { idOf, ORDER_ID_KEY } from './stripe-statuses.js';

/**
 * What the webhook endpoint is subscribed to: all that can change what we know of money. The others tell what the reply
 * to our own call has told (`payment_intent.created`), or tell it a second time (`charge.succeeded`).
 */
export const WEBHOOK_EVENTS = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'charge.dispute.closed',
  'transfer.created',
  'transfer.reversed',
] as const satisfies readonly Stripe.Event['type'][];

/** What the kinds of objects in events have in common, as far as they have it. */
interface EventObject {
  readonly id?: string;
  readonly object?: string;
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly payment_intent?: string | { readonly id: string } | null;
}

export function providerEvent(event: Stripe.Event): ProviderEvent {
  const object = event.data.object as EventObject;
  return {
    id: event.id,
    type: event.type,
    // A balance, for one, has no id of its own; nobody asks for it by id.
    objectId: object.id ?? event.id,
    orderId: object.metadata?.[ORDER_ID_KEY],
    paymentId: paymentIdOf(object),
  };
}

function paymentIdOf(object: EventObject): string | undefined {
  if (object.object === 'payment_intent') return object.id;
  return object.payment_intent == null ? undefined : idOf(object.payment_intent);
}
