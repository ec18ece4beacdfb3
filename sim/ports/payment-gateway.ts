import {
  type ConfirmPayment,
  type CreatePayment,
  type DisputeStatus,
  InvalidWebhookError,
  PaymentGateway,
  type PaymentStatus,
  type ProviderEvent,
  type RefundPayment,
  type RefundStatus,
  type SubmitEvidence,
} from '../../src/application/ports/payment-gateway.js';
import type { InstanceCalls } from '../world/instance-calls.js';
import { asked, PROVIDER_FAILURES } from './asked.js';
import type { SimulatedProvider } from './provider.js';

/** The provider as one instance reaches it. */
export class SimulatedPaymentGateway implements PaymentGateway {
  readonly provider = 'simulated';

  constructor(
    private readonly theProvider: SimulatedProvider,
    private readonly calls: InstanceCalls,
    private readonly undelivered: () => readonly ProviderEvent[],
  ) {}

  createPayment(request: CreatePayment): Promise<{ readonly paymentId: string }> {
    return asked(this.calls, 'create payment', request, () => this.theProvider.create(request));
  }

  confirmPayment(request: ConfirmPayment): Promise<PaymentStatus> {
    return asked(this.calls, 'confirm payment', request, () => this.theProvider.confirm(request));
  }

  findPayment(paymentId: string): Promise<PaymentStatus> {
    return asked(this.calls, 'find payment', { paymentId }, () => this.theProvider.find(paymentId));
  }

  orderOf(paymentId: string): Promise<string | undefined> {
    return this.calls.call('find order of payment', PROVIDER_FAILURES, () =>
      this.theProvider.orderOf(paymentId),
    );
  }

  cancelPayment(paymentId: string): Promise<PaymentStatus> {
    return asked(this.calls, 'cancel payment', { paymentId }, () => this.theProvider.cancel(paymentId));
  }

  clientSecret(paymentId: string): Promise<string> {
    return Promise.resolve(`${paymentId}_secret`);
  }

  refundPayment(request: RefundPayment): Promise<RefundStatus> {
    return asked(this.calls, 'refund payment', request, () => this.theProvider.refunds.make(request));
  }

  findRefunds(paymentId: string): Promise<readonly RefundStatus[]> {
    return asked(this.calls, 'find refunds', { paymentId }, () => this.theProvider.refunds.find(paymentId));
  }

  findDispute(disputeId: string): Promise<DisputeStatus> {
    return asked(this.calls, 'find dispute', { disputeId }, () => this.theProvider.disputes.find(disputeId));
  }

  submitEvidence(request: SubmitEvidence): Promise<DisputeStatus> {
    const { disputeId, name } = request;
    return asked(this.calls, 'submit evidence', { disputeId, name }, () =>
      this.theProvider.disputes.submit(request),
    );
  }

  verifyWebhook(): ProviderEvent {
    throw new InvalidWebhookError('simulated: webhooks are handed over as events');
  }

  undeliveredEvents(): Promise<readonly ProviderEvent[]> {
    return this.calls.call('list undelivered events', PROVIDER_FAILURES, this.undelivered);
  }
}
