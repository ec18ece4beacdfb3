import type { OrderId } from '../ids.js';
import type { Money } from '../money.js';
import { type Decision, reject } from '../rejection.js';
import { type Instant, MINUTE_MS, plusMs } from '../time.js';
import {
  nameOfDifference,
  type Payment,
  type PaymentEvent,
  type ProviderCall,
  type StartedPayment,
} from './payment.js';

export interface StartPayment {
  readonly orderId: OrderId;
  readonly amount: Money;
  readonly paymentMethod: string;
  readonly now: Instant;
}

export function startPayment(payment: Payment, { now, ...data }: StartPayment): Decision<PaymentEvent> {
  if (payment.status !== 'none') return [];
  return [{ type: 'PaymentStarted', data: { ...data, attempt: 1, startedAt: now } }];
}

/** Another method after a refusal: never while an attempt may still succeed, or the fan could pay twice. */
export function retryPayment(
  payment: Payment,
  { paymentMethod, now }: { readonly paymentMethod: string; readonly now: Instant },
): Decision<PaymentEvent> {
  if (payment.status === 'none' || payment.phase !== 'refused')
    return reject('payment_in_progress', 'another payment method can be given only after a refusal');
  const { orderId, attempt } = payment;
  return [{ type: 'PaymentRetried', data: { orderId, paymentMethod, attempt: attempt + 1, retriedAt: now } }];
}

export function recordPaymentCreated(
  payment: Payment,
  { paymentId, now }: { readonly paymentId: string; readonly now: Instant },
): Decision<PaymentEvent> {
  if (payment.status === 'none' || payment.phase !== 'to_create') return [];
  return [{ type: 'PaymentCreated', data: { orderId: payment.orderId, paymentId, createdAt: now } }];
}

/** What the provider said of the payment (see the gateway's `PaymentStatus`). */
export type ReportedPayment =
  | { readonly status: 'created' | 'processing' | 'action_required' | 'canceled' }
  | { readonly status: 'succeeded'; readonly chargeId: string; readonly amount: Money }
  | { readonly status: 'refused'; readonly code: string };

export interface RecordPaymentReport {
  readonly report: ReportedPayment;
  /** The attempt that was under way when the provider was asked: the fan may have begun the next one since. */
  readonly attempt: number;
  /**
   * `confirm`: the reply to this attempt's own call. `look_up`: the payment as it is at the provider, where a refusal
   * may be that of an earlier attempt.
   */
  readonly from: 'confirm' | 'look_up';
  readonly now: Instant;
}

export function recordPaymentReport(payment: Payment, command: RecordPaymentReport): Decision<PaymentEvent> {
  if (payment.status === 'none' || payment.paymentId === null) return [];
  const { report, now, from } = command;
  const { orderId, paymentId, attempt, phase } = payment;
  if (phase === 'succeeded') return [];
  const isOfEarlierAttempt = command.attempt !== attempt;
  switch (report.status) {
    case 'succeeded': {
      const { chargeId, amount } = report;
      return [{ type: 'PaymentSucceeded', data: { orderId, paymentId, chargeId, amount, succeededAt: now } }];
    }
    case 'canceled':
      return phase === 'canceled' ? [] : [{ type: 'PaymentCanceled', data: { orderId, canceledAt: now } }];
    case 'action_required':
      if (phase !== 'to_confirm' || isOfEarlierAttempt) return [];
      return [{ type: 'PaymentActionRequired', data: { orderId, paymentId, attempt, requiredAt: now } }];
    case 'refused':
      if (!isOpenTo(phase, from) || isOfEarlierAttempt) return [];
      return [{ type: 'PaymentRefused', data: { orderId, attempt, code: report.code, refusedAt: now } }];
    case 'created':
    case 'processing':
      return [];
  }
}

const isOpenTo = (phase: StartedPayment['phase'], from: RecordPaymentReport['from']): boolean =>
  phase === 'action_required' || (phase === 'to_confirm' && from === 'confirm');

/** The provider refused the request itself (an unknown payment method): for the fan it is a refused attempt. */
export function refusePayment(
  payment: Payment,
  { code, attempt: refused, now }: { readonly code: string; readonly attempt: number; readonly now: Instant },
): Decision<PaymentEvent> {
  if (
    payment.status === 'none' ||
    payment.attempt !== refused ||
    (payment.phase !== 'to_create' && payment.phase !== 'to_confirm')
  )
    return [];
  const { orderId, attempt } = payment;
  return [{ type: 'PaymentRefused', data: { orderId, attempt, code, refusedAt: now } }];
}

export const FIRST_LOOK_UP_MS = 5_000;
export const LONGEST_LOOK_UP_MS = 60 * MINUTE_MS;

/** Nothing is concluded. The next look-up waits twice as long each time, up to an hour. */
export function recordOutcomeUnknown(
  payment: Payment,
  { call, now }: { readonly call: ProviderCall; readonly now: Instant },
): Decision<PaymentEvent> {
  if (payment.status === 'none') return [];
  const failures = payment.failures + 1;
  return [
    {
      type: 'ProviderOutcomeUnknown',
      data: {
        orderId: payment.orderId,
        call,
        failures,
        unknownAt: now,
        retryAt: lookUpAgainAt(now, failures),
      },
    },
  ];
}

/** After so many look-ups in a row that told nothing. */
export const lookUpAgainAt = (now: Instant, failures: number): Instant =>
  plusMs(now, Math.min(FIRST_LOOK_UP_MS * 2 ** (failures - 1), LONGEST_LOOK_UP_MS));

/** The same difference is one case, however often the provider tells of it. */
export function recordDifference(
  payment: Payment,
  { code, detail, now }: { readonly code: string; readonly detail: string; readonly now: Instant },
): Decision<PaymentEvent> {
  if (payment.status === 'none' || payment.differences.includes(nameOfDifference({ code, detail })))
    return [];
  return [{ type: 'MoneyDifferenceFound', data: { orderId: payment.orderId, code, detail, foundAt: now } }];
}
