import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { OrderId } from '../../domain/ids.js';
import {
  closeChargeback,
  openChargeback,
  recordChargebackFunds,
  recordEvidenceDue,
} from '../../domain/order/decide-chargeback.js';
import { recordEvidenceSubmitted } from '../../domain/order/decide-evidence.js';
import { refuseOfOtherPayment } from '../../domain/order/differences.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { DisputeStatus, PaymentGateway } from '../ports/payment-gateway.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { KeyedQueue } from '../runtime/keyed-queue.js';
import { type Cause, causeOf, isEvent, type Process } from './process.js';
import { orderOfEvent, ProviderCalls } from './provider-calls.js';

const NAME = 'chargeback';

/**
 * A fan's bank takes the money back, or gives up doing so. Webhooks only say where to look; the dispute is read, and all that
 * it tells is taken, so that one webhook does for those that come late or never.
 */
export class ChargebackProcess implements Process {
  readonly name = NAME;
  readonly takes = ['ProviderEventReceived'] as const;
  // So that what was read first is told first.
  readonly #queue = new KeyedQueue();
  readonly #calls: ProviderCalls;

  constructor(
    aggregates: AggregatesRuntime,
    private readonly gateway: PaymentGateway,
  ) {
    this.#calls = new ProviderCalls(NAME, aggregates);
  }

  async handle(event: DecodedEvent<ShoutoutsEvent>): Promise<void> {
    if (!isEvent(event, 'ProviderEventReceived') || !event.data.type.startsWith('charge.dispute.')) return;
    const orderId = await orderOfEvent(event.data, this.gateway);
    if (orderId === undefined) return;
    const { objectId: disputeId, paymentId } = event.data;
    if (!(await this.#calls.isOfOrder(orderId, paymentId, this.gateway, causeOf(event)))) {
      const refusal = refuseOfOtherPayment(disputeId, paymentId);
      await this.#calls.takeUpRefusal(orderId, causeOf(event), refusal);
      return;
    }
    await this.#calls.holdFundsFirst(orderId, event.data.paymentId, this.gateway, causeOf(event));
    await this.#queue.run(orderId, async () => {
      await this.take(orderId, await this.gateway.findDispute(event.data.objectId), causeOf(event));
    });
  }

  private async take(orderId: OrderId, dispute: DisputeStatus, cause: Cause): Promise<void> {
    const { disputeId, reason, amount, status, isInquiry, withdrawn, reinstated, fee } = dispute;
    const evidenceDueBy = dispute.evidenceDueBy ?? null;
    // A dispute that is closed by the time it is read has been open: both are told, in that order.
    await this.#calls.tell(orderId, cause, 'open', (order, now) =>
      openChargeback(order, { disputeId, reason, amount, isInquiry, evidenceDueBy, now }),
    );
    await this.#calls.tell(orderId, cause, `evidence due ${String(evidenceDueBy)}`, (order, now) =>
      recordEvidenceDue(order, { disputeId, evidenceDueBy, now }),
    );
    const moved = [withdrawn, reinstated, fee].map(({ amountMinor }) => String(amountMinor)).join(' ');
    await this.#calls.tell(orderId, cause, `funds ${moved}`, (order, now) =>
      recordChargebackFunds(order, { disputeId, withdrawn, reinstated, fee, now }),
    );
    await this.takeEvidence(orderId, dispute, cause);
    if (status === 'open') return;
    await this.#calls.tell(orderId, cause, `close ${status}`, (order, now) =>
      closeChargeback(order, { disputeId, outcome: status, now }),
    );
  }

  /** Also what somebody submitted in the provider's dashboard. Once the bank has decided, it is too late to matter. */
  private async takeEvidence(orderId: OrderId, dispute: DisputeStatus, cause: Cause): Promise<void> {
    const { disputeId, status, takesEvidence, isEvidenceSubmitted, evidenceName: name } = dispute;
    if (status !== 'open' || takesEvidence || !isEvidenceSubmitted) return;
    const evidenceDueBy = dispute.evidenceDueBy ?? null;
    await this.#calls.tell(
      orderId,
      cause,
      `evidence ${String(name)} ${String(evidenceDueBy)}`,
      (order, now) => recordEvidenceSubmitted(order, { disputeId, name, evidenceDueBy, now }),
    );
  }
}
