import { type Cast, delivered } from './cast.js';
import type { Desk, Row } from './desk.js';
import type { Outside } from './outside.js';

/** Banks take money back, and are answered; the reply to one of the answers is lost. */
export class Evidence {
  constructor(
    private readonly desk: Desk,
    private readonly cast: Cast,
    private readonly outside: Outside,
  ) {}

  async tell(): Promise<void> {
    const { control } = this.outside.sandbox;
    await this.answer();
    // What became of that one, a webhook may say before it is asked for again.
    await control.plan({ fault: 'cut_after', operation: 'disputes.update', times: 2 });
    await this.answer();
    await control.clearFaults();
  }

  private async answer(): Promise<void> {
    const { desk, cast } = this;
    const orderId = await delivered(desk, cast, cast.transfers);
    const { payment_id } = await desk.one(cast.fan, `/v1/orders/${orderId}`);
    const disputeId = await this.outside.sandbox.control.dispute(String(payment_id), {});
    await this.chargebackThat(orderId, (chargeback) => chargeback?.['status'] === 'open');
    await desk.does(cast.approver, `/v1/orders/${orderId}/evidence`, { dispute_id: disputeId });
    await this.chargebackThat(orderId, (chargeback) => chargeback?.['evidence'] === 'submitted');
  }

  private async chargebackThat(orderId: string, isSo: (found: Row | null) => boolean): Promise<void> {
    const path = `/v1/orders/${orderId}/evidence`;
    await this.desk.until(
      `the bank of ${orderId} is answered`,
      async () => ((await this.desk.one(this.cast.approver, path))['chargeback'] ?? null) as Row | null,
      isSo,
      { nudging: true },
    );
  }
}
