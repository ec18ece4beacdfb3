import type { DomainEvent } from '../event.js';
import type { OrderId } from '../ids.js';
import type { Money } from '../money.js';
import type { Instant } from '../time.js';

type PaymentEventOf<Type extends string, Data extends object> = DomainEvent<
  Type,
  { readonly orderId: OrderId } & Data
>;

/** The intent to take the money, recorded before the provider is called. */
export type PaymentStarted = PaymentEventOf<
  'PaymentStarted',
  {
    readonly amount: Money;
    readonly paymentMethod: string;
    readonly attempt: number;
    readonly startedAt: Instant;
  }
>;

/** The fan gave another payment method after a refusal. */
export type PaymentRetried = PaymentEventOf<
  'PaymentRetried',
  { readonly paymentMethod: string; readonly attempt: number; readonly retriedAt: Instant }
>;

/** The payment exists at the provider, and has moved nothing yet: the intent to confirm it. */
export type PaymentCreated = PaymentEventOf<
  'PaymentCreated',
  { readonly paymentId: string; readonly createdAt: Instant }
>;

/** The fan must complete 3-D Secure. */
export type PaymentActionRequired = PaymentEventOf<
  'PaymentActionRequired',
  { readonly paymentId: string; readonly attempt: number; readonly requiredAt: Instant }
>;

export type PaymentSucceeded = PaymentEventOf<
  'PaymentSucceeded',
  {
    readonly paymentId: string;
    readonly chargeId: string;
    readonly amount: Money;
    readonly succeededAt: Instant;
  }
>;

export type PaymentRefused = PaymentEventOf<
  'PaymentRefused',
  { readonly attempt: number; readonly code: string; readonly refusedAt: Instant }
>;

export type PaymentCanceled = PaymentEventOf<'PaymentCanceled', { readonly canceledAt: Instant }>;

/** The calls whose lost reply leaves something unknown. Looking up does not: it is simply done again. */
export type ProviderCall = 'create' | 'confirm' | 'cancel' | 'refund' | 'evidence';

/** `outcome_unknown`: the reply was lost. It is looked up at `retryAt`, before anything is tried again. */
export type ProviderOutcomeUnknown = PaymentEventOf<
  'ProviderOutcomeUnknown',
  {
    readonly call: ProviderCall;
    /** How often in a row. */
    readonly failures: number;
    readonly unknownAt: Instant;
    readonly retryAt: Instant;
  }
>;

/** What the provider says does not fit what we know: a case for a person, never a log line. */
export type MoneyDifferenceFound = PaymentEventOf<
  'MoneyDifferenceFound',
  { readonly code: string; readonly detail: string; readonly foundAt: Instant }
>;

export type PaymentEvent =
  | PaymentStarted
  | PaymentRetried
  | PaymentCreated
  | PaymentActionRequired
  | PaymentSucceeded
  | PaymentRefused
  | PaymentCanceled
  | ProviderOutcomeUnknown
  | MoneyDifferenceFound;

/**
 * How far the payment of one order has come at the provider. `to_create` and `to_confirm` are intents: the call may or
 * may not have been made.
 */
export type PaymentPhase =
  'to_create' | 'to_confirm' | 'action_required' | 'refused' | 'succeeded' | 'canceled';

export type Payment =
  | { readonly status: 'none' }
  | {
      readonly status: 'started';
      readonly orderId: OrderId;
      readonly amount: Money;
      readonly paymentMethod: string;
      readonly attempt: number;
      readonly paymentId: string | null;
      readonly phase: PaymentPhase;
      /** Unknown outcomes in a row, of any call; 0 when the last outcome is known. */
      readonly failures: number;
      /** The differences found so far, each as its code and detail. */
      readonly differences: readonly string[];
    };

export type StartedPayment = Extract<Payment, { status: 'started' }>;

export const initialPayment: Payment = { status: 'none' };

export function evolvePayment(payment: Payment, event: PaymentEvent): Payment {
  if (event.type === 'PaymentStarted') {
    const { orderId, amount, paymentMethod, attempt } = event.data;
    const fresh = { paymentId: null, phase: 'to_create', failures: 0, differences: [] } as const;
    return { status: 'started', orderId, amount, paymentMethod, attempt, ...fresh };
  }
  if (payment.status === 'none') throw new Error(`${event.type} before PaymentStarted`);
  switch (event.type) {
    case 'PaymentRetried': {
      const { paymentMethod, attempt } = event.data;
      return reached(payment, payment.paymentId === null ? 'to_create' : 'to_confirm', {
        paymentMethod,
        attempt,
      });
    }
    case 'PaymentCreated':
      return reached(payment, 'to_confirm', { paymentId: event.data.paymentId });
    case 'PaymentActionRequired':
      return reached(payment, 'action_required');
    case 'PaymentSucceeded':
      return reached(payment, 'succeeded');
    case 'PaymentRefused':
      return reached(payment, 'refused');
    case 'PaymentCanceled':
      return reached(payment, 'canceled');
    case 'ProviderOutcomeUnknown':
      return { ...payment, failures: event.data.failures };
    case 'MoneyDifferenceFound':
      return { ...payment, differences: [...payment.differences, nameOfDifference(event.data)] };
  }
}

/** The detail names the refund or dispute, so that a second one of the same kind is a case of its own. */
export const nameOfDifference = ({
  code,
  detail,
}: {
  readonly code: string;
  readonly detail: string;
}): string => `${code}: ${detail}`;

const reached = (
  payment: StartedPayment,
  phase: PaymentPhase,
  more: Partial<StartedPayment> = {},
): Payment => ({
  ...payment,
  ...more,
  phase,
  failures: 0,
});
