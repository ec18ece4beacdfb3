import type { DomainEvent } from '../event.js';
import type { Decision } from '../rejection.js';
import type { Instant } from '../time.js';

/** From now on, the payments of this log are made with this provider, and with no other: none could give back another's. */
export type PaymentProviderChosen = DomainEvent<
  'PaymentProviderChosen',
  { readonly provider: string; readonly chosenAt: Instant }
>;

export type PaymentProviderEvent = PaymentProviderChosen;

/** One stream per log. */
export interface PaymentProvider {
  /** `undefined` until one is chosen. */
  readonly provider: string | undefined;
}

export const initialPaymentProvider: PaymentProvider = { provider: undefined };

export const evolvePaymentProvider = (
  _before: PaymentProvider,
  { data: { provider } }: PaymentProviderEvent,
): PaymentProvider => ({ provider });

/** The first choice is for good. */
export const choosePaymentProvider = (
  { provider: chosen }: PaymentProvider,
  { provider, now }: { readonly provider: string; readonly now: Instant },
): Decision<PaymentProviderEvent> =>
  chosen === undefined ? [{ type: 'PaymentProviderChosen', data: { provider, chosenAt: now } }] : [];
