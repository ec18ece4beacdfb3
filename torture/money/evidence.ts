import { type Cast, delivered } from './cast.js';
import type { Desk, Row } from './desk.js';
import type { Outside } from './outside.js';

/** A bank takes money back, and is answered; the reply to that is lost. */
export class Evidence {
  constructor(
    private readonly desk: Desk,
    private readonly cast: Cast,
    private readonly outside: Outside,
  ) {}

  async tell(): Promise<void> {
    const { desk, cast } = this;
    const { control } = this.outside.sandbox;
    const orderId = await delivered(desk, cast, cast.transfers);
    const { payment_id } = await desk.one(cast.fan, `/v1/orders/${orderId}`);
    const disputeId = await control.dispute(String(payment_id), {});
    await this.chargebackThat(orderId, (chargeback) => chargeback?.['status'] === 'open');
    await control.plan({ fault: 'cut_after', operation: 'disputes.update', times: 2 });
    await desk.does(cast.approver, `/v1/orders/${orderId}/evidence`, { dispute_id: disputeId });
    await this.chargebackThat(orderId, (chargeback) => chargeback?.['evidence'] === 'submitted');
    await control.clearFaults();
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
