import type { Money } from '../../../domain/money.js';
import type { OrderEvent } from '../../../domain/order/events.js';
import type { Chargeback, Evidence, Order } from '../../../domain/order/order.js';
import type { DecodedEvent } from '../../events/decoded-event.js';
import { eventsOf } from './events-of-type.js';

export interface ChargebackEvidence {
  readonly disputeId: string;
  readonly status: Chargeback['status'];
  readonly reason: string;
  readonly amount: Money;
  readonly isInquiry: boolean;
  readonly openedAt: string;
  /** Until when the payment provider takes evidence. */
  readonly evidenceDueBy: string | null;
  readonly withdrawnMinor: bigint;
  readonly reinstatedMinor: bigint;
  readonly feeMinor: bigint;
  readonly decidedAt: string | null;
  /** What became of our answer; `submitted` also where somebody did it in the provider's dashboard. */
  readonly evidence: Evidence['status'];
  readonly submittedAt: string | null;
}

/** What the bank wants, and until when it can be answered; `null` where it wants nothing. */
export function chargebackEvidence(
  events: readonly DecodedEvent<OrderEvent>[],
  order: Order,
): ChargebackEvidence | null {
  const [opened] = eventsOf(events, 'ChargebackOpened');
  if (opened === undefined) return null;
  if (order.status === 'none' || order.status === 'awaiting_payment' || order.payment === null) return null;
  const [decided] = eventsOf(events, 'ChargebackWon', 'ChargebackLost');
  const submitted = eventsOf(events, 'ChargebackEvidenceSubmitted').at(-1);
  const { disputeId, reason, amount, isInquiry, openedAt } = opened.data;
  return {
    ...{ disputeId, status: order.payment.chargeback.status, reason, amount, openedAt },
    // An inquiry for which the bank has taken money is none any more.
    isInquiry: isInquiry && order.payment.disputed.withdrawnMinor === 0n,
    ...order.payment.disputed,
    decidedAt: decided?.metadata.at ?? null,
    evidence: order.payment.evidence.status,
    submittedAt: submitted?.metadata.at ?? null,
  };
}
