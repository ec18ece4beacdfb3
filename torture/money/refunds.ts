import { type Cast, orderThat, paidOrder } from './cast.js';
import type { Desk } from './desk.js';
import type { Outside } from './outside.js';
import type { ReadMoney } from './read-money.js';

/** Everything that can become of refunds. */
export class Refunds {
  constructor(
    private readonly desk: Desk,
    private readonly cast: Cast,
    private readonly outside: Outside,
    private readonly money: ReadMoney,
  ) {}

  async tell(): Promise<void> {
    await this.pendingAndIssued();
    await this.failedAndRetried();
    await this.withoutReply();
  }

  private async pendingAndIssued(): Promise<void> {
    const orderId = await this.withdrawn('pm_card_pendingRefund');
    await this.shows(orderId, 'pending');
    await this.outside.sandbox.control.settleRefund(await this.refundOf(orderId), 'succeeded');
    await this.shows(orderId, 'issued');
  }

  /** The fan's bank sends back what was called issued; finance sends it again. */
  private async failedAndRetried(): Promise<void> {
    const orderId = await this.withdrawn('pm_card_visa');
    await this.shows(orderId, 'issued');
    await this.outside.sandbox.control.settleRefund(await this.refundOf(orderId), 'failed');
    await this.shows(orderId, 'failed');
    await this.desk.does(this.cast.approver, `/v1/orders/${orderId}/refund/retry`);
    await this.shows(orderId, 'issued');
  }

  /** The provider is not reached; then it is, and loses its reply. */
  private async withoutReply(): Promise<void> {
    const { control } = this.outside.sandbox;
    const orderId = await paidOrder(this.desk, this.cast, this.cast.transfers);
    await control.plan({ fault: 'cut_before', operation: 'refunds.create', times: 1_000 });
    await this.desk.does(this.cast.fan, `/v1/orders/${orderId}/withdraw`);
    await this.desk.until(
      'the outcome of a refund is unknown',
      async () => (await this.money.log()).filter(({ type }) => type === 'ProviderOutcomeUnknown').length,
      (times) => times > 0,
    );
    await control.clearFaults();
    await control.plan({ fault: 'cut_after', operation: 'refunds.create', times: 2 });
    await this.shows(orderId, 'issued');
    await control.clearFaults();
  }

  private async withdrawn(paymentMethod: string): Promise<string> {
    const { desk, cast } = this;
    const orderId = await paidOrder(desk, cast, cast.transfers, paymentMethod);
    await desk.does(cast.fan, `/v1/orders/${orderId}/withdraw`);
    return orderId;
  }

  private shows(orderId: string, refund: string): Promise<void> {
    return orderThat(this.desk, this.cast.fan, orderId, 'refund', refund);
  }

  /** The last one. */
  private async refundOf(orderId: string): Promise<string> {
    return this.desk.until(
      'the provider has a refund',
      () =>
        Promise.resolve(
          this.money.books().refunds.findLast((refund) => refund.orderId === orderId)?.id ?? '',
        ),
      (id) => id !== '',
    );
  }
}
