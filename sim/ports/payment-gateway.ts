import {
  type ConfirmPayment,
  type CreatePayment,
  type DisputeStatus,
  InvalidWebhookError,
  PaymentGateway,
  PaymentOutcomeUnknownError,
  type PaymentStatus,
  type ProviderEvent,
  type RefundPayment,
  type RefundStatus,
} from '../../src/application/ports/payment-gateway.js';
import type { Failures, InstanceCalls } from '../world/instance-calls.js';
import { fieldsOf } from '../world/told.js';
import type { SimulatedProvider } from './provider.js';

const lost = () => new PaymentOutcomeUnknownError('simulated: no reply from the provider');
const FAILURES: Failures = { unavailable: lost, replyLost: lost };

/** The provider as one instance reaches it. */
export class SimulatedPaymentGateway implements PaymentGateway {
  readonly provider = 'simulated';

  constructor(
    private readonly theProvider: SimulatedProvider,
    private readonly calls: InstanceCalls,
    private readonly undelivered: () => readonly ProviderEvent[],
  ) {}

  createPayment(request: CreatePayment): Promise<{ readonly paymentId: string }> {
    return this.asked('create payment', request, () => this.theProvider.create(request));
  }

  confirmPayment(request: ConfirmPayment): Promise<PaymentStatus> {
    return this.asked('confirm payment', request, () => this.theProvider.confirm(request));
  }

  findPayment(paymentId: string): Promise<PaymentStatus> {
    return this.asked('find payment', { paymentId }, () => this.theProvider.find(paymentId));
  }

  orderOf(paymentId: string): Promise<string | undefined> {
    return this.calls.call('find order of payment', FAILURES, () => this.theProvider.orderOf(paymentId));
  }

  cancelPayment(paymentId: string): Promise<PaymentStatus> {
    return this.asked('cancel payment', { paymentId }, () => this.theProvider.cancel(paymentId));
  }

  clientSecret(paymentId: string): Promise<string> {
    return Promise.resolve(`${paymentId}_secret`);
  }

  refundPayment(request: RefundPayment): Promise<RefundStatus> {
    return this.asked('refund payment', request, () => this.theProvider.refund(request));
  }

  findRefunds(paymentId: string): Promise<readonly RefundStatus[]> {
    return this.asked('find refunds', { paymentId }, () => this.theProvider.findRefunds(paymentId));
  }

  findDispute(disputeId: string): Promise<DisputeStatus> {
    return this.asked('find dispute', { disputeId }, () => this.theProvider.findDispute(disputeId));
  }

  verifyWebhook(): ProviderEvent {
    throw new InvalidWebhookError('simulated: webhooks are handed over as events');
  }

  undeliveredEvents(): Promise<readonly ProviderEvent[]> {
    return this.calls.call('list undelivered events', FAILURES, this.undelivered);
  }

  /** A call whose answer tells why the program did what it did next. */
  private asked<Answer extends object | undefined>(
    what: string,
    request: object,
    effect: () => Answer,
  ): Promise<Answer> {
    return this.calls.call(what, FAILURES, () => {
      try {
        const answer = effect();
        this.calls.tell(
          `asks to ${what}`,
          () => `${fieldsOf(request)}: ${answer === undefined ? 'none' : fieldsOf(answer)}`,
        );
        return answer;
      } catch (error) {
        this.calls.tell(`asks to ${what}`, () => `${fieldsOf(request)}: ${String(error)}`);
        throw error;
      }
    });
  }
}
